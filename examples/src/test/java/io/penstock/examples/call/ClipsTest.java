package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.stages.file.RawClip;
import io.penstock.core.stages.file.RawSound;
import io.penstock.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that are sent instead of camera and voice, whole and damaged. */
class ClipsTest {
    private static final long SEED = 20_261_122;

    private static byte[] wav(final int rate, final int channels, final short... samples) {
        final ByteBuffer file = ByteBuffer.allocate(44 + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + 2 * samples.length).put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
            .putInt(16).putShort((short) 1).putShort((short) channels).putInt(rate).putInt(rate * channels * 2).putShort((short) (channels * 2))
            .putShort((short) 16).put("data".getBytes(StandardCharsets.US_ASCII)).putInt(2 * samples.length);
        for (final short sample : samples) {
            file.putShort(sample);
        }
        return file.array();
    }

    private static byte[] y4m(final int frames) {
        final byte[] head = "YUV4MPEG2 W4 H4 F30000:1001 C420jpeg\n".getBytes(StandardCharsets.US_ASCII);
        final ByteBuffer file = ByteBuffer.allocate(head.length + frames * (6 + 24)).put(head);
        for (int i = 0; i < frames; i++) {
            file.put("FRAME\n".getBytes(StandardCharsets.US_ASCII)).put(new byte[23]).put((byte) i);
        }
        return file.array();
    }

    @Test
    void soundIsMixedToMonoAndResampled(@TempDir final Path folder) throws IOException {
        final short[] stereo = new short[2 * 16_000];
        for (int i = 0; i < 16_000; i++) {
            stereo[2 * i] = (short) (20_000 * Math.sin(2 * Math.PI * 400 * i / 16_000));
            stereo[2 * i + 1] = stereo[2 * i];
        }
        final RawSound sound = Sounds.read(Files.write(folder.resolve("a.wav"), wav(16_000, 2, stereo)), 48_000);
        assertEquals(48_000, sound.samples());
        for (int i = 500; i < 47_000; i++) {
            assertEquals(20_000 / 32768.0 * Math.sin(2 * Math.PI * 400 * i / 48_000), sound.sample(0, i), 0.01, "sample " + i);
        }
    }

    @Test
    void picturesKeepTheirRate(@TempDir final Path folder) throws IOException {
        final RawClip clip = Pictures.read(Files.write(folder.resolve("a.y4m"), y4m(3)));
        assertEquals(3, clip.size());
        assertEquals(29.97, clip.format().rate().fps(), 0.001);
    }

    @Test
    void damagedFilesAreReadOrRefusedWithAMessage(@TempDir final Path folder) throws IOException {
        final Random random = new Random(SEED);
        final byte[][] whole = {wav(8_000, 1, new short[2_000]), y4m(4)};
        final String[] names = {"a.wav", "a.y4m"};
        for (int i = 0; i < 2_000; i++) {
            final int which = i & 1;
            final int length = whole[which].length;
            final byte[] bytes = Arrays.copyOf(whole[which], random.nextInt(4) == 0 ? random.nextInt(length) : length);
            for (int k = random.nextInt(6); k > 0 && bytes.length > 0; k--) {
                bytes[random.nextInt(Math.min(64, bytes.length))] = (byte) random.nextInt();
            }
            final Path file = Files.write(folder.resolve(names[which]), bytes);
            try {
                if (which == 0) {
                    Sounds.read(file, 48_000);
                } else {
                    Pictures.read(file);
                }
            } catch (final EngineException e) {
                assertTrue(e.getMessage().length() > 10, () -> "seed " + SEED + ": " + e);
            }
        }
    }

    @Test
    void otherKindsOfFileAreRefused(@TempDir final Path folder) throws IOException {
        final Path text = Files.writeString(folder.resolve("a.txt"), "hello");
        assertThrows(EngineException.class, () -> Pictures.read(text));
        assertThrows(EngineException.class, () -> Sounds.read(text, 48_000));
    }
}
