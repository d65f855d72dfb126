package io.penstock.core.stages.file;

import io.penstock.clock.Timebase;
import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.stage.Source;
import io.penstock.testkit.StageHarness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** Makes files for tests, and breaks them. */
final class MediaFiles {
    private MediaFiles() {
    }

    /** A Y4M file of so many pictures; every byte of picture n is n + 1. */
    static byte[] y4m(final String header, final int frameBytes, final int pictures) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((header + '\n').getBytes(StandardCharsets.ISO_8859_1));
        for (int n = 0; n < pictures; n++) {
            out.writeBytes((n % 3 == 2 ? "FRAME Ip\n" : "FRAME\n").getBytes(StandardCharsets.ISO_8859_1));
            for (int i = 0; i < frameBytes; i++) {
                out.write(n + 1);
            }
        }
        return out.toByteArray();
    }

    /** A WAV file around samples, with a chunk of an odd size before them. */
    static byte[] wav(final int tag, final int rate, final int channels, final int bits, final byte[] data) {
        final boolean extensible = tag > 0xFFFF;
        final ByteBuffer out = ByteBuffer.allocate(12 + 8 + (extensible ? 40 : 16) + 8 + 4 + 8 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(out.capacity() - 8).put("WAVE".getBytes(StandardCharsets.US_ASCII));
        out.put("fmt ".getBytes(StandardCharsets.US_ASCII)).putInt(extensible ? 40 : 16).putShort((short) (extensible ? 0xFFFE : tag));
        out.putShort((short) channels).putInt(rate).putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8));
        out.putShort((short) bits);
        if (extensible) {
            // the tail of a KSDATAFORMAT_SUBTYPE
            out.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) tag).putInt(0).putShort((short) 0x10)
                .putInt(0xAA00_0080).putInt(0x719B_3800);
        }
        out.put("LIST".getBytes(StandardCharsets.US_ASCII)).putInt(3).put(new byte[] {1, 2, 3, 0});
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data.length).put(data);
        return out.array();
    }

    /** Some bytes changed, cut out, doubled or replaced by extremes. */
    static byte[] mutated(final byte[] original, final Random random, final int interestingBytes) {
        byte[] bytes = original.clone();
        for (int n = 1 + random.nextInt(4); n > 0 && bytes.length > 4; n--) {
            final int at = random.nextInt(random.nextInt(3) == 0 ? bytes.length : Math.min(bytes.length, interestingBytes));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
                case 3 -> {
                    final int length = Math.min(1 + random.nextInt(40), bytes.length - at);
                    final byte[] cut = new byte[bytes.length - length];
                    System.arraycopy(bytes, 0, cut, 0, at);
                    System.arraycopy(bytes, at + length, cut, at, bytes.length - at - length);
                    bytes = cut;
                }
                case 4 -> {
                    final byte fill = (byte) (random.nextBoolean() ? 0xFF : random.nextBoolean() ? 0 : '9');
                    for (int i = at; i < Math.min(bytes.length, at + 4); i++) {
                        bytes[i] = fill;
                    }
                }
                default -> {
                    final int from = random.nextInt(bytes.length);
                    final int length = Math.min(random.nextInt(30), bytes.length - Math.max(at, from));
                    System.arraycopy(original, Math.min(from, original.length - length), bytes, at, length);
                }
            }
        }
        return bytes;
    }

    /** Plays a source for so many frames; whether it could be made and played to there, or was refused as it should be. */
    static boolean playsOrIsRefused(final io.penstock.stage.StageFactory factory, final String seed) {
        try (StageHarness h = StageHarness.of((Source) factory.create()).start()) {
            for (int i = 0; i < 20; i++) {
                h.poll();
                h.clock().advanceNs(10_000_000);
            }
            return true;
        } catch (final CodecException e) {
            return false;
        } catch (final EngineException e) {
            if (e.category() == EngineException.Category.IO) {
                return false;
            }
            throw new AssertionError(seed + ": " + e, e);
        } catch (final Exception e) {
            throw new AssertionError(seed + ": " + e, e);
        }
    }

    static Path write(final Path file, final byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (final IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A file of the corpus; skips the test where there is none. */
    static Path corpus(final String name) {
        final String given = System.getProperty("penstock.corpus");
        Path folder = given == null ? null : Path.of(given);
        for (Path at = Path.of("").toAbsolutePath(); folder == null && at != null; at = at.getParent()) {
            final Path shared = at.resolve("shared/corpus");
            folder = Files.isDirectory(shared) ? shared : null;
        }
        final Path file = folder == null ? null : folder.resolve(name);
        Assumptions.assumeTrue(file != null && Files.exists(file), "no corpus file " + name);
        return file;
    }

    static long ms(final long ms) {
        return Timebase.ms(ms).toNanos();
    }
}
