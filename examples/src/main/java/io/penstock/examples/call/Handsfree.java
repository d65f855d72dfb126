package io.penstock.examples.call;

import io.penstock.core.stages.NullSink;
import io.penstock.core.stages.Reframer;
import io.penstock.dsp.voice.VoiceProcessor;
import io.penstock.format.AudioFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.Pcm;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;
import io.penstock.stage.Source;
import java.time.Duration;

/**
 * What stands between the microphone of an end and its encoder, where its sound is treated: a room with a loudspeaker in it, a voice processor,
 * both or either.
 *
 * <pre>
 * microphone ─► spoken ─► room ─┬─ out ─► voice ─► treated ─► 20 ms
 *      loudspeaker ─► room      └─ far ─► voice
 * </pre>
 */
final class Handsfree {
    static final String VOICE = "voice";
    private static final Duration FRAME = Duration.ofMillis(10);
    private final Treatment treatment;
    private final AudioFormat sound;
    private final long seed;
    private final EchoMeter meter;
    private final Loudspeaker loudspeaker;
    private final VoiceProcessor voice;
    private final float[] samples;

    /**
     * Prepares.
     *
     * @param treatment what is asked for.
     * @param sound     format of what is sent.
     * @param seconds   length of the call.
     * @param seed      of the room.
     */
    Handsfree(final Treatment treatment, final AudioFormat sound, final int seconds, final long seed) {
        this.treatment = treatment;
        this.sound = sound;
        this.seed = seed;
        meter = treatment.echoDb() == null ? null : new EchoMeter(seconds);
        loudspeaker = treatment.echoDb() == null ? null : new Loudspeaker(sound);
        voice = treatment.voice() ? VoiceProcessor.create(v -> v.echoCancellation(treatment.echoDb() != null)) : null;
        samples = new float[sound.frameSamples()];
    }

    /** Frames that the microphone is to make. */
    static AudioFormat microphone(final AudioFormat sound) {
        return AudioFormat.mono(sound.sampleRateHz(), FRAME).as(sound.sampleType());
    }

    /**
     * Composes it.
     *
     * @param graph      the sending graph.
     * @param microphone makes sound of {@link #microphone}.
     * @param spoken     shown what is said, before anything happens to it; may be null.
     * @return what is to be encoded.
     */
    Flow attach(final GraphBuilder graph, final Source microphone, final Tap.Observer spoken) {
        final Flow source = graph.source("microphone", microphone);
        Flow flow = spoken == null ? source : source.via("spoken", new Tap("spoken", spoken));
        if (treatment.echoDb() == null) {
            flow = flow.via(VOICE, voice);
        } else {
            graph.junction("room", new Room(microphone(sound), treatment.echoDb(), seed, loudspeaker, meter));
            flow.into("room", "near");
            flow = graph.from("room", "out");
            final Flow far = graph.from("room", "far");
            if (treatment.voice()) {
                far.into(VOICE, "far");
                flow = flow.via(VOICE, voice);
            } else {
                far.to("unused", new NullSink(false));
            }
            flow = flow.via("treated", new Tap("treated", (frame, nowNs) -> treated(frame)));
        }
        return flow.via("frames", Reframer.to(Duration.ofNanos(sound.frameNs())));
    }

    private void treated(final Frame frame) {
        final int n = Math.min(samples.length, Pcm.samples(frame));
        Pcm.read(frame, samples);
        meter.sent(frame.captureNs(), Room.power(samples, n));
    }

    /** The recordings, and the loudspeaker where there is one. */
    Recordings heardBy(final Recordings recordings) {
        return loudspeaker == null ? recordings : (encoded, pictures, packets, played, queue) -> {
            played.to("loudspeaker", loudspeaker);
            recordings.attach(encoded, pictures, packets, played, queue);
        };
    }

    /** Latency that the voice processor declares, milliseconds; null where there is none. */
    Double addedMs() {
        return voice == null ? null : (Double) Series.round(voice.spec().latency().maxNs() / 1e6);
    }

    /** What became of the echo; null where there is none. */
    EchoMeter meter() {
        return meter;
    }
}
