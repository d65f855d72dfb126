package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.error.CodecException;
import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every stage promises; the test of every stage extends this.
 *
 * <pre>{@code
 * class GainTest extends StageContract {
 *     protected Stage create() {
 *         return new Gain(-6);
 *     }
 *
 *     protected void configure(HarnessSetup setup) {
 *         setup.input(AudioFormat.mono(48_000, ms(10)));
 *     }
 *
 *     // and what only a gain promises
 * }
 * }</pre>
 *
 * <p>The tests feed frames in real time of a {@link TestClock}: a frame is pushed at its presentation time, which is also its capture time,
 * and the clock moves on by its duration. What differs for a stage is told by overriding the hooks; the tests themselves cannot be
 * overridden. The rules of {@link StageHarness} hold in all of them.
 */
public abstract class StageContract {
    private static final Duration GARBAGE_TIME = Duration.ofSeconds(20);
    private static final long SETTLE_NS = 2_000_000_000L;
    private static final int LARGE_FRAME_BYTES = 1 << 16;
    private static final int MAX_FAULT_POSITIONS = 40;
    private static final int MAX_IDLE_CALLS_PER_SECOND = 1_100;

    /** For subclasses; JUnit makes an instance for each test. */
    protected StageContract() {
    }

    /**
     * Makes a fresh stage, equal to any other that this makes.
     *
     * @return the stage, not started.
     * @throws Exception when it cannot be made.
     */
    protected abstract Stage create() throws Exception;

    /**
     * Connects inputs and narrows outputs. Without it required inputs get the first format that they accept.
     *
     * @param setup a harness around a stage of {@link #create()}.
     */
    protected void configure(final HarnessSetup setup) {
    }

    /**
     * A typical payload. The default makes tones, moving gradients and RTP packets; it must be overridden for encoded media.
     *
     * @param port   name of the input.
     * @param format its format.
     * @param index  number of the frame, from 0, without end.
     * @return the payload.
     */
    protected byte[] payload(final String port, final Format format, final int index) {
        final byte[] made = SamplePayload.of(format, index);
        if (made == null) {
            throw new AssertionError("override payload(port, format, index): nothing can be made up for " + format.describe());
        }
        return made;
    }

    /**
     * Sets metadata of a frame beyond its times and sequence number; called for every frame, must not allocate.
     *
     * @param frame the frame, with its payload.
     * @param port  name of the input.
     * @param index number of the frame.
     */
    protected void prepare(final TestFrame frame, final String port, final int index) {
        if (index == 0) {
            frame.set(FrameFlags.KEYFRAME);
        }
    }

    /**
     * How many frames each input gets; a source is given the time of so many.
     *
     * @return frames, at least 3.
     */
    protected int frames() {
        return 20;
    }

    /**
     * Whether a source of this test ends by itself within {@link #frames()} frames.
     *
     * @return true if so; of no meaning for other kinds.
     */
    protected boolean ends() {
        return false;
    }

    /**
     * Whether the frames fed must make the stage put something out.
     *
     * @return true unless overridden: for stages with outputs.
     */
    protected boolean putsOut() {
        return true;
    }

    /**
     * Why the stage allocates after warm-up.
     *
     * @return the reason, shown where the test is skipped; null = it does not, which is tested.
     */
    protected String allocatesBecause() {
        return null;
    }

    /**
     * How many frames warm the stage up before allocations are counted; as many are counted, three times. Frames above 64 KiB are limited
     * to 100, for time.
     *
     * @return frames.
     */
    protected int warmUpFrames() {
        return 500;
    }

    /**
     * Whether random bytes can be told from valid input, so that they must be counted or answered with {@link CodecException}.
     *
     * @param format format of the input.
     * @return by default true for RTP and RTCP packets only.
     */
    protected boolean detectsGarbage(final Format format) {
        return format instanceof PacketFormat packets && packets.protocol() != PacketFormat.Protocol.DATAGRAM;
    }

    /**
     * Measures by how much the stage delays media. The default finds an impulse again when raw sound goes in and comes out by the first
     * ports, and else compares, frame by frame, when an output came out with when the input of its presentation time went in.
     *
     * @return least and greatest delay in nanoseconds; null if there is none to measure, which skips the test.
     */
    protected LatencyRange measureLatency() {
        return LatencyRange.measure(this);
    }

    /**
     * By how much the measured latency may miss the declared one.
     *
     * @return nanoseconds.
     */
    protected long latencyToleranceNs() {
        return 1_000_000;
    }

    final HarnessSetup setup() {
        final Stage stage;
        try {
            stage = create();
        } catch (final Exception e) {
            throw new AssertionError("create() failed: " + e, e);
        }
        final HarnessSetup setup = StageHarness.of(stage);
        configure(setup);
        return setup;
    }

    final ContractFeed feed(final StageHarness harness) {
        return new ContractFeed(this, harness, frames());
    }

    @Test
    void specIsAlwaysTheSame() throws Exception {
        final Stage stage = create();
        final String first = SpecText.of(stage.spec());
        assertEquals(first, SpecText.of(stage.spec()), "spec() of one stage, twice");
        stage.close();
        final Stage another = create();
        assertEquals(first, SpecText.of(another.spec()), "spec() of another stage");
        another.close();
        try (StageHarness h = setup().start()) {
            feed(h).steps(3);
            assertEquals(first, SpecText.of(h.rig.stage.spec()), "spec() of a running stage");
        }
    }

    @Test
    void forwardsEndOfStreamExactlyOnce() {
        try (StageHarness h = setup().start()) {
            feed(h).steps(frames());
            h.endOfStream();
            h.advanceNs(SETTLE_NS);
            h.poll();
            final boolean expected = !(h.rig.stage instanceof Source) || ends();
            for (int port = 0; port < h.spec().outputs().size(); port++) {
                ContractRules.endsOnce(h, port, expected);
            }
        }
    }

    @Test
    void putsOutTimestampsInOrder() {
        try (StageHarness h = setup().start()) {
            feed(h).steps(frames());
            h.endOfStream();
            if (putsOut() && !h.spec().outputs().isEmpty() && h.frames().isEmpty()) {
                fail("nothing came out for " + frames() + " frames in; if that is right, override putsOut()");
            }
            for (int port = 0; port < h.spec().outputs().size(); port++) {
                ContractRules.inOrder(h, port);
            }
        }
    }

    @Test
    void leavesBorrowedInputUnmodified() {
        // Compared by the harness after every callback, and again when a retained frame is released.
        try (StageHarness h = setup().start()) {
            feed(h).steps(frames());
            h.endOfStream();
        }
    }

    @Test
    void leaksNothingWhenClosedAtAnyMoment() {
        for (int n = 0; n <= frames(); n++) {
            try (StageHarness h = setup().start()) {
                feed(h).steps(n);
            } catch (final AssertionError e) {
                throw new AssertionError("closed after " + n + " frames: " + e.getMessage(), e);
            }
        }
    }

    @Test
    void leaksNothingWhenItsOutputThrows() {
        final long calls;
        try (StageHarness h = setup().start()) {
            feed(h).steps(frames());
            h.endOfStream();
            calls = h.outputCalls();
        }
        final long step = Math.max(1, calls / MAX_FAULT_POSITIONS);
        for (long call = 1; call <= calls; call += step) {
            ContractRules.failAt(this, call, frames());
        }
    }

    @Test
    void declaresItsLatencyTruly() {
        final LatencyRange measured = measureLatency();
        assumeTrue(measured != null, "no latency to measure");
        final StageSpec spec = setup().spec();
        final long tolerance = latencyToleranceNs();
        if (measured.minNs() < spec.latency().minNs() - tolerance || measured.maxNs() > spec.latency().maxNs() + tolerance) {
            fail("measured " + measured + ", declared " + spec.latency());
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothingAfterWarmUp() {
        final String reason = allocatesBecause();
        assumeTrue(reason == null, () -> "allocates: " + reason);
        try (StageHarness h = setup().measuring().start()) {
            final Format format = h.spec().inputs().isEmpty() ? h.rig.outputs[0].format() : h.context.inputFormat(0);
            final boolean large = format != null && format.frameBytes() > LARGE_FRAME_BYTES;
            final int frames = large ? Math.min(100, warmUpFrames()) : warmUpFrames();
            final ContractFeed feed = new ContractFeed(this, h, large ? frames() : 4 * frames);
            final double bytes = new AllocationProbe().measure(feed::step, frames);
            if (bytes != 0) {
                fail("allocates " + bytes + " bytes a frame after warm-up; expected 0, else state why in allocatesBecause()");
            }
        }
    }

    @Test
    void saysThatItIsIdleWhenItIs() {
        try (StageHarness h = setup().start()) {
            final ContractFeed feed = feed(h);
            feed.steps(frames());
            ContractRules.comesToRest(h);
            h.advanceNs(SETTLE_NS);
            ContractRules.comesToRest(h);
            final long before = h.rig.idleCalls();
            h.advanceNs(1_000_000_000L);
            final long idle = h.rig.idleCalls() - before;
            if (idle > MAX_IDLE_CALLS_PER_SECOND) {
                fail("was called " + idle + " times in a second with nothing to do: ask for wake-ups only when something is due");
            }
        }
    }

    @Test
    void answersGarbageWithCountedErrorsOrCodecExceptions() {
        garbage(GARBAGE_TIME);
    }

    final void garbage(final Duration atMost) {
        final Format[] first = new Format[1];
        try (StageHarness h = setup().start()) {
            assumeTrue(!h.spec().inputs().isEmpty(), "a source has no input");
            first[0] = h.context.inputFormat(0);
        }
        final Map<String, Long> answers = new HashMap<>();
        assertTimeoutPreemptively(atMost, () -> GarbageFeed.run(this, answers),
            () -> "hangs on garbage, or takes more than " + atMost);
        if (first[0] != null && detectsGarbage(first[0]) && answers.isEmpty()) {
            fail("took random bytes without a CodecException or a count in dropped.* or errors.*");
        }
    }

    @Test
    void survivesGapsAndDiscontinuities() {
        try (StageHarness h = setup().start()) {
            final ContractFeed feed = feed(h);
            for (int i = 0; i < frames(); i++) {
                feed.step();
                if (i % 5 == 2) {
                    for (final ContractFeed.Port port : feed.ports()) {
                        final long now = h.clock().nanoTime();
                        h.pushEvent(port.name, i % 2 == 0 ? new Event.Gap(now, feed.stepNs()) : new Event.Discontinuity(now));
                    }
                }
            }
            h.endOfStream();
        }
    }

    @Test
    void forgetsThePastWhenFlushed() {
        try (StageHarness h = setup().start()) {
            final ContractFeed feed = feed(h);
            feed.steps(frames());
            h.clear();
            final long flushedNs = h.clock().nanoTime();
            h.flush();
            if (!h.spec().outputs().isEmpty() && !(h.captured().get(0) instanceof CapturedEvent e && e.event() instanceof Event.Flush)) {
                fail("put out " + h.captured().get(0) + " while it was being flushed");
            }
            if (h.framesHeld() > 0) {
                fail("still holds " + h.framesHeld() + " frame(s) after a flush");
            }
            h.advanceNs(feed.isSource() ? 0 : SETTLE_NS);
            for (final CapturedFrame frame : h.frames()) {
                if (!feed.isSource() && frame.ptsNs() < flushedNs) {
                    fail("put out media of " + (flushedNs - frame.ptsNs()) + " ns before the flush after it: " + frame);
                }
            }
            feed.steps(frames());
            h.endOfStream();
        }
    }

    @Test
    void closesAtAnyTimeAndTwice() throws Exception {
        final Stage never = create();
        ContractRules.closes(never, "close() of a stage that was never started");
        ContractRules.closes(never, "a second close()");
        final Stage stage;
        try (StageHarness h = setup().start()) {
            feed(h).steps(3);
            stage = h.rig.stage;
        }
        ContractRules.closes(stage, "a second close()");
        ContractRules.closesAfterFailedStart(this);
    }
}
