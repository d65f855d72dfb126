package io.penstock.dsp.voice;

import io.penstock.clock.Timebase;
import io.penstock.dsp.kernel.echo.EchoKernel;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.Junction;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.Arrays;

/**
 * Takes what the loudspeaker plays out of what the microphone hears.
 *
 * <p>Port {@code near} is the microphone, port {@code far} what goes to the loudspeaker; both have one channel of 8, 16, 32 or 48 kHz,
 * either sample type, frames of 10 ms, and the same rate. The far end may come up to half a second before its echo, and must not come after
 * it. It may start, pause and stop at any time: without it the near end passes untouched.
 *
 * <p>Output {@code out} has the format and the times of the near end, one frame later. {@link #statistics()} may be read from any thread.
 * Counters: {@code errors.malformed} (frames of a wrong length), {@code errors.notfinite} (samples), {@code far.missing} (samples).
 *
 * @see io.penstock.dsp.kernel.echo.EchoKernel
 */
public final class EchoCanceller implements Junction {
    private static final int NEAR = 0;
    private static final int FAR = 1;
    private static final int FRAME_US = 10_000;
    private static final int FRAMES_PER_SECOND = 100;

    private final boolean comfortNoise;
    private final StageSpec spec;
    private EchoKernel kernel;
    private FarQueue queue;
    private AudioFormat format;
    private float[] near;
    private float[] far;
    private float[] out;
    private boolean pending;
    private long pendingPtsNs;
    private long pendingCaptureNs;
    private int pendingDurationNs;
    private int pendingFlags;
    private int pendingSamples;
    private long pendingSequence;
    private int pendingStreamId;
    private int pendingRtpTimestamp;
    private long pendingUserTag;
    private Counter malformed;
    private Counter notFinite;
    private Counter farMissing;
    private volatile EchoKernel published;

    private EchoCanceller(final boolean comfortNoise) {
        this.comfortNoise = comfortNoise;
        final AudioSpec accepts = AudioSpec.any().rates(16_000, 48_000, 32_000, 8_000).channels(1).framesUs(FRAME_US);
        spec = StageSpec.junction("echo").input("near", accepts).optionalInput("far", accepts).outputSameAs("out", NEAR)
            .maxOutputsPerInput(2).latency(new Latency(FRAME_US * 1000L, FRAME_US * 1000L)).build();
    }

    /**
     * A canceller that fills up what it takes out with noise like the room's.
     *
     * @return the stage.
     */
    public static EchoCanceller create() {
        return create(true);
    }

    /**
     * A canceller.
     *
     * @param comfortNoise whether to fill up what is taken out with noise like the room's; without it the far end hears pauses go dead.
     * @return the stage.
     */
    public static EchoCanceller create(final boolean comfortNoise) {
        return new EchoCanceller(comfortNoise);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        malformed = context.counter("errors.malformed");
        notFinite = context.counter("errors.notfinite");
        farMissing = context.counter("far.missing");
        configure((AudioFormat) context.inputFormat(NEAR));
    }

    private void configure(final AudioFormat input) {
        format = input;
        kernel = new EchoKernel(input.sampleRateHz(), comfortNoise);
        published = kernel;
        queue = new FarQueue(input.sampleRateHz());
        final int frame = input.sampleRateHz() / FRAMES_PER_SECOND;
        near = new float[frame];
        far = new float[frame];
        out = new float[frame];
        pending = false;
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs outputs) {
        final AudioFormat type = (AudioFormat) in.format();
        final int samples = in.length() / type.sampleType().bytes();
        if (samples < 1 || samples > near.length || in.length() % type.sampleType().bytes() != 0
            || type.sampleRateHz() != format.sampleRateHz() || type.channels() != 1) {
            malformed.increment();
            return;
        }
        if (port == FAR) {
            Pcm.read(in, far);
            queue.write(far, samples, in.ptsNs());
            return;
        }
        Pcm.read(in, near);
        Arrays.fill(near, samples, near.length, 0);
        run(outputs.port(0));
        pending = true;
        pendingPtsNs = in.ptsNs();
        pendingCaptureNs = in.captureNs();
        pendingDurationNs = in.durationNs();
        pendingFlags = in.flags();
        pendingSamples = samples;
        pendingSequence = in.sequence();
        pendingStreamId = in.streamId();
        pendingRtpTimestamp = in.rtpTimestamp();
        pendingUserTag = in.userTag();
    }

    /** Computes a frame and puts out the one before it. */
    private void run(final Output output) {
        queue.read(far, far.length);
        farMissing.set(queue.missing());
        kernel.process(near, far, out);
        notFinite.set(kernel.notFinite());
        if (pending) {
            final MutableFrame frame = output.claim(pendingSamples * format.sampleType().bytes());
            Pcm.write(out, pendingSamples, format.sampleType(), frame);
            frame.ptsNs(pendingPtsNs).captureNs(pendingCaptureNs).durationNs(pendingDurationNs).flags(pendingFlags)
                .sequence(pendingSequence).streamId(pendingStreamId).rtpTimestamp(pendingRtpTimestamp).userTag(pendingUserTag);
            pending = false;
            output.commit(frame);
        }
    }

    private void putOutWhatIsPending(final Output output) {
        if (pending) {
            Arrays.fill(near, 0);
            run(output);
        }
    }

    @Override
    public void onGap(final int port, final long ptsNs, final long durationNs, final Outputs outputs) {
        if (port == NEAR) {
            putOutWhatIsPending(outputs.port(0));
            queue.skip(Timebase.nsToUnits(durationNs, format.sampleRateHz()));
            outputs.port(0).gap(ptsNs, durationNs);
        }
    }

    @Override
    public void onDiscontinuity(final int port, final long ptsNs, final Outputs outputs) {
        queue.reset();
        if (port == NEAR) {
            putOutWhatIsPending(outputs.port(0));
            outputs.port(0).discontinuity(ptsNs);
        }
    }

    @Override
    public void onFormatChange(final int port, final Format input, final Outputs outputs) {
        final AudioFormat now = (AudioFormat) input;
        if (port == NEAR) {
            putOutWhatIsPending(outputs.port(0));
            if (now.sampleRateHz() == format.sampleRateHz()) {
                format = now;
            } else {
                configure(now);
            }
            outputs.port(0).formatChange(now);
        }
    }

    @Override
    public void onFlush(final int port) {
        queue.reset();
        if (port == NEAR) {
            pending = false;
            kernel.flush();
        }
    }

    @Override
    public void onEndOfStream(final int port, final Outputs outputs) {
        if (port == NEAR) {
            putOutWhatIsPending(outputs.port(0));
        } else {
            queue.reset();
        }
    }

    @Override
    public void onPortChange(final int port, final Format input) {
        queue.reset();
    }

    /**
     * What is known about the echo. Any thread.
     *
     * @return a new record; all zero or unknown before the start.
     */
    public EchoStatistics statistics() {
        final EchoKernel k = published;
        return k == null ? new EchoStatistics(Float.NaN, Float.NaN, -1, 0, 0, 0)
            : new EchoStatistics(k.erlDb(), k.erleDb(), k.delayMs(), k.driftPpm(), k.divergences(), k.doubleTalk());
    }
}
