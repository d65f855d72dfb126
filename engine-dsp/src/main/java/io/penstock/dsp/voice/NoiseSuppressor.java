package io.penstock.dsp.voice;

import io.penstock.dsp.kernel.noise.NoiseKernel;
import io.penstock.dsp.kernel.noise.NoiseLevel;
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
import java.util.Objects;

/**
 * Takes noise out of a voice.
 *
 * <p>Input is one channel of 8, 16, 32 or 48 kHz, either sample type, frames of 10 ms. Output has the format and the times of the input, two
 * frames later, or one with {@link Builder#latencyMs latencyMs(10)}. Settings may be changed and {@link #statistics()} read from any thread.
 * Counters: {@code errors.malformed} (frames of a wrong length), {@code errors.notfinite} (samples).
 *
 * @see NoiseKernel
 */
public final class NoiseSuppressor implements Transform {
    private static final int FRAME_US = 10_000;
    private static final int FRAME_MS = 10;
    private static final int FRAMES_PER_SECOND = 100;

    private final int delayFrames;
    private final StageSpec spec;
    private final FrameMarks pending;
    private NoiseKernel kernel;
    private AudioFormat format;
    private float[] samples;
    private Counter malformed;
    private Counter notFinite;
    private volatile NoiseLevel level;
    private volatile boolean transients;
    private volatile boolean dereverberation;
    private volatile boolean music;
    private volatile NoiseKernel published;

    private NoiseSuppressor(final Builder b) {
        level = b.level;
        transients = b.transients;
        dereverberation = b.dereverberation;
        music = b.music;
        delayFrames = b.latencyMs / FRAME_MS;
        pending = new FrameMarks(delayFrames + 1);
        spec = StageSpec.same("ns", AudioSpec.any().rates(48_000, 16_000, 32_000, 8_000).channels(1).framesUs(FRAME_US))
            .maxOutputsPerInput(delayFrames + 1).latency(new Latency(delayFrames * FRAME_US * 1000L, delayFrames * FRAME_US * 1000L)).build();
    }

    /**
     * A suppressor as it is meant for a voice: {@link NoiseLevel#HIGH}, 20 ms late.
     *
     * @return the stage.
     */
    public static NoiseSuppressor create() {
        return builder().build();
    }

    /**
     * A suppressor with settings of its own.
     *
     * @return a builder.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Settings of a {@link NoiseSuppressor}. */
    public static final class Builder {
        private NoiseLevel level = NoiseLevel.HIGH;
        private boolean transients = true;
        private boolean dereverberation;
        private boolean music;
        private int latencyMs = 2 * FRAME_MS;

        private Builder() {
        }

        /**
         * How far noise may be taken down.
         *
         * @param wanted the level; {@link NoiseLevel#HIGH} unless set.
         * @return this.
         */
        public Builder level(final NoiseLevel wanted) {
            level = Objects.requireNonNull(wanted, "level");
            return this;
        }

        /**
         * Whether clicks as of keys are taken down.
         *
         * @param on as for {@link NoiseKernel#transients}; true unless set.
         * @return this.
         */
        public Builder transients(final boolean on) {
            transients = on;
            return this;
        }

        /**
         * Whether late reverberation is taken down too.
         *
         * @param on as for {@link NoiseKernel#dereverberation}; false unless set.
         * @return this.
         */
        public Builder dereverberation(final boolean on) {
            dereverberation = on;
            return this;
        }

        /**
         * Whether music is let through as it is.
         *
         * @param on as for {@link NoiseKernel#music}; false unless set.
         * @return this.
         */
        public Builder music(final boolean on) {
            music = on;
            return this;
        }

        /**
         * Delay: less harms the voice a little more.
         *
         * @param ms 10 or 20; 20 unless set.
         * @return this.
         * @throws ConfigurationException for others.
         */
        public Builder latencyMs(final int ms) {
            if (ms != FRAME_MS && ms != 2 * FRAME_MS) {
                throw new ConfigurationException("noise suppressor: latency " + ms + " ms; accepted are 10 and 20");
            }
            latencyMs = ms;
            return this;
        }

        /**
         * Makes the stage.
         *
         * @return the stage.
         */
        public NoiseSuppressor build() {
            return new NoiseSuppressor(this);
        }
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
        format = input;
        kernel = new NoiseKernel(input.sampleRateHz(), delayFrames * FRAME_MS);
        samples = new float[input.sampleRateHz() / FRAMES_PER_SECOND];
        pending.clear();
        published = kernel;
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
        pending.add(in, n);
        run(out, pending.size() > delayFrames);
    }

    private void run(final Output out, final boolean due) {
        kernel.level(level).transients(transients).dereverberation(dereverberation).music(music);
        kernel.process(samples, samples);
        notFinite.set(kernel.notFinite());
        if (due) {
            final int n = pending.samples();
            final MutableFrame frame = out.claim(n * format.sampleType().bytes());
            Pcm.write(samples, n, format.sampleType(), frame);
            pending.take(frame);
            out.commit(frame);
        }
    }

    private void drain(final Output out) {
        // Not yet a delay's worth in it: what comes out first is the silence from before the first frame.
        for (int i = pending.size(); i > 0 && i < delayFrames; i++) {
            Arrays.fill(samples, 0);
            run(out, false);
        }
        while (pending.size() > 0) {
            Arrays.fill(samples, 0);
            run(out, true);
        }
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
        drain(out);
        return false;
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output out) {
        drain(out);
        return false;
    }

    @Override
    public boolean onFormatChange(final Format input, final Output out) {
        final AudioFormat now = (AudioFormat) input;
        drain(out);
        if (now.sampleRateHz() == format.sampleRateHz()) {
            format = now;
        } else {
            configure(now);
        }
        return false;
    }

    @Override
    public void onFlush() {
        pending.clear();
        kernel.flush();
    }

    @Override
    public void onEndOfStream(final Output out) {
        drain(out);
    }

    /**
     * Sets how far noise may be taken down. Any thread; from the next frame on.
     *
     * @param wanted the level.
     * @return this.
     */
    public NoiseSuppressor level(final NoiseLevel wanted) {
        level = Objects.requireNonNull(wanted, "level");
        return this;
    }

    /**
     * Sets whether clicks as of keys are taken down. Any thread; from the next frame on.
     *
     * @param on as for {@link NoiseKernel#transients}.
     * @return this.
     */
    public NoiseSuppressor transients(final boolean on) {
        transients = on;
        return this;
    }

    /**
     * Sets whether late reverberation is taken down too. Any thread; from the next frame on.
     *
     * @param on as for {@link NoiseKernel#dereverberation}.
     * @return this.
     */
    public NoiseSuppressor dereverberation(final boolean on) {
        dereverberation = on;
        return this;
    }

    /**
     * Lets music, and everything else, through as it is. Any thread; from the next frame on.
     *
     * @param on as for {@link NoiseKernel#music}.
     * @return this.
     */
    public NoiseSuppressor music(final boolean on) {
        music = on;
        return this;
    }

    /**
     * What is known about the noise. Any thread.
     *
     * @return a new record; nothing is known before the start.
     */
    public NoiseStatistics statistics() {
        final NoiseKernel k = published;
        return k == null ? new NoiseStatistics(Float.NaN, 0, 0, 0)
            : new NoiseStatistics(k.noiseDbfs(), k.reductionDb(), k.speechProbability(), k.transientCount());
    }
}
