package io.penstock.codecs.h264.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.picture.Picture;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Finer where it is flat, coarser where it is busy, the same on average. */
class ActivityTest {
    private static final int WIDTH_MBS = 20;
    private static final int HEIGHT_MBS = 12;

    @Test
    void flatPartsAreFinerAndTheSumIsZero() {
        final Activity activity = new Activity(WIDTH_MBS, HEIGHT_MBS);
        final Picture picture = halfNoise();
        for (final double strength : new double[] {0.3, 0.7, 1}) {
            activity.analyse(picture, strength);
            int sum = 0;
            for (int mb = 0; mb < WIDTH_MBS * HEIGHT_MBS; mb++) {
                sum += activity.offset(mb);
                if (mb % WIDTH_MBS < WIDTH_MBS / 2) {
                    assertTrue(activity.offset(mb) < 0, "macroblock " + mb + ": " + activity.offset(mb));
                } else {
                    assertTrue(activity.offset(mb) > 0, "macroblock " + mb + ": " + activity.offset(mb));
                }
            }
            assertEquals(0, sum);
        }
    }

    @Test
    void noStrengthIsNoOffset() {
        final Activity activity = new Activity(WIDTH_MBS, HEIGHT_MBS);
        activity.analyse(halfNoise(), 1);
        activity.analyse(halfNoise(), 0);
        for (int mb = 0; mb < WIDTH_MBS * HEIGHT_MBS; mb++) {
            assertEquals(0, activity.offset(mb));
        }
    }

    @Test
    void anyPictureSumsToZero() {
        final Activity activity = new Activity(WIDTH_MBS, HEIGHT_MBS);
        for (int seed = 0; seed < 50; seed++) {
            final Random random = new Random(seed);
            final Picture picture = new Picture(16 * WIDTH_MBS, 16 * HEIGHT_MBS);
            for (int i = 0; i < picture.luma.length; i++) {
                picture.luma[i] = (byte) (random.nextInt(1 + i * 200 / picture.luma.length));
            }
            activity.analyse(picture, random.nextDouble());
            int sum = 0;
            for (int mb = 0; mb < WIDTH_MBS * HEIGHT_MBS; mb++) {
                sum += activity.offset(mb);
            }
            assertEquals(0, sum, "seed " + seed);
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        final Activity activity = new Activity(WIDTH_MBS, HEIGHT_MBS);
        assertThrows(IllegalArgumentException.class, () -> activity.analyse(new Picture(16, 16), 0.5));
        assertThrows(IllegalArgumentException.class, () -> activity.analyse(halfNoise(), 1.5));
        assertThrows(IllegalArgumentException.class, () -> activity.analyse(halfNoise(), Double.NaN));
    }

    private static Picture halfNoise() {
        final Picture picture = new Picture(16 * WIDTH_MBS, 16 * HEIGHT_MBS);
        final Random random = new Random(4);
        for (int y = 0; y < 16 * HEIGHT_MBS; y++) {
            for (int x = 0; x < 16 * WIDTH_MBS; x++) {
                picture.luma[picture.lumaAt(x, y)] = (byte) (100 + (x < 8 * WIDTH_MBS ? x / 8 : random.nextInt(100)));
            }
        }
        return picture;
    }
}
