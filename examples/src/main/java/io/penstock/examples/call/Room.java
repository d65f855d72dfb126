package io.penstock.examples.call;

import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Junction;
import io.penstock.stage.Output;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.SplittableRandom;

/**
 * A room in which the loudspeaker leaks into the microphone: what is played comes back by a direct path and by reflections at random times
 * that die away exponentially (velvet noise: Järveläinen and Karjalainen, "Reverberation modeling using velvet noise", AES 30th Conference,
 * 2007). Output {@code out} is what the microphone hears, {@code far} what the loudspeaker plays meanwhile, with the same times.
 */
final class Room implements Junction {
    private static final int DIRECT_MS = 8;
    private static final int TAIL_MS = 150;
    private static final double REVERBERATION_S = 0.25;
    private static final int REFLECTIONS = 60;
    private static final double DECADES = 3;
    private final StageSpec spec;
    private final Loudspeaker loudspeaker;
    private final EchoMeter meter;
    private final int[] delays = new int[REFLECTIONS];
    private final float[] gains = new float[REFLECTIONS];
    private final int tail;
    private final float[] past;
    private final float[] played;
    private final float[] heard;
    private AudioFormat format;

    /**
     * Furnishes a room.
     *
     * @param sound       format of the microphone.
     * @param echoDb      level of the echo against what is played.
     * @param seed        of the reflections.
     * @param loudspeaker what plays in it.
     * @param meter       told what was heard.
     */
    Room(final AudioFormat sound, final double echoDb, final long seed, final Loudspeaker loudspeaker, final EchoMeter meter) {
        this.loudspeaker = loudspeaker;
        this.meter = meter;
        final AudioSpec accepts = AudioSpec.any().rates(sound.sampleRateHz()).channels(1);
        spec = StageSpec.junction("room").input("near", accepts).outputSameAs("out", 0).outputSameAs("far", 0).build();
        final SplittableRandom random = new SplittableRandom(seed);
        final double rate = sound.sampleRateHz();
        double power = 0;
        for (int i = 0; i < REFLECTIONS; i++) {
            final double after = i == 0 ? 0 : (i - 1 + random.nextDouble()) / REFLECTIONS * TAIL_MS / 1000;
            delays[i] = (int) ((DIRECT_MS / 1000.0 + after) * rate);
            gains[i] = (float) ((i > 0 && random.nextBoolean() ? -1 : 1) * (i == 0 ? 1 : 0.5) * Math.pow(10, -DECADES * after / REVERBERATION_S));
            power += gains[i] * gains[i];
        }
        final double scale = Math.sqrt(Math.pow(10, echoDb / 10) / power);
        for (int i = 0; i < REFLECTIONS; i++) {
            gains[i] *= scale;
        }
        tail = (int) ((DIRECT_MS + TAIL_MS + 1) * rate / 1000);
        played = new float[sound.frameSamples()];
        heard = new float[sound.frameSamples()];
        past = new float[tail + sound.frameSamples()];
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        format = (AudioFormat) context.inputFormat(0);
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs out) {
        final int n = Math.min(heard.length, Pcm.samples(in));
        Pcm.read(in, heard);
        final double near = power(heard, n);
        loudspeaker.play(played, n);
        leak(n);
        meter.heard(in.captureNs(), near, power(heard, n));
        // The canceller wants to know what is played before it hears it.
        put(in, played, n, out.port(1));
        put(in, heard, n, out.port(0));
    }

    private void leak(final int n) {
        System.arraycopy(past, n, past, 0, tail);
        System.arraycopy(played, 0, past, tail, n);
        for (int k = 0; k < REFLECTIONS; k++) {
            final float gain = gains[k];
            final int from = tail - delays[k];
            for (int i = 0; i < n; i++) {
                heard[i] += gain * past[from + i];
            }
        }
    }

    static double power(final float[] samples, final int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) samples[i] * samples[i];
        }
        return sum / Math.max(1, n);
    }

    private void put(final Frame in, final float[] samples, final int n, final Output out) {
        final MutableFrame frame = out.claim(n * format.sampleType().bytes());
        Pcm.write(samples, n, format.sampleType(), frame);
        frame.ptsNs(in.ptsNs()).captureNs(in.captureNs()).durationNs(in.durationNs()).flags(in.flags()).sequence(in.sequence())
            .streamId(in.streamId()).rtpTimestamp(in.rtpTimestamp()).userTag(in.userTag());
        out.commit(frame);
    }
}
