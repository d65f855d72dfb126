package io.penstock.dsp.voice;

import io.penstock.dsp.kernel.speech.VoiceDetector;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Tells whether there is a voice in sound that passes unchanged, and can mark or leave out what is none (DTX).
 *
 * <p>One channel of 8, 16, 32 or 48 kHz, either sample type, frames of 10 ms; no latency. {@link #probability()} and {@link #speaking()} may
 * be read from any thread. Counters: {@code voice.frames}, {@code silence.frames} (frames after the hang-over), {@code errors.malformed}
 * (frames of a wrong length, which pass), {@code errors.notfinite} (samples).
 *
 * @see VoiceDetector
 */
public final class VoiceActivity implements InPlace {
    private static final int FRAME_US = 10_000;
    private static final int FRAMES_PER_SECOND = 100;
    private static final int MOST_HANG_OVER_MS = 5_000;

    private final StageSpec spec = StageSpec.same("vad", AudioSpec.any().rates(48_000, 16_000, 32_000, 8_000).channels(1).framesUs(FRAME_US))
        .build();
    private final ActivityListener listener;
    private final Silence silence;
    private final int hangOverMs;
    private AudioFormat format;
    private VoiceDetector detector;
    private float[] samples;
    private Counter voiceFrames;
    private Counter silenceFrames;
    private Counter malformed;
    private Counter notFinite;
    private volatile VoiceDetector published;

    /** What becomes of frames in which nobody has spoken for the hang-over. */
    public enum Silence {
        /** They pass. */
        PASS,
        /** They pass marked with {@link FrameFlags#GAP}, so that a sender can leave them out. */
        MARK,
        /** They are left out; what follows carries on at its own time. */
        DROP
    }

    private VoiceActivity(final Settings settings) {
        listener = settings.listener;
        silence = settings.silence;
        hangOverMs = settings.hangOverMs;
    }

    /** What a detector is made of. */
    public static final class Settings {
        private ActivityListener listener = (ptsNs, probability, speaking) -> { };
        private Silence silence = Silence.PASS;
        private int hangOverMs = 200;

        private Settings() {
        }

        /**
         * Who hears of every frame.
         *
         * @param who called on the stage's thread.
         * @return this.
         */
        public Settings listener(final ActivityListener who) {
            listener = Objects.requireNonNull(who, "listener");
            return this;
        }

        /**
         * What becomes of frames without voice.
         *
         * @param what {@link Silence#PASS} unless set.
         * @return this.
         */
        public Settings silence(final Silence what) {
            silence = Objects.requireNonNull(what, "silence");
            return this;
        }

        /**
         * How long speaking holds on after the last voice.
         *
         * @param ms 0–5000; 200 unless set.
         * @return this.
         * @throws ConfigurationException for others.
         */
        public Settings hangOverMs(final int ms) {
            if (ms < 0 || ms > MOST_HANG_OVER_MS) {
                throw new ConfigurationException("hang-over of " + ms + " ms: accepted are 0 to " + MOST_HANG_OVER_MS);
            }
            hangOverMs = ms;
            return this;
        }
    }

    /**
     * A detector to read.
     *
     * @return the stage.
     */
    public static VoiceActivity create() {
        return new VoiceActivity(new Settings());
    }

    /**
     * A detector that says what it hears, or acts on it.
     *
     * @param settings sets it up.
     * @return the stage.
     */
    public static VoiceActivity create(final Consumer<Settings> settings) {
        final Settings all = new Settings();
        settings.accept(all);
        return new VoiceActivity(all);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        voiceFrames = context.counter("voice.frames");
        silenceFrames = context.counter("silence.frames");
        malformed = context.counter("errors.malformed");
        notFinite = context.counter("errors.notfinite");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        if (detector == null || input.sampleRateHz() != format.sampleRateHz()) {
            detector = new VoiceDetector(input.sampleRateHz()).hangOverMs(hangOverMs);
            samples = new float[input.sampleRateHz() / FRAMES_PER_SECOND];
            published = detector;
        }
        format = input;
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        final int n = frame.length() / format.sampleType().bytes();
        if (n < 1 || n > samples.length || frame.length() % format.sampleType().bytes() != 0) {
            malformed.increment();
            return Verdict.FORWARD;
        }
        Pcm.read(frame, samples);
        Arrays.fill(samples, n, samples.length, 0);
        detector.process(samples);
        notFinite.set(detector.notFinite());
        final boolean speaking = detector.speaking();
        (speaking ? voiceFrames : silenceFrames).increment();
        listener.onFrame(frame.ptsNs(), detector.probability(), speaking);
        if (speaking || silence == Silence.PASS) {
            return Verdict.FORWARD;
        }
        frame.set(FrameFlags.GAP);
        return silence == Silence.DROP ? Verdict.DROP : Verdict.FORWARD;
    }

    @Override
    public void onFormatChange(final Format input) {
        configure((AudioFormat) input);
    }

    @Override
    public void onFlush() {
        detector.reset();
    }

    /**
     * Probability of a voice in the last frame. Any thread.
     *
     * @return 0–1; 0 before the start.
     */
    public float probability() {
        final VoiceDetector d = published;
        return d == null ? 0 : d.probability();
    }

    /**
     * Whether someone speaks, held on over pauses. Any thread.
     *
     * @return true if so.
     */
    public boolean speaking() {
        final VoiceDetector d = published;
        return d != null && d.speaking();
    }
}
