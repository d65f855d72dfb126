package io.penstock.dsp.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.spi.LossConcealer;
import io.penstock.testkit.AllocationProbe;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConcealerTest {
    private static LossConcealer concealer(final int rate, final int channels) {
        final LossConcealer concealer = ServiceLoader.load(LossConcealer.class).findFirst().orElseThrow();
        concealer.configure(rate, channels);
        return concealer;
    }

    /** A steady voiced sound: 130 Hz with five harmonics. */
    private static float[] voiced(final int rate, final int samples) {
        final float[] sound = new float[samples];
        for (int i = 0; i < samples; i++) {
            for (int h = 1; h <= 5; h++) {
                sound[i] += (float) (0.2 / h * Math.sin(2 * Math.PI * 130 * h * i / rate + h));
            }
        }
        return sound;
    }

    /** Feeds frames of 10 ms; those from {@code first} on, {@code count} of them, are lost. */
    private static float[] play(final LossConcealer concealer, final float[] sound, final int frame, final int first, final int count) {
        final float[] heard = new float[sound.length];
        final float[] block = new float[frame];
        for (int at = 0; at + frame <= sound.length; at += frame) {
            final int index = at / frame;
            if (index >= first && index < first + count) {
                concealer.conceal(block, frame);
            } else {
                System.arraycopy(sound, at, block, 0, frame);
                concealer.received(block, frame);
            }
            System.arraycopy(block, 0, heard, at, frame);
        }
        return heard;
    }

    private static double rms(final float[] sound, final int from, final int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += sound[i] * sound[i];
        }
        return Math.sqrt(sum / (to - from));
    }

    private static float largestStep(final float[] sound, final int from, final int to) {
        float largest = 0;
        for (int i = from; i < to; i++) {
            largest = Math.max(largest, Math.abs(sound[i] - sound[i - 1]));
        }
        return largest;
    }

    @ParameterizedTest
    @ValueSource(ints = {8_000, 16_000, 44_100, 48_000})
    void continuesASteadyVoice(final int rate) {
        final int frame = rate / 100;
        final float[] sound = voiced(rate, frame * 40);
        final float[] heard = play(concealer(rate, 1), sound, frame, 20, 1);
        double error = 0;
        for (int i = 20 * frame; i < 21 * frame; i++) {
            error += (heard[i] - sound[i]) * (heard[i] - sound[i]);
        }
        final double snrDb = 20 * Math.log10(rms(sound, 20 * frame, 21 * frame) / Math.sqrt(error / frame));
        assertTrue(snrDb > 12, rate + " Hz: " + snrDb + " dB");
    }

    @ParameterizedTest
    @CsvSource({"8000,1", "8000,2", "8000,5", "8000,9", "48000,1", "48000,3", "48000,9"})
    void makesNoClickWhereItBeginsAndEnds(final int rate, final int lost) {
        final int frame = rate / 100;
        for (int first = 15; first < 30; first++) {
            final float[] sound = voiced(rate, frame * 50);
            final float[] heard = play(concealer(rate, 1), sound, frame, first, lost);
            final float usual = largestStep(sound, 1, sound.length);
            final float now = largestStep(heard, first * frame, (first + lost + 2) * frame);
            assertTrue(now < 1.5f * usual, "frame " + first + ": step " + now + ", usual " + usual);
        }
    }

    @Test
    void keepsAVoiceFor20MsAndFadesItTo80Ms() {
        final float[] sound = voiced(8_000, 8_000);
        final float[] heard = play(concealer(8_000, 1), sound, 80, 30, 20);
        final double usual = rms(sound, 0, 8_000);
        assertEquals(usual, rms(heard, 30 * 80, 31 * 80), 0.2 * usual, "the first 10 ms keep their level");
        assertEquals(usual, rms(heard, 31 * 80, 32 * 80), 0.4 * usual, "the second nearly");
        double before = rms(heard, 31 * 80, 32 * 80);
        for (int f = 32; f < 38; f++) {
            final double now = rms(heard, f * 80, (f + 1) * 80);
            assertTrue(now < before, "frame " + f + ": " + now + " after " + before);
            before = now;
        }
        assertEquals(0, rms(heard, 38 * 80, 50 * 80), 1e-9);
        for (int i = 52 * 80; i < 8_000; i++) {
            assertEquals(sound[i], heard[i], "what comes later is untouched");
        }
    }

    @Test
    void continuesARisingVoiceAsRising() {
        final int rate = 16_000;
        final float[] sound = new float[rate];
        for (int i = 0; i < rate; i++) {
            final double t = (double) i / rate;
            for (int h = 1; h <= 8; h++) {
                sound[i] += (float) (0.15 / h * Math.sin(2 * Math.PI * h * (110 * t + 0.5 * 150 * t * t) + h));
            }
        }
        for (int first = 20; first < 90; first += 7) {
            final float[] heard = play(concealer(rate, 1), sound, 160, first, 2);
            double error = 0;
            for (int i = first * 160; i < (first + 2) * 160; i++) {
                error += (heard[i] - sound[i]) * (heard[i] - sound[i]);
            }
            final double snrDb = 20 * Math.log10(rms(sound, first * 160, (first + 2) * 160) / Math.sqrt(error / 320));
            assertTrue(snrDb > 4, "frame " + first + ": " + snrDb + " dB over 20 ms");
        }
    }

    @Test
    void fillsALongGapWithTheRoom() {
        final Random random = new Random(11);
        final int rate = 16_000;
        final float[] sound = new float[2 * rate];
        final float[] voice = voiced(rate, sound.length);
        double low = 0;
        for (int i = 0; i < sound.length; i++) {
            low += 0.2 * (random.nextGaussian() - low);
            sound[i] = (float) (0.01 * low) + (i > rate ? voice[i] : 0);
        }
        final float[] heard = play(concealer(rate, 1), sound, 160, 160, 30);
        assertEquals(1, rms(heard, 170 * 160, 190 * 160) / rms(sound, 0, rate), 0.3);
    }

    @Test
    void takesNotFiniteSamplesAsSilenceAndCountsThem() {
        final Concealer concealer = new Concealer();
        concealer.configure(16_000, 1);
        final float[] block = voiced(16_000, 320);
        block[3] = Float.NaN;
        block[100] = Float.POSITIVE_INFINITY;
        block[101] = Float.NEGATIVE_INFINITY;
        concealer.received(block, 320);
        assertEquals(3, concealer.notFinite());
        for (int i = 0; i < 5; i++) {
            for (final float sample : block) {
                assertTrue(Float.isFinite(sample));
            }
            concealer.conceal(block, 320);
        }
    }

    @Test
    void isSilentAfterSilence() {
        final LossConcealer concealer = concealer(48_000, 1);
        final float[] block = new float[960];
        for (int i = 0; i < 20; i++) {
            concealer.received(block, 960);
        }
        for (int i = 0; i < 10; i++) {
            concealer.conceal(block, 960);
            assertEquals(0, rms(block, 0, 960));
        }
    }

    @Test
    void keepsTheLevelOfNoiseWithin6Db() {
        final Random random = new Random(5);
        final float[] noise = new float[16_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian() * 0.05f;
        }
        final float[] heard = play(concealer(16_000, 1), noise, 160, 40, 1);
        assertEquals(0.75, rms(heard, 40 * 160, 41 * 160) / rms(noise, 40 * 160, 41 * 160), 0.25);
    }

    @Test
    void isSilentBeforeAnySoundCame() {
        final LossConcealer concealer = concealer(48_000, 2);
        final float[] out = new float[1_920];
        out[7] = 1;
        concealer.conceal(out, 960);
        assertEquals(0, rms(out, 0, out.length));
        concealer.received(voiced(48_000, 1_920), 960);
        concealer.reset();
        concealer.conceal(out, 960);
        assertEquals(0, rms(out, 0, out.length));
    }

    @Test
    void keepsChannelsApart() {
        final float[] mono = voiced(16_000, 16_000);
        final float[] stereo = new float[32_000];
        for (int i = 0; i < mono.length; i++) {
            stereo[2 * i] = mono[i];
        }
        final LossConcealer concealer = concealer(16_000, 2);
        final float[] block = new float[640];
        for (int f = 0; f < 20; f++) {
            System.arraycopy(stereo, f * 640, block, 0, 640);
            concealer.received(block, 320);
        }
        concealer.conceal(block, 320);
        double left = 0;
        double right = 0;
        for (int i = 0; i < 320; i++) {
            left += Math.abs(block[2 * i]);
            right += Math.abs(block[2 * i + 1]);
        }
        assertTrue(left > 10);
        assertEquals(0, right);
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final LossConcealer concealer = concealer(48_000, 2);
        final float[] block = voiced(48_000, 1_920);
        final double bytes = new AllocationProbe().measure(() -> {
            concealer.received(block, 960);
            concealer.conceal(block, 960);
        }, 200);
        assertEquals(0.0, bytes);
    }

    @Test
    void takesBlocksOfAnySize() {
        final Random random = new Random(9);
        for (final int rate : new int[] {1_000, 8_000, 11_025, 48_000}) {
            final LossConcealer concealer = concealer(rate, 3);
            for (int round = 0; round < 300; round++) {
                final int frames = random.nextInt(rate / 5);
                final float[] block = new float[frames * 3];
                for (int i = 0; i < block.length; i++) {
                    block[i] = (float) random.nextGaussian();
                }
                if (random.nextBoolean()) {
                    concealer.received(block, frames);
                } else {
                    concealer.conceal(block, frames);
                }
                for (final float sample : block) {
                    assertTrue(Float.isFinite(sample) && Math.abs(sample) < 20);
                }
            }
        }
        assertThrows(IllegalArgumentException.class, () -> concealer(0, 1));
        assertThrows(IllegalArgumentException.class, () -> concealer(8_000, 0));
    }
}
