package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Pcm;
import io.penstock.spi.StageOptions;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavSourceTest extends StageContract {
    private static final Duration FRAME = Timebase.ms(20);

    @TempDir
    Path folder;

    private Path wav(final int tag, final int rate, final int channels, final int bits, final byte[] data) {
        return MediaFiles.write(folder.resolve("a.wav"), MediaFiles.wav(tag, rate, channels, bits, data));
    }

    private static byte[] numbered(final int samples) {
        final ByteBuffer data = ByteBuffer.allocate(2 * samples).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < samples; i++) {
            data.putShort((short) (i + 1));
        }
        return data.array();
    }

    @Override
    protected Stage create() {
        return WavSource.of(wav(1, 8000, 1, 24, new byte[3 * 1000]), FRAME, Playback.LIVE.looped());
    }

    private static short[] play(final Source source, final int samples) {
        try (StageHarness h = StageHarness.of(source).start()) {
            h.poll();
            h.poll();
            final short[] all = new short[samples];
            int at = 0;
            for (final var frame : h.frames()) {
                final short[] part = new short[Pcm.samples(frame)];
                Pcm.read(frame, part);
                System.arraycopy(part, 0, all, at, Math.min(part.length, samples - at));
                at += Math.min(part.length, samples - at);
            }
            return Arrays.copyOf(all, at);
        }
    }

    @Test
    void fillsTheLastFrameWithSilenceAndEnds() {
        try (StageHarness h = StageHarness.of(WavSource.of(wav(1, 8000, 1, 16, numbered(200)), FRAME)).start()) {
            h.poll();
            h.advance(Duration.ofSeconds(1));
            assertEquals(2, h.frames().size());
            assertEquals(1, h.events().size());
            final short[] last = new short[160];
            Pcm.read(h.lastFrame(), last);
            assertEquals(200, last[39]);
            assertArrayEquals(new short[120], Arrays.copyOfRange(last, 40, 160));
        }
    }

    @Test
    void loopsWithoutASeamWhetherPreloadedOrNot() {
        for (final Playback playback : new Playback[] {Playback.FAST.looped(), Playback.FAST.looped().preloaded()}) {
            final short[] heard = play(WavSource.of(wav(1, 8000, 1, 16, numbered(77)), FRAME, playback), 1000);
            for (int i = 0; i < heard.length; i++) {
                assertEquals(i % 77 + 1, heard[i]);
            }
            assertEquals(1000, heard.length);
        }
    }

    @Test
    void readsEveryAcceptedDepthAsJavaSoundDoes() throws Exception {
        final byte[] data = new byte[24 * 400];
        new Random(5).nextBytes(data);
        for (final int bits : new int[] {16, 24, 32}) {
            final Path file = wav(1, 44_100, 2, bits, data);
            final short[] mine = play(WavSource.of(file, FRAME, Playback.FAST, SampleType.F32), 800);
            try (AudioInputStream other = AudioSystem.getAudioInputStream(file.toFile())) {
                final byte[] theirs = other.readAllBytes();
                assertArrayEquals(data, theirs);
                final int step = bits / 8;
                for (int i = 0; i < 800; i++) {
                    long sample = 0;
                    for (int b = step - 1; b >= 0; b--) {
                        sample = sample << 8 | theirs[i * step + b] & 0xFF;
                    }
                    final double value = (double) (sample << 64 - bits >> 64 - bits) / (1L << bits - 1);
                    assertEquals(Math.max(-32768, Math.min(32767, Math.round(value * 32768))), mine[i], 1.0, bits + " bits, sample " + i);
                }
            }
            final Path extensible = wav(0x1_0001, 44_100, 2, bits, data);
            assertArrayEquals(mine, play(WavSource.of(extensible, FRAME, Playback.FAST, SampleType.F32), 800));
        }
    }

    @Test
    void readsFloatsAndMakesWhatIsNoNumberSilent() {
        final ByteBuffer data = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(0.5f).putFloat(Float.NaN).putFloat(Float.POSITIVE_INFINITY).putFloat(-0.25f);
        final Path file = wav(3, 8000, 1, 32, data.array());
        assertArrayEquals(new short[] {16_384, 0, 0, -8192}, play(WavSource.of(file, FRAME, Playback.FAST), 4));
        assertEquals(AudioFormat.mono(8000, FRAME).as(SampleType.F32), WavSource.of(file, FRAME).format());
        assertEquals(AudioFormat.mono(8000, FRAME), WavSource.of(file, FRAME, Playback.FAST, SampleType.S16).format());
    }

    @Test
    void playsToTheEndOfAFileThatWasNeverFinished() {
        final byte[] bytes = MediaFiles.wav(1, 8000, 1, 16, numbered(100));
        Arrays.fill(bytes, 4, 8, (byte) 0);
        Arrays.fill(bytes, bytes.length - 204, bytes.length - 200, (byte) 0);
        assertEquals(100, WavSource.of(MediaFiles.write(folder.resolve("live.wav"), bytes), FRAME).samples());
    }

    @Test
    void refusesWhatItCannotPlayInOneClearLine() {
        final int[][] bad = {{1, 8000, 1, 8}, {1, 0, 1, 16}, {1, 8000, 0, 16}, {3, 8000, 1, 64}, {7, 8000, 1, 16}, {1, 800_000, 1, 16},
            {1, 8000, 65, 16}, {1, -5, 1, 16}};
        for (final int[] f : bad) {
            final Path file = wav(f[0], f[1], f[2], f[3], new byte[64]);
            assertThrows(CodecException.class, () -> WavSource.of(file, FRAME), Arrays.toString(f));
        }
        assertThrows(CodecException.class, () -> WavSource.of(MediaFiles.write(folder.resolve("e.wav"), new byte[0]), FRAME));
        assertEquals(EngineException.Category.IO,
            assertThrows(EngineException.class, () -> WavSource.of(folder.resolve("none.wav"), FRAME)).category());
        final Path file = wav(1, 8000, 1, 16, numbered(10));
        assertThrows(EngineException.class, () -> WavSource.of(file, Duration.ZERO));
    }

    @Test
    void survivesThousandsOfDamagedFiles() {
        final long seed = 77_000;
        final byte[][] good = {MediaFiles.wav(1, 8000, 2, 16, numbered(500)), MediaFiles.wav(0x1_0003, 16_000, 1, 32, numbered(500)),
            MediaFiles.wav(1, 48_000, 1, 24, numbered(600))};
        final int[] played = new int[2];
        assertTimeoutPreemptively(Duration.ofSeconds(120), () -> {
            for (int i = 0; i < 2500; i++) {
                final Random random = new Random(seed + i);
                final Path file = MediaFiles.write(folder.resolve("fuzz.wav"), MediaFiles.mutated(good[i % 3], random, 80));
                final Playback playback = new Playback(i % 2 == 0, i % 5 == 0, i % 7 == 0, null);
                played[MediaFiles.playsOrIsRefused(() -> WavSource.of(file, FRAME, playback), "seed " + (seed + i)) ? 1 : 0]++;
            }
        });
        assertTrue(played[0] > 100 && played[1] > 100, "refused " + played[0] + ", played " + played[1]);
    }

    @Test
    void playsRealSpeech() throws Exception {
        final Path file = MediaFiles.corpus("speech48/p286_011.wav");
        final WavSource source = WavSource.of(file, FRAME, Playback.FAST);
        try (AudioInputStream other = AudioSystem.getAudioInputStream(file.toFile())) {
            assertEquals(other.getFrameLength(), source.samples());
            assertEquals((int) other.getFormat().getSampleRate(), source.format().sampleRateHz());
        }
    }

    @Test
    void canBeNamedInText() throws Exception {
        final WavSourceProvider provider = new WavSourceProvider();
        final String file = wav(1, 8000, 1, 16, numbered(10)).toString();
        final WavSource source = (WavSource) provider.factory(StageOptions.check(provider, Map.of("file", file, "type", "f32"))).create();
        assertEquals(SampleType.F32, source.format().sampleType());
        assertThrows(EngineException.class, () -> provider.factory(StageOptions.check(provider, Map.of("file", file, "type", "s8"))));
        assertThrows(EngineException.class, () -> provider.factory(StageOptions.check(provider, Map.of("file", file, "frame", "3s"))));
    }
}
