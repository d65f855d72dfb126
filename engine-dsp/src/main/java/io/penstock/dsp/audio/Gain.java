package io.penstock.dsp.audio;

import io.penstock.clock.Timebase;
import io.penstock.dsp.kernel.level.GainKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;
import java.time.Duration;

/**
 * Makes sound louder or softer where it lies, or mutes it: any rate and channels, either sample type. Changes glide, so that nothing clicks.
 * Sixteen-bit samples saturate. At a gain of 1 samples stay as they are, to the bit.
 *
 * <p>Counters: {@code errors.malformed} (frames with half a sample, or longer than the format says), {@code errors.notfinite} (samples, which become
 * 0). Settings may be changed by any thread.
 */
public final class Gain implements InPlace {
    private static final double LEAST_DB = -120;
    private static final double MOST_DB = 40;
    private static final Duration USUAL_RAMP = Duration.ofMillis(20);
    private static final Duration LONGEST_RAMP = Duration.ofSeconds(10);

    private final StageSpec spec = StageSpec.same("gain", AudioSpec.any()).build();
    private final long rampNs;
    private volatile float linear;
    private volatile boolean muted;
    private AudioFormat format;
    private GainKernel kernel;
    private float[] samples;
    private Counter malformed;
    private Counter notFinite;
    private long notFiniteBefore;

    private Gain(final double linear, final Duration ramp) {
        if (ramp.isNegative() || ramp.compareTo(LONGEST_RAMP) > 0) {
            throw new ConfigurationException("gain: ramp of " + Timebase.toMs(ramp.toNanos()) + " ms; accepted are 0 to 10000");
        }
        rampNs = ramp.toNanos();
        linear(linear);
    }

    /**
     * A gain in decibels whose changes take 20 ms.
     *
     * @param db −120 to 40.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Gain ofDb(final double db) {
        return ofDb(db, USUAL_RAMP);
    }

    /**
     * A gain in decibels.
     *
     * @param db   −120 to 40.
     * @param ramp how long a change takes, 0–10 s.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Gain ofDb(final double db, final Duration ramp) {
        return new Gain(factor(db), ramp);
    }

    /**
     * A linear gain whose changes take 20 ms.
     *
     * @param factor 0 to 100.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Gain of(final double factor) {
        return new Gain(factor, USUAL_RAMP);
    }

    private static double factor(final double db) {
        if (!(db >= LEAST_DB && db <= MOST_DB)) {
            throw new ConfigurationException("gain: " + db + " dB; accepted are " + LEAST_DB + " to " + MOST_DB);
        }
        return Math.pow(10, db / 20);
    }

    /**
     * Changes the gain. Any thread.
     *
     * @param db −120 to 40.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public Gain db(final double db) {
        return linear(factor(db));
    }

    /**
     * Changes the gain. Any thread.
     *
     * @param factor 0 to 100.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public Gain linear(final double factor) {
        if (!(factor >= 0 && factor <= GainKernel.MOST)) {
            throw new ConfigurationException("gain: factor " + factor + "; accepted are 0 to " + GainKernel.MOST);
        }
        linear = (float) factor;
        return this;
    }

    /**
     * Mutes, or gives the gain back. Any thread.
     *
     * @param mute whether to mute.
     * @return this.
     */
    public Gain muted(final boolean mute) {
        muted = mute;
        return this;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        malformed = context.counter("errors.malformed");
        notFinite = context.counter("errors.notfinite");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        notFiniteBefore += kernel == null ? 0 : kernel.notFinite();
        format = input;
        samples = new float[input.frameSamples() * input.channels()];
        final int ramp = (int) Timebase.nsToUnits(rampNs, input.sampleRateHz());
        kernel = new GainKernel(input.channels(), ramp, linear).muted(muted);
        kernel.reset();
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        final int bytes = format.channels() * format.sampleType().bytes();
        final int n = frame.length() / bytes;
        if (frame.length() % bytes != 0 || n > format.frameSamples()) {
            malformed.increment();
            return Verdict.DROP;
        }
        Pcm.read(frame, samples);
        if (kernel.gain(linear).muted(muted).process(samples, n)) {
            Pcm.write(samples, n * format.channels(), format.sampleType(), frame);
        }
        notFinite.set(notFiniteBefore + kernel.notFinite());
        return Verdict.FORWARD;
    }

    @Override
    public void onFormatChange(final Format changed) {
        configure((AudioFormat) changed);
    }

    @Override
    public void onFlush() {
        kernel.reset();
    }
}
