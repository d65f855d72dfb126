package io.penstock.dsp.voice;

import io.penstock.dsp.kernel.level.AutoGainKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.Arrays;

/**
 * Brings a voice to a level, whatever the microphone gives, and limits its peaks.
 *
 * <p>One channel of 8, 16, 32 or 48 kHz, either sample type, frames of 10 ms. Output frames lie 2 ms before their input: times are moved
 * by the look-ahead of the limiter. Settings may be changed and reports read from any thread. Counters: {@code errors.malformed} (frames of a
 * wrong length), {@code errors.notfinite} (samples), {@code gain.mdb} (thousandths of a dB).
 *
 * @see AutoGainKernel
 */
public final class GainController implements Transform {
    private static final int FRAME_US = 10_000;
    private static final int FRAMES_PER_SECOND = 100;
    private static final long LATENCY_NS = AutoGainKernel.LATENCY_MS * 1_000_000L;
    private static final double LEAST_TARGET = -40;
    private static final double MOST_TARGET = -6;

    private final StageSpec spec = StageSpec.same("agc", AudioSpec.any().rates(48_000, 16_000, 32_000, 8_000).channels(1).framesUs(FRAME_US))
        .maxOutputsPerInput(2).latency(new Latency(LATENCY_NS, LATENCY_NS)).build();
    private AudioFormat format;
    private AutoGainKernel kernel;
    private float[] samples;
    private boolean begun;
    private long endNs;
    private Counter malformed;
    private Counter notFinite;
    private Counter gain;
    private volatile float targetDbfs;
    private volatile boolean active = true;
    private volatile AutoGainKernel published;

    private GainController(final double targetDbfs) {
        targetDbfs(targetDbfs);
    }

    /**
     * A controller that brings voices to −18 dBFS.
     *
     * @return the stage.
     */
    public static GainController create() {
        return new GainController(AutoGainKernel.DEFAULT_TARGET_DBFS);
    }

    /**
     * A controller.
     *
     * @param targetDbfs active level that voices are brought to, −40 to −6 dBFS.
     * @return the stage.
     * @throws ConfigurationException for others.
     */
    public static GainController to(final double targetDbfs) {
        return new GainController(targetDbfs);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        malformed = context.counter("errors.malformed");
        notFinite = context.counter("errors.notfinite");
        gain = context.counter("gain.mdb");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        if (kernel == null || input.sampleRateHz() != format.sampleRateHz()) {
            kernel = new AutoGainKernel(input.sampleRateHz());
            samples = new float[input.sampleRateHz() / FRAMES_PER_SECOND];
            published = kernel;
            begun = false;
        }
        format = input;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        final int n = in.length() / format.sampleType().bytes();
        if (n < 1 || n > samples.length || in.length() % format.sampleType().bytes() != 0) {
            malformed.increment();
            return;
        }
        Pcm.read(in, samples);
        Arrays.fill(samples, n, samples.length, 0);
        run();
        final MutableFrame frame = out.claim(n * format.sampleType().bytes());
        Pcm.write(samples, n, format.sampleType(), frame);
        // nothing is put before the beginning: the first frame starts with 2 ms of silence in its own time
        frame.ptsNs(begun ? in.ptsNs() - LATENCY_NS : in.ptsNs());
        endNs = in.ptsNs() + in.durationNs() - LATENCY_NS;
        begun = true;
        out.commit(frame);
    }

    private void run() {
        kernel.targetDbfs(targetDbfs).active(active);
        kernel.process(samples, samples);
        notFinite.set(kernel.notFinite());
        gain.set(Math.round(1000 * kernel.gainDb()));
    }

    /** Puts out the last 2 ms. */
    private void drain(final Output out) {
        if (!begun) {
            return;
        }
        Arrays.fill(samples, 0);
        run();
        final int n = kernel.latencySamples();
        final MutableFrame frame = out.claim(n * format.sampleType().bytes());
        Pcm.write(samples, n, format.sampleType(), frame);
        frame.ptsNs(endNs).durationNs((int) LATENCY_NS);
        out.commit(frame);
        kernel.flush();
        begun = false;
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
        if (begun) {
            out.gap(ptsNs - LATENCY_NS, durationNs);
        }
        return begun;
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output out) {
        drain(out);
        return false;
    }

    @Override
    public boolean onFormatChange(final Format input, final Output out) {
        if (((AudioFormat) input).sampleRateHz() != format.sampleRateHz()) {
            drain(out);
        }
        configure((AudioFormat) input);
        return false;
    }

    @Override
    public void onFlush() {
        kernel.flush();
        begun = false;
    }

    @Override
    public void onEndOfStream(final Output out) {
        drain(out);
    }

    /**
     * Sets the active level that voices are brought to. Any thread; from the next frame on.
     *
     * @param dbfs −40 to −6 dBFS.
     * @return this.
     * @throws ConfigurationException for others.
     */
    public GainController targetDbfs(final double dbfs) {
        if (!(dbfs >= LEAST_TARGET && dbfs <= MOST_TARGET)) {
            throw new ConfigurationException("target level of " + dbfs + " dBFS: accepted are -40 to -6");
        }
        targetDbfs = (float) dbfs;
        return this;
    }

    /**
     * Switches the gain; off, it glides to 0 dB, and only the limiter stays. Any thread; from the next frame on.
     *
     * @param on true unless set.
     * @return this.
     */
    public GainController active(final boolean on) {
        active = on;
        return this;
    }

    /**
     * Gain now, without the limiter's part. Any thread.
     *
     * @return dB; 0 before the start.
     */
    public float gainDb() {
        final AutoGainKernel k = published;
        return k == null ? 0 : k.gainDb();
    }

    /**
     * Active level of the voice before the gain. Any thread.
     *
     * @return dBFS; −∞ before anyone spoke.
     */
    public float speechDbfs() {
        final AutoGainKernel k = published;
        return k == null ? Float.NEGATIVE_INFINITY : k.speechDbfs();
    }
}
