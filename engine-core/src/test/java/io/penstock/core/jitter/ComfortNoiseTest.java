package io.penstock.core.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.stage.Latency;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is heard when nothing arrives for long. */
class ComfortNoiseTest {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    private static final PacketFormat PACKETS = PacketFormat.rtp(new EncodedFormat(FakePayload.AUDIO, SOUND, 200), 101, 48_000);
    private static final int TALK_FRAMES = 150;
    private static final float BACKGROUND = 0.01f;

    /** A voice of a second in each two, over noise; without concealment. */
    private static final class Talker implements CodecProvider, Decoder {
        private final Random random = new Random(3);
        private final float background;
        private int frames;

        Talker(final float background) {
            this.background = background;
        }

        @Override
        public Status decode(final Frame in, final MutableFrame out) throws CodecException {
            final float[] samples = new float[SOUND.frameSamples()];
            for (int i = 0; i < samples.length; i++) {
                final double voice = frames / 50 % 2 == 0 ? 0.3 * Math.sin(2 * Math.PI * 200 * i / 48_000) : 0;
                samples[i] = (float) voice + background * (float) random.nextGaussian();
            }
            frames++;
            Pcm.write(samples, samples.length, SOUND.sampleType(), out);
            return Status.FRAME;
        }

        @Override
        public Format output() {
            return SOUND;
        }

        @Override
        public void reset() {
        }

        @Override
        public String name() {
            return "talker";
        }

        @Override
        public Set<CodecId> encoders() {
            return Set.of();
        }

        @Override
        public Set<CodecId> decoders() {
            return Set.of(FakePayload.AUDIO);
        }

        @Override
        public CodecTraits traits(final CodecSpec spec) {
            return new CodecTraits(EncodedSpec.of(spec.codec()), in -> FormatSpec.of(((EncodedFormat) in).media()), Latency.ZERO, 1, false);
        }

        @Override
        public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
            return this;
        }
    }

    private static double level(final CapturedFrame frame) {
        final float[] samples = new float[SOUND.frameSamples()];
        final int n = Pcm.read(frame, samples);
        double square = 0;
        for (int i = 0; i < n; i++) {
            square += samples[i] * samples[i];
        }
        return Math.sqrt(square / n);
    }

    private static StageHarness talkAndLose(final float background) {
        final StageHarness h = StageHarness.of(new AudioJitterBuffer(JitterConfig.audio(), new FakePayload(FakePayload.AUDIO),
            Codecs.decoder(FakePayload.AUDIO), new Talker(background), null, null)).input(PACKETS).start();
        for (int i = 0; i < TALK_FRAMES; i++) {
            final byte[] packet = new byte[17];
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, 101, i, 960 * i, 77);
            packet[12] = 7;
            packet[14] = FakePayload.MAGIC;
            h.push(h.frame().payload(packet));
            h.advance(Timebase.ms(20));
        }
        h.advance(Timebase.ms(1_000));
        return h;
    }

    @Test
    void isAsLoudAsTheBackgroundAndNotAsTheVoice() {
        try (StageHarness h = talkAndLose(BACKGROUND)) {
            for (int i = TALK_FRAMES; i < TALK_FRAMES + 5; i++) {
                assertTrue(h.frames().get(i).has(FrameFlags.GAP));
                assertEquals(0, level(h.frames().get(i)), "silence at first, as there is no concealer");
            }
            for (int i = TALK_FRAMES + 20; i < TALK_FRAMES + 45; i++) {
                assertTrue(h.frames().get(i).has(FrameFlags.GAP));
                assertEquals(0, 20 * Math.log10(level(h.frames().get(i)) / BACKGROUND), 2, "decibels in frame " + i);
            }
            assertTrue(h.counter("noise") >= 40);
        }
    }

    @Test
    void isNotMadeOfSilence() {
        try (StageHarness h = talkAndLose(0)) {
            assertEquals(0, h.counter("noise"));
        }
    }

    @Test
    void isTheSameEveryTime() {
        try (StageHarness one = talkAndLose(BACKGROUND); StageHarness two = talkAndLose(BACKGROUND)) {
            for (int i = 0; i < one.frames().size(); i++) {
                assertFalse(java.util.Arrays.mismatch(one.frames().get(i).payload(), two.frames().get(i).payload()) >= 0, "frame " + i);
            }
        }
    }
}
