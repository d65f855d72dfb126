package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.level.LevelKernel;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.IntDomain;
import io.penstock.frame.AudioLevel;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Measures sound that passes through unchanged: level by RFC 6464, peak, true peak and loudness by ITU-R BS.1770-4 and EBU Tech 3341.
 *
 * <p>Any rate from 8 kHz, any channel count, sample type and frame; no latency. {@link #levels()} may be read from any thread. Counters:
 * {@code level.dbov} (last frame), {@code errors.notfinite} (samples), {@code errors.malformed} (frames that are not whole samples).
 *
 * @see LevelKernel
 */
public final class LevelMeter implements InPlace {
    private static final int LEAST_HZ = 8_000;
    private static final int MOST_HZ = 768_000;

    private final StageSpec spec;
    private final BooleanSupplier voice;
    private final LevelListener listener;
    private final boolean tagging;
    private AudioFormat format;
    private float[] samples;
    private Counter level;
    private Counter notFinite;
    private Counter malformed;
    private LevelKernel kernel;
    private volatile LevelKernel published;

    private LevelMeter(final Settings settings) {
        final AudioSpec any = AudioSpec.any();
        spec = StageSpec.same("level", new AudioSpec(IntDomain.range(LEAST_HZ, MOST_HZ), any.channels(), any.sampleTypes(), any.frameUs()))
            .build();
        voice = settings.voice;
        listener = settings.listener;
        tagging = settings.tagging;
    }

    /** What a meter is made of. */
    public static final class Settings {
        private BooleanSupplier voice = () -> false;
        private LevelListener listener = (ptsNs, levelDbov, speaking) -> { };
        private boolean tagging;

        private Settings() {
        }

        /**
         * Who knows whether the frame that passes holds voice.
         *
         * @param detector for example {@code activity::speaking} of a {@code VoiceActivity} before this stage.
         * @return this.
         */
        public Settings voice(final BooleanSupplier detector) {
            voice = Objects.requireNonNull(detector, "detector");
            return this;
        }

        /**
         * Who hears of every frame.
         *
         * @param who called on the stage's thread.
         * @return this.
         */
        public Settings listener(final LevelListener who) {
            listener = Objects.requireNonNull(who, "listener");
            return this;
        }

        /**
         * Writes the level into each frame as its user tag ({@link AudioLevel}), for the packetizer to send it along (RFC 6464).
         *
         * @return this.
         */
        public Settings tagging() {
            tagging = true;
            return this;
        }
    }

    /**
     * A meter to read.
     *
     * @return the stage.
     */
    public static LevelMeter create() {
        return new LevelMeter(new Settings());
    }

    /**
     * A meter that says what it measures.
     *
     * @param settings sets it up.
     * @return the stage.
     */
    public static LevelMeter create(final Consumer<Settings> settings) {
        final Settings all = new Settings();
        settings.accept(all);
        return new LevelMeter(all);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        level = context.counter("level.dbov");
        notFinite = context.counter("errors.notfinite");
        malformed = context.counter("errors.malformed");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        if (kernel == null || input.sampleRateHz() != format.sampleRateHz() || input.channels() != format.channels()
            || input.frameSamples() > format.frameSamples()) {
            kernel = new LevelKernel(input.sampleRateHz(), input.channels(), input.frameSamples());
            published = kernel;
            samples = new float[input.frameSamples() * input.channels()];
        }
        format = input;
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        final int n = frame.length() / format.sampleType().bytes();
        if (n > samples.length || frame.length() % (format.sampleType().bytes() * format.channels()) != 0) {
            malformed.increment();
            return Verdict.FORWARD;
        }
        Pcm.read(frame, samples);
        kernel.process(samples, n / format.channels());
        level.set(kernel.levelDbov());
        notFinite.set(kernel.notFinite());
        final boolean speaking = voice.getAsBoolean();
        listener.onLevel(frame.ptsNs(), kernel.levelDbov(), speaking);
        if (tagging) {
            frame.userTag(AudioLevel.tag(kernel.levelDbov(), speaking));
        }
        return Verdict.FORWARD;
    }

    @Override
    public void onFormatChange(final Format input) {
        configure((AudioFormat) input);
    }

    @Override
    public void onFlush() {
        kernel.reset();
    }

    /**
     * What was measured. Any thread.
     *
     * @return a new record; silence before the start.
     */
    public Levels levels() {
        final LevelKernel k = published;
        return k == null ? new Levels(LevelKernel.SILENCE_DBOV, -200, -200, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY,
            Float.NEGATIVE_INFINITY)
            : new Levels(k.levelDbov(), k.peakDbfs(), k.truePeakDbtp(), k.momentaryLufs(), k.shortTermLufs(), k.integratedLufs());
    }
}
