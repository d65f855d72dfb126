package io.penstock.codecs.jcodec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.codecs.support.Pictures;
import io.penstock.codecs.support.Watchdog;
import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the bytes, the decoder answers with a status or a CodecException, soon, and goes on with the next key frame. */
class HostileStreamTest {
    private static final VideoFormat FORMAT = VideoFormat.i420(96, 80, 15);
    private static final EncodedFormat ENCODED = EncodedFormat.of(CodecId.H264, FORMAT);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final UnpooledFrame in = Frames.of(ENCODED, 1 << 17);
    private final UnpooledFrame out = Frames.of(FORMAT);

    private static List<byte[]> ours() {
        final Encoder encoder = new JCodecProvider().encoder(Codecs.encoder(CodecId.H264, s -> s.keyInterval(4)), FORMAT, ENCODED);
        final UnpooledFrame raw = Frames.of(FORMAT);
        final UnpooledFrame coded = Frames.of(ENCODED);
        final List<byte[]> units = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            encoder.encode(raw.payload(Pictures.i420(FORMAT, i)), coded);
            units.add(coded.payload());
        }
        return units;
    }

    /** CABAC, B pictures, 8x8 transform, weights, several references and slices. */
    private static List<byte[]> theirs(final String settings) {
        Ffmpeg.require("-encoders", "libx264");
        final ByteArrayOutputStream raw = new ByteArrayOutputStream();
        for (int i = 0; i < 12; i++) {
            raw.writeBytes(Pictures.i420(FORMAT, i));
        }
        return AccessUnits.split(Ffmpeg.run(raw.toByteArray(), "-f rawvideo -pix_fmt yuv420p -s 96x80 -r 15 -i IN -c:v libx264 " + settings
            + " -f h264 OUT"));
    }

    private void attack(final List<byte[]> good, final int rounds, final int firstSeed) {
        final Decoder decoder = new JCodecProvider().decoder(Codecs.decoder(CodecId.H264), ENCODED, FORMAT);
        int shown = 0;
        int refused = 0;
        try (Watchdog watchdog = new Watchdog(PATIENCE)) {
            for (int seed = firstSeed; seed < firstSeed + rounds; seed++) {
                final Random random = new Random(seed);
                final byte[] bytes = damage(good.get(random.nextInt(good.size())), random);
                if (random.nextInt(3) == 0) {
                    // Often enough into a decoder that is in the middle of a stream.
                    offer(decoder, good.get(0), seed);
                }
                in.payload(bytes);
                watchdog.expect("seed " + seed);
                try {
                    shown += decoder.decode(in, out) == Decoder.Status.FRAME ? 1 : 0;
                } catch (final CodecException expected) {
                    refused++;
                } catch (final RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
            watchdog.expect("after the last seed");
        }
        decoder.reset();
        offer(decoder, good.get(0), -1);
        assertTrue(refused > rounds / 10 && shown > 0, refused + " refused, " + shown + " shown");
    }

    private void offer(final Decoder decoder, final byte[] bytes, final int seed) {
        try {
            decoder.decode(in.payload(bytes), out);
        } catch (final CodecException e) {
            throw new AssertionError("a good key frame was refused after seed " + seed, e);
        }
    }

    private static byte[] damage(final byte[] good, final Random random) {
        byte[] bad = good.clone();
        if (random.nextInt(4) == 0) {
            bad = Arrays.copyOf(bad, 1 + random.nextInt(bad.length));
        }
        final int where = random.nextInt(3);
        for (int i = random.nextInt(8); i >= 0; i--) {
            final int reach = where == 0 ? Math.min(bad.length, 48) : bad.length;
            final int at = random.nextInt(reach);
            switch (random.nextInt(4)) {
                case 0 -> bad[at] = (byte) random.nextInt();
                case 1 -> bad[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> Arrays.fill(bad, at, Math.min(bad.length, at + random.nextInt(64)), (byte) (random.nextBoolean() ? 0 : 255));
                default -> {
                    final int length = Math.min(random.nextInt(40), bad.length - at);
                    System.arraycopy(good, random.nextInt(Math.max(1, good.length - length)), bad, at, length);
                }
            }
        }
        return bad;
    }

    @Test
    void survivesDamageToItsOwnStreams() {
        attack(ours(), 4000, 0);
    }

    @Test
    void survivesDamageToBaselineStreamsWithSlices() {
        attack(theirs("-profile:v baseline -g 4 -x264-params slices=3:threads=1"), 3000, 100_000);
    }

    @Test
    void survivesDamageToHighStreamsWithBPictures() {
        attack(theirs("-profile:v high -g 6 -bf 2 -refs 4 -x264-params threads=1:scenecut=0"), 3000, 200_000);
    }

    @Test
    void survivesNoiseBehindAStartCode() {
        final Decoder decoder = new JCodecProvider().decoder(Codecs.decoder(CodecId.H264), ENCODED, FORMAT);
        final byte[] key = ours().get(0);
        try (Watchdog watchdog = new Watchdog(PATIENCE)) {
            for (int seed = 0; seed < 3000; seed++) {
                final Random random = new Random(seed);
                final byte[] noise = new byte[5 + random.nextInt(3000)];
                random.nextBytes(noise);
                noise[0] = noise[1] = noise[2] = 0;
                noise[3] = 1;
                noise[4] = (byte) new int[] {0x41, 0x65, 0x67, 0x68, 0x01}[random.nextInt(5)];
                offer(decoder, key, seed);
                watchdog.expect("seed " + seed);
                try {
                    decoder.decode(in.payload(noise), out);
                } catch (final CodecException expected) {
                    continue;
                } catch (final RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
            watchdog.expect("after the last seed");
        }
    }

    @Test
    void showsStreamsOfX264AsFfmpegDoes() {
        for (final String settings : new String[] {
            "-profile:v baseline -preset veryfast -tune zerolatency",
            "-profile:v baseline -preset ultrafast -tune zerolatency",
            "-profile:v main -bf 2 -x264-params threads=1",
            "-profile:v high -bf 3 -refs 4 -x264-params b-pyramid=normal:direct=spatial:threads=1",
            "-profile:v high -bf 2 -x264-params weightp=0:weightb=1:direct=spatial:threads=1",
            "-profile:v high -x264-params slices=4:threads=1",
            "-profile:v high -bf 0 -x264-params intra-refresh=1:threads=1"}) {
            final List<byte[]> units = theirs(settings);
            final ByteArrayOutputStream stream = new ByteArrayOutputStream();
            units.forEach(stream::writeBytes);
            final byte[] expected = Ffmpeg.run(stream.toByteArray(), "-f h264 -i IN -vsync 0 -pix_fmt yuv420p -f rawvideo OUT");
            final Decoder decoder = new JCodecProvider().decoder(Codecs.decoder(CodecId.H264), ENCODED, FORMAT);
            final ByteArrayOutputStream shown = new ByteArrayOutputStream();
            for (final byte[] unit : units) {
                if (decoder.decode(in.payload(unit), out) == Decoder.Status.FRAME) {
                    shown.writeBytes(out.payload());
                }
            }
            while (decoder.drain(out)) {
                shown.writeBytes(out.payload());
            }
            assertEquals(expected.length, shown.size(), settings);
            assertTrue(Arrays.equals(expected, shown.toByteArray()), settings);
        }
    }
}
