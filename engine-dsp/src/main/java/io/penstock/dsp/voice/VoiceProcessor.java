package io.penstock.dsp.voice;

import io.penstock.clock.Timebase;
import io.penstock.dsp.kernel.echo.EchoKernel;
import io.penstock.dsp.kernel.chain.VoiceChain;
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
import java.util.function.Consumer;

/**
 * Makes of a microphone's sound what is worth sending: high-pass, echo canceller, noise suppressor, gain and limiter in one stage.
 *
 * <pre>{@code
 * VoiceProcessor voice = VoiceProcessor.create(v -> v.noiseSuppression(MODERATE).autoGain(true).echoCancellation(true));
 * graph.source("mic", microphone).via("voice", voice).to("net", network);
 * graph.from("loudspeaker").into("voice", "far");
 * voice.settings().noiseSuppression(VERY_HIGH);          // at any time, from any thread
 * }</pre>
 *
 * <p>Port {@code near} is the microphone: one channel of 8, 16, 32 or 48 kHz, either sample type, frames of 10 ms. With echo cancellation
 * there is a second, optional port {@code far}, what goes to the loudspeaker, of the same rate; it may come, pause and go at any time. Output
 * {@code out} has the format and the times of the near end, one frame later, two with echo cancellation. Counters: {@code errors.malformed}
 * (frames of a wrong length), {@code errors.notfinite} (samples), {@code far.missing} (samples), {@code voice.frames} (frames in which someone
 * speaks).
 *
 * @see VoiceChain
 */
public final class VoiceProcessor implements Junction {
    private static final int NEAR = 0;
    private static final int FAR = 1;
    private static final int FRAME_US = 10_000;
    private static final int FRAMES_PER_SECOND = 100;


    private final VoiceSettings settings;
    private final boolean withEcho;
    private final int delayFrames;
    private final StageSpec spec;
    private final FrameMarks pending;
    private VoiceChain chain;
    private FarQueue queue;
    private AudioFormat format;
    private float[] near;
    private float[] far;
    private Counter malformed;
    private Counter notFinite;
    private Counter farMissing;
    private Counter voiceFrames;
    private volatile VoiceChain published;

    private VoiceProcessor(final VoiceSettings settings) {
        this.settings = settings.built();
        withEcho = settings.echoCancellation();
        delayFrames = withEcho ? 2 : 1;
        pending = new FrameMarks(delayFrames + 1);
        final AudioSpec accepts = AudioSpec.any().rates(48_000, 16_000, 32_000, 8_000).channels(1).framesUs(FRAME_US);
        final StageSpec.Builder builder = StageSpec.junction("voice").input("near", accepts);
        if (withEcho) {
            builder.optionalInput("far", accepts);
        }
        final long latencyNs = delayFrames * FRAME_US * 1000L;
        spec = builder.outputSameAs("out", NEAR).maxOutputsPerInput(delayFrames + 1).latency(new Latency(latencyNs, latencyNs)).build();
    }

    /**
     * A processor as it is meant for one who listens with headphones: everything but echo cancellation.
     *
     * @return the stage.
     */
    public static VoiceProcessor create() {
        return new VoiceProcessor(new VoiceSettings());
    }

    /**
     * A processor.
     *
     * @param settings says what it does.
     * @return the stage.
     */
    public static VoiceProcessor create(final Consumer<VoiceSettings> settings) {
        final VoiceSettings all = new VoiceSettings();
        settings.accept(all);
        return new VoiceProcessor(all);
    }

    /**
     * What it does, to be changed at any time from any thread.
     *
     * @return the live settings.
     */
    public VoiceSettings settings() {
        return settings;
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
        voiceFrames = context.counter("voice.frames");
        configure((AudioFormat) context.inputFormat(NEAR));
    }

    private void configure(final AudioFormat input) {
        format = input;
        chain = new VoiceChain(input.sampleRateHz(), withEcho, settings.comfortNoise());
        queue = new FarQueue(input.sampleRateHz());
        near = new float[input.sampleRateHz() / FRAMES_PER_SECOND];
        far = new float[near.length];
        pending.clear();
        published = chain;
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
        pending.add(in, samples);
        run(outputs.port(0), pending.size() > delayFrames);
        voiceFrames.add(chain.detector().speaking() ? 1 : 0);
    }

    private void run(final Output out, final boolean due) {
        if (withEcho) {
            queue.read(far, far.length);
            farMissing.set(queue.missing());
            chain.echoCancellation(settings.echoCancellation());
        }
        chain.highPass(settings.highPass()).noiseSuppression(settings.noiseSuppression()).noiseSuppression(settings.noiseLevel())
            .autoGain(settings.autoGain()).targetDbfs(settings.targetDbfs());
        chain.process(near, far, near);
        notFinite.set(chain.notFinite());
        if (due) {
            final int n = pending.samples();
            final MutableFrame frame = out.claim(n * format.sampleType().bytes());
            Pcm.write(near, n, format.sampleType(), frame);
            pending.take(frame);
            out.commit(frame);
        }
    }

    private void drain(final Output out) {
        // Not yet a delay's worth in it: what comes out first is the silence from before the first frame.
        for (int i = pending.size(); i > 0 && i < delayFrames; i++) {
            Arrays.fill(near, 0);
            run(out, false);
        }
        while (pending.size() > 0) {
            Arrays.fill(near, 0);
            run(out, true);
        }
    }

    @Override
    public void onGap(final int port, final long ptsNs, final long durationNs, final Outputs outputs) {
        if (port == NEAR) {
            drain(outputs.port(0));
            queue.skip(Timebase.nsToUnits(durationNs, format.sampleRateHz()));
            outputs.port(0).gap(ptsNs, durationNs);
        }
    }

    @Override
    public void onDiscontinuity(final int port, final long ptsNs, final Outputs outputs) {
        queue.reset();
        if (port == NEAR) {
            drain(outputs.port(0));
            outputs.port(0).discontinuity(ptsNs);
        }
    }

    @Override
    public void onFormatChange(final int port, final Format input, final Outputs outputs) {
        final AudioFormat now = (AudioFormat) input;
        if (port == NEAR) {
            drain(outputs.port(0));
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
            pending.clear();
            chain.flush();
        }
    }

    @Override
    public void onEndOfStream(final int port, final Outputs outputs) {
        if (port == NEAR) {
            drain(outputs.port(0));
        } else {
            queue.reset();
        }
    }

    @Override
    public void onPortChange(final int port, final Format input) {
        queue.reset();
    }

    /**
     * What is known about the voice. Any thread.
     *
     * @return a new record; nothing is known before the start.
     */
    public VoiceStatistics statistics() {
        final VoiceChain c = published;
        if (c == null) {
            return new VoiceStatistics(false, 0, Float.NEGATIVE_INFINITY, 0, 0, new NoiseStatistics(Float.NaN, 0, 0, 0), null);
        }
        final EchoKernel e = c.echo();
        return new VoiceStatistics(c.detector().speaking(), c.detector().probability(), c.gain().speechDbfs(), c.gain().gainDb(),
            c.gain().limitedDb(),
            new NoiseStatistics(c.noise().noiseDbfs(), c.noise().reductionDb(), c.noise().speechProbability(), c.noise().transientCount()),
            e == null ? null : new EchoStatistics(e.erlDb(), e.erleDb(), e.delayMs(), e.driftPpm(), e.divergences(), e.doubleTalk()));
    }
}
