package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageHarnessTest {
    private static final AudioFormat SOUND = AudioFormat.mono(8000, Timebase.ms(10));
    private static final StageSpec SAME = StageSpec.same("test", FormatSpec.any()).build();

    private static StageHarness harness(final Stage stage) {
        return StageHarness.of(stage).input(SOUND).start();
    }

    private static Stage transform(final Stages.TransformBody body) {
        return Stages.transform(SAME, body);
    }

    private static void copy(final Frame in, final Output out) {
        final MutableFrame frame = out.claim(in.length());
        frame.copyPayload(in);
        out.commit(frame);
    }

    private static void assertBroken(final String expected, final Stages.TransformBody body) {
        final AssertionError error = assertThrows(AssertionError.class, () -> {
            try (StageHarness h = harness(transform(body))) {
                h.push(h.frame().payload((byte) 1, (byte) 2));
                h.push(h.frame().payload((byte) 3));
            }
        });
        assertTrue(error.getMessage().contains(expected), error.getMessage());
    }

    @Test
    void capturesCopiesWithInheritedMetadata() {
        try (StageHarness h = harness(transform(StageHarnessTest::copy))) {
            h.push(h.frame().ptsNs(5).captureNs(4).streamId(3).rtpTimestamp(2).userTag(9).layers(1, 2)
                .flags(FrameFlags.KEYFRAME | FrameFlags.CORRUPT).payload((byte) 7, (byte) 8));
            final CapturedFrame frame = h.lastFrame();
            assertArrayEquals(new byte[] {7, 8}, frame.payload());
            assertEquals(List.of(5L, 4L, 9L), List.of(frame.ptsNs(), frame.captureNs(), frame.userTag()));
            assertEquals(FrameFlags.KEYFRAME, frame.flags());
            assertEquals(3, frame.streamId());
            assertEquals(2, frame.spatialLayer());
        }
    }

    @Test
    void sendsOnEventsThatNobodyHandled() {
        try (StageHarness h = harness(transform(StageHarnessTest::copy))) {
            h.pushGap(1, 2).pushDiscontinuity(3).flush().endOfStream();
            assertEquals(List.of(new Event.Gap(1, 2), new Event.Discontinuity(3), new Event.Flush(1), Event.EndOfStream.INSTANCE),
                h.events());
        }
    }

    @Test
    void derivesTheFormatAfterAChange() {
        final AudioFormat other = AudioFormat.stereo(16_000, Timebase.ms(10));
        try (StageHarness h = harness(Stages.inPlace(SAME, frame -> Verdict.FORWARD))) {
            h.pushFormatChange(other).push(h.frame().length(640));
            assertEquals(List.of(new Event.FormatChange(other)), h.events());
            assertEquals(other, h.lastFrame().format());
        }
    }

    @Test
    void passesUnhandledUpstreamEventsOn() {
        try (StageHarness h = harness(transform(StageHarnessTest::copy))) {
            h.pushUpstream(Event.KeyframeRequest.ALL);
            assertEquals(Event.KeyframeRequest.ALL, h.upstream().get(0).event());
        }
    }

    @Test
    void catchesAnOpenClaim() {
        assertBroken("neither committed nor aborted", (in, out) -> out.claim(1));
    }

    @Test
    void catchesTooManyOutputs() {
        assertBroken("frame 2 in one callback", (in, out) -> {
            copy(in, out);
            copy(in, out);
        });
    }

    @Test
    void catchesTooLargeAClaim() {
        assertBroken("declare maxOutputBytes", (in, out) -> out.claim(161));
    }

    @Test
    void catchesAKeptFrameThatWasNotDeclared() {
        assertBroken("declared are framesHeld(0)", (in, out) -> in.retain());
    }

    @Test
    void catchesARelease() {
        assertBroken("released without having been retained", (in, out) -> in.release());
    }

    @Test
    void catchesUseAfterCommit() {
        assertBroken("used after it had been released", (in, out) -> {
            final MutableFrame frame = out.claim(1);
            out.commit(frame);
            frame.ptsNs(1);
        });
    }

    @Test
    void catchesWritingToBorrowedInput() {
        assertBroken("modified at payload index 0", (in, out) -> in.array()[in.arrayOffset()]++);
    }

    @Test
    void catchesWritingOutsideThePayload() {
        assertBroken("outside the payload", (in, out) -> {
            final MutableFrame frame = out.claim(1);
            frame.array()[0] = 1;
            out.commit(frame);
        });
    }

    @Test
    void catchesABrokenRuleThatTheStageSwallowed() {
        assertBroken("declare maxOutputBytes", (in, out) -> {
            try {
                out.claim(1 << 20);
            } catch (final AssertionError e) {
                copy(in, out);
            }
        });
    }

    @Test
    void catchesALeakAtTheEnd() {
        final StageSpec holding = StageSpec.same("holding", FormatSpec.any()).framesHeld(5).build();
        final StageHarness h = harness(Stages.transform(holding, (in, out) -> in.retain()));
        h.push(h.frame().length(1)).push(h.frame().length(1));
        assertEquals(2, h.framesHeld());
        assertTrue(assertThrows(AssertionError.class, h::close).getMessage().contains("leaks 2 frame(s)"));
    }

    @Test
    void abortsClaimsAndGoesOnWhenTheStageThrows() {
        try (StageHarness h = harness(transform((in, out) -> {
            final MutableFrame frame = out.claim(1);
            if (in.sequence() == 0) {
                throw new IllegalStateException("boom");
            }
            out.commit(frame);
        }))) {
            assertEquals("boom", assertThrows(IllegalStateException.class, () -> h.push(h.frame())).getMessage());
            h.push(h.frame());
            assertEquals(1, h.frames().size());
        }
    }

    @Test
    void failsTheOutputCallThatTheTestNames() {
        try (StageHarness h = harness(transform(StageHarnessTest::copy))) {
            h.failOutputAt(2);
            assertThrows(InjectedFault.class, () -> h.push(h.frame()));
            h.push(h.frame());
            assertEquals(1, h.frames().size());
        }
    }

    @Test
    void pollsASourceWhenItAskedTo() {
        final StageSpec spec = StageSpec.source("metronome", FormatSpec.of(PacketFormat.datagrams())).wakesItself().build();
        try (StageHarness h = StageHarness.of(new Metronome(spec, 4)).start()) {
            h.advance(Timebase.ms(25));
            assertEquals(3, h.frames().size());
            assertEquals(TestClock.START_NS + 20_000_000, h.lastFrame().emittedNs());
            assertEquals(0, h.poll());
            h.advance(Timebase.seconds(1));
            assertEquals(4, h.frames().size());
            assertEquals(Event.EndOfStream.INSTANCE, h.events().get(0));
            assertInstanceOf(CapturedEvent.class, h.captured().get(4));
            assertEquals(4, h.counter("ticks"));
        }
    }

    @Test
    void ticksWhenDue() {
        try (StageHarness h = StageHarness.of(new Delay(Timebase.ms(30).toNanos())).input(SOUND).start()) {
            h.push(h.frame().payload((byte) 1));
            h.advance(Timebase.ms(29));
            assertEquals(List.of(), h.frames());
            h.advance(Timebase.ms(2));
            assertEquals(30_000_000, h.lastFrame().emittedNs() - h.lastFrame().captureNs());
            assertTrue(h.lastFrame().forwarded());
            h.push(h.frame()).push(h.frame());
            assertNotEquals(0, h.framesHeld());
        }
    }
}
