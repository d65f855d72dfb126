package io.penstock.dsp.voice;

import io.penstock.dsp.kernel.HighPassKernel;
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

/**
 * Takes low rumble, hum and a constant out of sound: a Butterworth high-pass in place, any rate, channel count, sample type and frame.
 *
 * <p>No latency. Counters: {@code errors.notfinite} (samples), {@code errors.malformed} (frames that are not whole samples, dropped).
 *
 * @see HighPassKernel
 */
public final class HighPass implements InPlace {
    /** Where it takes away 3 dB unless told otherwise: below the lowest male voice. */
    public static final double DEFAULT_HZ = 80;
    /** Steepness unless told otherwise: 24 dB an octave. */
    public static final int DEFAULT_ORDER = 4;

    private static final double MOST_HZ = 1000;

    private final StageSpec spec = StageSpec.same("highpass", AudioSpec.any()).build();
    private final double cornerHz;
    private final int order;
    private AudioFormat format;
    private HighPassKernel kernel;
    private float[] samples;
    private Counter notFinite;
    private Counter malformed;
    private long counted;

    private HighPass(final double cornerHz, final int order) {
        if (!(cornerHz >= 1 && cornerHz <= MOST_HZ) || order != 2 && order != DEFAULT_ORDER) {
            throw new ConfigurationException("high-pass at " + cornerHz + " Hz of order " + order
                + ": accepted are 1–1000 Hz, order 2 or 4");
        }
        this.cornerHz = cornerHz;
        this.order = order;
    }

    /**
     * For voices: {@value #DEFAULT_HZ} Hz, 24 dB an octave.
     *
     * @return the stage.
     */
    public static HighPass create() {
        return new HighPass(DEFAULT_HZ, DEFAULT_ORDER);
    }

    /**
     * A filter.
     *
     * @param cornerHz where it takes away 3 dB, 1–1000 Hz.
     * @param order    2 (12 dB an octave) or 4 (24 dB an octave).
     * @return the stage.
     */
    public static HighPass at(final double cornerHz, final int order) {
        return new HighPass(cornerHz, order);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        notFinite = context.counter("errors.notfinite");
        malformed = context.counter("errors.malformed");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        if (kernel == null || format.sampleRateHz() != input.sampleRateHz() || format.channels() != input.channels()) {
            counted += kernel == null ? 0 : kernel.notFinite();
            // a rate so low that the corner lies above its half carries nothing that is wanted
            kernel = new HighPassKernel(input.sampleRateHz(), input.channels(), Math.min(cornerHz, 0.4 * input.sampleRateHz()), order);
        }
        format = input;
        samples = new float[input.frameSamples() * input.channels()];
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        final int n = frame.length() / format.sampleType().bytes();
        if (n > samples.length || frame.length() % (format.sampleType().bytes() * format.channels()) != 0) {
            malformed.increment();
            return Verdict.DROP;
        }
        Pcm.read(frame, samples);
        kernel.process(samples, samples, n);
        Pcm.write(samples, n, format.sampleType(), frame);
        notFinite.set(counted + kernel.notFinite());
        return Verdict.FORWARD;
    }

    @Override
    public void onFormatChange(final Format input) {
        configure((AudioFormat) input);
    }

    @Override
    public void onDiscontinuity(final long ptsNs) {
        kernel.reset();
    }

    @Override
    public void onFlush() {
        kernel.reset();
    }
}
