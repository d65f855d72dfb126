package io.penstock.core.stages.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Pcm;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawSoundTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.of(8_000, 1, SampleType.F32, Timebase.ms(20));

    @TempDir
    Path folder;

    /** Sample i is i / 1000. */
    private static RawSound counting(final int samples) {
        final float[] sound = new float[samples];
        for (int i = 0; i < samples; i++) {
            sound[i] = i / 1000f;
        }
        return RawSound.of(8_000, 1, sound);
    }

    @Override
    protected Stage create() {
        return RawSoundSource.of(counting(333), FORMAT, Playback.LIVE.looped(), 100);
    }

    private static float[] play(final Source source, final int frames) {
        try (StageHarness h = StageHarness.of(source).start()) {
            h.poll();
            h.poll();
            final float[] all = new float[frames * FORMAT.frameSamples()];
            final float[] part = new float[FORMAT.frameSamples()];
            for (int i = 0; i < Math.min(frames, h.frames().size()); i++) {
                assertEquals(part.length, Pcm.read(h.frames().get(i), part));
                System.arraycopy(part, 0, all, i * part.length, part.length);
            }
            return all;
        }
    }

    @Test
    void loopsWithoutASeamFromWhereItWasToldToBegin() {
        final float[] heard = play(RawSoundSource.of(counting(77), FORMAT, Playback.FAST.looped(), 50), 4);
        for (int i = 0; i < heard.length; i++) {
            assertEquals((50 + i) % 77 / 1000f, heard[i], "sample " + i);
        }
    }

    @Test
    void fillsTheLastFrameWithSilenceAndEnds() {
        try (StageHarness h = StageHarness.of(RawSoundSource.of(counting(200), FORMAT, Playback.LIVE)).start()) {
            h.poll();
            h.advance(Duration.ofSeconds(1));
            assertEquals(2, h.frames().size());
            assertEquals(1, h.events().size());
            final float[] last = new float[160];
            Pcm.read(h.lastFrame(), last);
            assertEquals(0.199f, last[39]);
            assertArrayEquals(new float[120], Arrays.copyOfRange(last, 40, 160));
        }
    }

    @Test
    void readsAFileAsAWavSourcePlaysIt() {
        final byte[] data = new byte[2 * 3 * 2500];
        new Random(7).nextBytes(data);
        for (final int bits : new int[] {16, 24, 32}) {
            final int frameBytes = 2 * bits / 8;
            final byte[] whole = Arrays.copyOf(data, 2500 * frameBytes);
            final Path file = MediaFiles.write(folder.resolve("a.wav"), MediaFiles.wav(1, 8_000, 2, bits, whole));
            final RawSound sound = RawSound.read(file);
            assertEquals(2500, sound.samples());
            assertEquals(2, sound.channels());
            final AudioFormat stereo = AudioFormat.of(8_000, 2, SampleType.F32, Timebase.ms(10));
            try (StageHarness theirs = StageHarness.of(WavSource.of(file, Timebase.ms(10), Playback.FAST, SampleType.F32)).start();
                 StageHarness ours = StageHarness.of(RawSoundSource.of(sound, stereo, Playback.FAST)).start()) {
                for (int n = 0; n < 4; n++) {
                    theirs.poll();
                    ours.poll();
                }
                assertTrue(ours.frames().size() >= 2, () -> ours.frames().size() + " frames");
                assertEquals(theirs.frames().size(), ours.frames().size());
                for (int i = 0; i < ours.frames().size(); i++) {
                    assertArrayEquals(theirs.frames().get(i).payload(), ours.frames().get(i).payload(), bits + " bits, frame " + i);
                }
            }
        }
    }

    @Test
    void mixesToTheMeanOfItsChannels() {
        final RawSound stereo = RawSound.of(48_000, 2, new float[] {0.5f, 0.25f, -1, 1});
        final RawSound mono = stereo.mono();
        assertEquals(1, mono.channels());
        assertEquals(2, mono.samples());
        assertEquals(0.375f, mono.sample(0, 0));
        assertEquals(0, mono.sample(0, 1));
        assertSame(mono, mono.mono());
        assertEquals(-1, stereo.sample(0, 1));
        assertEquals(0.25f, stereo.sample(1, 0));
    }

    @Test
    void holdsNothingThatIsNoSound() {
        final RawSound sound = RawSound.of(8_000, 1, new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3, -3, 0.5f});
        final float[] expected = {0, 0, 1, -1, 0.5f};
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], sound.sample(0, i));
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        final RawSound sound = counting(10);
        assertThrows(ConfigurationException.class, () -> RawSoundSource.of(sound, AudioFormat.mono(16_000, Timebase.ms(20)), Playback.LIVE));
        assertThrows(ConfigurationException.class, () -> RawSoundSource.of(sound, AudioFormat.stereo(8_000, Timebase.ms(20)), Playback.LIVE));
        assertThrows(ConfigurationException.class, () -> RawSoundSource.of(sound, FORMAT, Playback.LIVE, 11));
        assertThrows(ConfigurationException.class, () -> RawSoundSource.of(sound, FORMAT, Playback.LIVE, -1));
        assertThrows(EngineException.class, () -> RawSound.of(8_000, 2, new float[3]));
        assertThrows(EngineException.class, () -> RawSound.of(0, 1, new float[3]));
        final Path file = MediaFiles.write(folder.resolve("a.wav"), MediaFiles.wav(1, 8_000, 1, 16, new byte[200]));
        assertEquals(100, RawSound.read(file, 400).samples());
        assertEquals(EngineException.Category.RESOURCE,
            assertThrows(EngineException.class, () -> RawSound.read(file, 399)).category());
    }

    @Test
    void anEmptySoundEndsAtOnce() {
        try (StageHarness h = StageHarness.of(RawSoundSource.of(counting(0), FORMAT, Playback.FAST.looped())).start()) {
            h.poll();
            assertEquals(0, h.frames().size());
            assertEquals(1, h.events().size());
        }
    }
}
