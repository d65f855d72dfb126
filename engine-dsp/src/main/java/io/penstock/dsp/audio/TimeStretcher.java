package io.penstock.dsp.audio;

import io.penstock.clock.Timebase;
import io.penstock.dsp.kernel.time.StretchKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.IntDomain;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Plays sound faster or slower without changing its pitch, by a factor that may change at any time.
 *
 * <p>A frame in makes more or less than one out, each as long as the format says; the last before a gap, a jump, a change of format or the end
 * may be shorter, so that as much comes out as the factor says, to the sample. {@code ptsNs} counts the sound put out, from the first frame
 * in; gaps are stretched too, jumps are kept, and frames that come a little early or late move it as much. {@code captureNs} is that of the
 * sound, so that end-to-end latency stays true. At factor 1 the sound is not changed.
 *
 * <p>8 kHz and more, any channel count, either sample type, frames of 10 to 60 ms. Latency 20 ms, in whole frames. Counters: {@code cuts},
 * {@code errors.malformed} (frames of a wrong length), {@code errors.notfinite} (samples).
 *
 * @see StretchKernel
 */
public final class TimeStretcher implements Transform {
    private static final int[] FRAMES_US = {10_000, 20_000, 30_000, 40_000, 60_000};
    private static final Latency LATENCY = new Latency(20_000_000L, 60_000_000L);
    /** The rest and what follows it, of 10 ms, at half speed. */
    private static final int MOST_OUTPUTS = 10;

    private final StageSpec spec;
    private volatile double factor;
    private AudioFormat format;
    private StretchKernel kernel;
    private float[] in;
    private float[] out;
    /** Sound made and not yet put out, interleaved; {@code waiting} samples a channel. */
    private float[] queue;
    private int waiting;
    private boolean started;
    private boolean broken;
    private long expectedNs;
    private long startNs;
    private long sent;
    private long inCaptureNs;
    private long taken;
    private long sequence;
    private int streamId;
    private int rtpTimestamp;
    private long userTag;
    private Counter cuts;
    private Counter malformed;
    private Counter notFinite;

    private TimeStretcher(final double factor) {
        factor(factor);
        spec = StageSpec.same("stretch", new AudioSpec(IntDomain.range(8_000, 768_000), AudioSpec.any().channels(), AudioSpec.any().sampleTypes(),
            IntDomain.of(FRAMES_US))).maxOutputsPerInput(MOST_OUTPUTS).latency(LATENCY).build();
    }

    /**
     * A stretcher.
     *
     * @param factor how many times as fast to play: 0.5 to 2; 1.25 makes ten seconds of eight.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static TimeStretcher at(final double factor) {
        return new TimeStretcher(factor);
    }

    /**
     * Changes the factor, from the next frame on. Any thread, at any time.
     *
     * @param timesAsFast 0.5 to 2.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public TimeStretcher factor(final double timesAsFast) {
        if (!(timesAsFast >= StretchKernel.SLOWEST && timesAsFast <= StretchKernel.FASTEST)) {
            throw new ConfigurationException("stretch: factor " + timesAsFast + "; accepted are " + StretchKernel.SLOWEST + " to "
                + StretchKernel.FASTEST + " (2 = twice as fast)");
        }
        factor = timesAsFast;
        return this;
    }

    /**
     * How many times as fast it plays. Any thread.
     *
     * @return 0.5 to 2.
     */
    public double factor() {
        return factor;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        cuts = context.counter("cuts");
        malformed = context.counter("errors.malformed");
        notFinite = context.counter("errors.notfinite");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        format = input;
        kernel = new StretchKernel(input.sampleRateHz(), input.channels());
        in = new float[input.frameSamples() * input.channels()];
        out = new float[kernel.maxOutput(input.frameSamples()) * input.channels()];
        queue = new float[out.length + in.length];
        begin();
    }

    private void begin() {
        started = false;
        waiting = 0;
        kernel.reset();
        taken = 0;
    }

    @Override
    public void onFrame(final Frame frame, final Output output) {
        final int stride = format.channels() * format.sampleType().bytes();
        final int samples = frame.length() / stride;
        if (samples > format.frameSamples() || frame.length() % stride != 0 || samples == 0) {
            malformed.increment();
            return;
        }
        final boolean jumped = started && Math.abs(frame.ptsNs() - expectedNs) > format.frameNs() / 4;
        final boolean breaks = jumped || frame.has(FrameFlags.DISCONTINUITY);
        if (breaks) {
            putOutAll(output);
        }
        follow(frame.ptsNs(), breaks);
        broken |= breaks;
        kernel.speed(factor);
        Pcm.read(frame, in);
        final int made = kernel.process(in, samples, out);
        taken += samples;
        expectedNs = frame.ptsNs() + Timebase.unitsToNs(samples, format.sampleRateHz());
        inCaptureNs = frame.captureNs() + Timebase.unitsToNs(samples, format.sampleRateHz());
        streamId = frame.streamId();
        rtpTimestamp = frame.rtpTimestamp();
        userTag = frame.userTag();
        putOut(made, output);
        cuts.set(kernel.cuts());
        notFinite.set(kernel.notFinite());
    }

    /** Moves the times of the output as those of the input moved; never back behind what was put out. */
    private void follow(final long ptsNs, final boolean jump) {
        if (!started) {
            started = true;
            expectedNs = ptsNs;
            startNs = ptsNs;
            sent = 0;
            return;
        }
        final long moved = ptsNs - expectedNs;
        startNs += jump ? Math.max(0, moved) : moved;
        expectedNs = ptsNs;
    }

    /** Queues what was made and puts out whole frames. */
    private void putOut(final int made, final Output output) {
        final int channels = format.channels();
        System.arraycopy(out, 0, queue, waiting * channels, made * channels);
        waiting += made;
        int at = 0;
        while (waiting - at >= format.frameSamples()) {
            send(at, format.frameSamples(), output);
            at += format.frameSamples();
        }
        waiting -= at;
        System.arraycopy(queue, at * channels, queue, 0, waiting * channels);
    }

    private void send(final int at, final int samples, final Output output) {
        final int channels = format.channels();
        final MutableFrame frame = output.claim(samples * channels * format.sampleType().bytes());
        if (at > 0) {
            System.arraycopy(queue, at * channels, in, 0, samples * channels);
            Pcm.write(in, samples * channels, format.sampleType(), frame);
        } else {
            Pcm.write(queue, samples * channels, format.sampleType(), frame);
        }
        final double behind = taken - kernel.position() + (waiting - at) * kernel.speed();
        frame.ptsNs(timeNs(sent)).captureNs(inCaptureNs - (long) (behind * 1e9 / format.sampleRateHz()))
            .durationNs((int) Timebase.unitsToNs(samples, format.sampleRateHz())).flags(broken ? FrameFlags.DISCONTINUITY : 0)
            .sequence(sequence++).streamId(streamId).rtpTimestamp(rtpTimestamp).userTag(userTag);
        broken = false;
        sent += samples;
        output.commit(frame);
    }

    private long timeNs(final long samples) {
        return startNs + Timebase.unitsToNs(samples, format.sampleRateHz());
    }

    /** Puts out what is inside, to the last sample; the times go on. */
    private void putOutAll(final Output output) {
        if (!started) {
            return;
        }
        kernel.speed(factor);
        final double position = kernel.position();
        final int made = kernel.drain(out);
        // The kernel counts anew, while what it gave is still to be stamped.
        taken -= (long) position + (long) (made * kernel.speed());
        putOut(made, output);
        if (waiting > 0) {
            send(0, waiting, output);
            waiting = 0;
        }
        taken = 0;
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output output) {
        if (!started) {
            return false;
        }
        putOutAll(output);
        follow(ptsNs, true);
        final long stretchedNs = (long) (durationNs / factor);
        output.gap(timeNs(sent), stretchedNs);
        startNs += stretchedNs;
        expectedNs = ptsNs + durationNs;
        return true;
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output output) {
        if (!started) {
            return false;
        }
        putOutAll(output);
        follow(ptsNs, true);
        output.discontinuity(timeNs(sent));
        return true;
    }

    @Override
    public boolean onFormatChange(final Format changed, final Output output) {
        putOutAll(output);
        final boolean going = started;
        final long nextNs = going ? timeNs(sent) : 0;
        final long expected = expectedNs;
        configure((AudioFormat) changed);
        started = going;
        startNs = nextNs;
        sent = 0;
        expectedNs = expected;
        return false;
    }

    @Override
    public void onFlush() {
        begin();
    }

    @Override
    public void onEndOfStream(final Output output) {
        putOutAll(output);
    }
}
