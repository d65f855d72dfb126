package io.penstock.codecs.aac;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Codec;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.codecs.support.Sounds;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.SampleType;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JaadDecoderTest {
    private static final Logger JAAD_LOG = Logger.getLogger("jaad"); // held, because a logger that nobody holds is forgotten

    @BeforeAll
    static void keepJaadQuiet() {
        JAAD_LOG.setUseParentHandlers(false);
    }

    private static Codec codec(final int rate, final int channels, final SampleType type) {
        return new Codec(CodecId.AAC, new AudioFormat(rate, channels, type, 1_024));
    }

    /** ADTS frames of ffmpeg's encoder. */
    private static List<byte[]> frames(final int rate, final int channels) {
        final short[] mono = Sounds.voice(rate, rate, 31);
        final byte[] adts = Ffmpeg.run(Ffmpeg.bytes(channels == 1 ? mono : Sounds.stereo(mono)), "-f s16le -ar " + rate + " -ac " + channels
            + " -i IN -c:a aac -b:a 96k -f adts OUT");
        final List<byte[]> frames = new ArrayList<>();
        for (int at = 0; at + 7 <= adts.length;) {
            final int length = (adts[at + 3] & 3) << 11 | (adts[at + 4] & 0xFF) << 3 | (adts[at + 5] & 0xFF) >> 5;
            frames.add(Arrays.copyOfRange(adts, at, at + length));
            at += length;
        }
        return frames;
    }

    @ParameterizedTest
    @CsvSource({"48000,2,S16", "44100,1,S16", "16000,1,F32"})
    void decodesAsFfmpegDoes(final int rate, final int channels, final SampleType type) {
        Ffmpeg.require("-encoders", "aac");
        final List<byte[]> frames = frames(rate, channels);
        final Codec codec = codec(rate, channels, type);
        final short[] ours = codec.decode(codec.decoder(), frames);
        final short[] theirs = Ffmpeg.samples(Ffmpeg.run(Codec.join(frames), "-f aac -i IN -f s16le OUT"));
        final int delay = Sounds.delay(theirs, ours, 4_096 * channels, rate * channels / 5, rate * channels / 2);
        final double snr = Sounds.snrDb(theirs, ours, delay, rate * channels / 5, rate * channels * 4 / 5);
        assertTrue(snr > 40, "against ffmpeg " + snr + " dB at delay " + delay);
    }

    @Test
    void refusesWhatIsNotAnAdtsFrame() {
        final Codec codec = codec(48_000, 2, SampleType.S16);
        final Decoder decoder = codec.decoder();
        final UnpooledFrame out = codec.sound();
        assertEquals(Decoder.Status.NOTHING, decoder.decode(codec.packet(new byte[0]), out));
        final int[][] headers = {{0xFF, 0xF1, 0x4C, 0x80, 1}, {0xFF, 0xE1, 0x4C, 0x80, 1, 0x1F, 0xFC, 0}, {0xFF, 0xF1, 0x4C, 0x80, 2, 0x1F, 0xFC, 0},
            {0xFF, 0xF1, 0x0C, 0x80, 1, 0x1F, 0xFC, 0}, {0xFF, 0xF1, 0x7C, 0x80, 1, 0x1F, 0xFC, 0}, {0xFF, 0xF1, 0x4D, 0x80, 1, 0x1F, 0xFC, 0}};
        for (final int[] ints : headers) {
            final byte[] bytes = new byte[ints.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) ints[i];
            }
            final CodecException e = assertThrows(CodecException.class, () -> decoder.decode(codec.packet(bytes), out));
            assertTrue(e.getMessage().startsWith("aac frame"), e.getMessage());
        }
        assertThrows(ConfigurationException.class, () -> codec.provider().traits(Codecs.encoder(CodecId.AAC)));
    }

    @Test
    void saysWhatToDoWhenTheRateIsNotAsNegotiated() {
        Ffmpeg.require("-encoders", "aac");
        final Codec codec = codec(44_100, 2, SampleType.S16);
        final UnpooledFrame packet = codec.packet(frames(48_000, 2).get(3));
        final CodecException e = assertThrows(CodecException.class, () -> codec.decoder().decode(packet, codec.sound()));
        assertTrue(e.getMessage().contains("48000 Hz") && e.getMessage().contains("44100"), e.getMessage());
    }

    @Test
    void survivesDamagedFrames() {
        Ffmpeg.require("-encoders", "aac");
        final long seed = 14_496;
        final Random random = new Random(seed);
        final List<byte[]> good = frames(48_000, 2);
        final Codec codec = codec(48_000, 2, SampleType.S16);
        final Decoder decoder = codec.decoder();
        final UnpooledFrame out = codec.sound();
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            int refused = 0;
            for (int round = 0; round < 4_000; round++) {
                byte[] frame = good.get(random.nextInt(good.size())).clone();
                switch (random.nextInt(3)) {
                    case 0 -> {
                        frame = Arrays.copyOf(frame, 8 + random.nextInt(frame.length - 7));
                        frame[3] = (byte) (frame[3] & 0xFC | frame.length >> 11);
                        frame[4] = (byte) (frame.length >> 3);
                        frame[5] = (byte) (frame[5] & 0x1F | frame.length << 5);
                    }
                    case 1 -> {
                        for (int i = 7 + random.nextInt(8); i < frame.length; i++) {
                            frame[i] = (byte) random.nextInt();
                        }
                    }
                    default -> {
                        for (int k = 1 + random.nextInt(6); k > 0; k--) {
                            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
                        }
                    }
                }
                try {
                    decoder.decode(codec.packet(frame), out);
                } catch (final CodecException e) {
                    refused++;
                } catch (final RuntimeException | Error e) {
                    throw new AssertionError("seed " + seed + " round " + round, e);
                }
                assertTrue(Frames.marginsUntouched(out));
            }
            assertTrue(refused > 100, "refused " + refused);
        });
    }
}
