package io.penstock.codecs.h264.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What calls need of a rate: kept to, changed at once, and never a picture that stands in the way of the next. */
class RateControlTest {
    private static final int MBS = 920;
    private static final long FRAME_NS = 33_333_333L;
    private static final double DETAIL = 5;

    @ParameterizedTest
    @CsvSource({"300000,1", "300000,3", "600000,2", "600000,5", "1200000,3", "1200000,6"})
    void keepsTenSecondsWithinFivePercent(final int bitrate, final double motion) {
        final ModelEncoder encoder = encoder(bitrate, 0);
        final Random random = new Random(3);
        final long[] bits = new long[900];
        double now = motion;
        for (int i = 0; i < bits.length; i++) {
            now = Math.max(0.3, now + (motion - now) * 0.1 + motion * 0.15 * random.nextGaussian());
            bits[i] = encoder.frame(i == 0, 0, 1, DETAIL, now, i == 0 ? 0 : FRAME_NS);
        }
        for (int from = 0; from + 300 <= bits.length; from += 30) {
            final double rate = sum(bits, from, from + 300) / 10.0;
            assertEquals(1, rate / bitrate, 0.05, "window at " + from);
        }
        assertEquals(0, encoder.skipped);
    }

    @Test
    void noPictureButAKeyPictureIsThreeTimesTheMean() {
        final ModelEncoder encoder = encoder(600_000, 0);
        final Random random = new Random(5);
        final double mean = 600_000 / 30.0;
        for (int i = 0; i < 900; i++) {
            // rest, motion, sudden motion
            final double motion = i % 100 < 50 ? 0.5 : random.nextInt(10) == 0 ? 10 : 3;
            final int bits = encoder.frame(i == 0, 0, 1, DETAIL, motion, FRAME_NS);
            if (i > 0) {
                assertTrue(bits < 3 * mean, "picture " + i + ": " + bits / mean + " of the mean");
            }
        }
    }

    @Test
    void suddenMotionMayTakeALargerPictureThatIsGivenBack() {
        final ModelEncoder encoder = encoder(600_000, 0);
        final double mean = 600_000 / 30.0;
        int quiet = 0;
        long after = 0;
        for (int i = 0; i < 200; i++) {
            final int bits = encoder.frame(i == 0, 0, 1, DETAIL, i < 100 ? 1 : 6, FRAME_NS);
            quiet = i == 99 ? encoder.lastQp : quiet;
            if (i == 100) {
                assertTrue(bits > 1.2 * mean && bits < 3 * mean, "picture " + bits / mean);
                assertTrue(encoder.lastQp > quiet);
            }
            after += i >= 100 && i < 145 ? bits : 0;
        }
        assertEquals(1, after / (45 * mean), 0.08);
    }

    @Test
    void obeysALowerTargetWithTheNextPictures() {
        final ModelEncoder encoder = encoder(1_500_000, 0);
        for (int i = 0; i < 100; i++) {
            encoder.frame(i == 0, 0, 1, DETAIL, 3, FRAME_NS);
        }
        encoder.rate.bitrate(300_000);
        long first = 0;
        for (int i = 0; i < 3; i++) {
            first += encoder.frame(false, 0, 1, DETAIL, 3, FRAME_NS);
        }
        assertTrue(first < 1.5 * 30_000, "first 100 ms: " + first);
        long next = 0;
        for (int i = 0; i < 30; i++) {
            next += encoder.frame(false, 0, 1, DETAIL, 3, FRAME_NS);
        }
        assertEquals(1, next / 300_000.0, 0.15);
        assertEquals(0, encoder.skipped);
    }

    @Test
    void boundsKeyPicturesAndGivesBackWhatTheyTook() {
        final ModelEncoder encoder = encoder(600_000, 0);
        final double mean = 600_000 / 30.0;
        long second = 0;
        for (int i = 0; i < 400; i++) {
            final boolean key = i == 0 || i == 200;
            final int bits = encoder.frame(key, 0, 1, DETAIL, 2, FRAME_NS);
            if (key) {
                assertTrue(bits > 2 * mean && bits <= 9 * mean, "key picture " + i + ": " + bits / mean);
            }
            if (i >= 200 && i < 245) {
                second += bits;
            }
        }
        assertEquals(1, second / (45 * mean), 0.08);
    }

    @Test
    void givesKeyPicturesWhenAskedForManyAndStillKeepsTheRate() {
        final ModelEncoder encoder = encoder(600_000, 0);
        long bits = 0;
        int keys = 0;
        for (int i = 0; i < 300; i++) {
            final boolean key = i % 5 == 0;
            final int taken = encoder.frame(key, 0, 1, DETAIL, 2, FRAME_NS);
            bits += taken;
            keys += key && taken > 0 ? 1 : 0;
        }
        assertTrue(keys >= 55, "key pictures: " + keys);
        assertTrue(bits < 1.1 * 6_000_000, "bits: " + bits);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 30})
    void keepsTheRateAtAnyKeyInterval(final int interval) {
        final ModelEncoder encoder = encoder(600_000, interval);
        long bits = 0;
        for (int i = 0; i < 600; i++) {
            bits += encoder.frame(i % interval == 0, 0, 1, DETAIL, 2, FRAME_NS);
        }
        assertEquals(1, bits / 12_000_000.0, 0.05);
        assertEquals(0, encoder.skipped);
    }

    @Test
    void spendsNextToNothingOnAStillPictureInTheEnd() {
        final ModelEncoder encoder = encoder(600_000, 0);
        long bits = 0;
        for (int i = 0; i < 600; i++) {
            final int taken = encoder.frame(i == 0, 0, 1, DETAIL, 0, FRAME_NS);
            if (i >= 300) {
                bits += taken;
            }
        }
        assertTrue(bits / 10 < 60_000, "bits a second: " + bits / 10);
    }

    @Test
    void keepsTheRateThroughSharpTurns() {
        final ModelEncoder encoder = encoder(600_000, 0);
        final double mean = 600_000 / 30.0;
        long bits = 0;
        for (int i = 0; i < 600; i++) {
            final double motion = i / 60 % 2 == 0 ? 0 : 5;
            final int taken = encoder.frame(i == 0, 0, 1, DETAIL, motion, FRAME_NS);
            bits += taken;
            assertTrue(i == 0 || taken < 3 * mean, "picture " + i + ": " + taken / mean);
        }
        assertTrue(bits < 1.05 * 12_000_000, "bits: " + bits);
        assertEquals(0, encoder.skipped);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void keepsTheRateOverLayersAndFavoursTheLowest(final int layers) {
        final ModelEncoder encoder = encoder(600_000, 0);
        final int[] of = layers == 2 ? new int[] {0, 1} : new int[] {0, 2, 1, 2};
        final long[] bits = new long[3];
        long qps = 0;
        for (int i = 0; i < 600; i++) {
            final int layer = of[i % of.length];
            // farther references foretell worse
            final int taken = encoder.frame(i == 0, layer, layers, DETAIL, layer == 0 ? 3 : 2, FRAME_NS);
            bits[layer] += taken;
            qps += i > 100 && layer > 0 ? encoder.lastQp : 0;
        }
        assertEquals(1, (bits[0] + bits[1] + bits[2]) / 12_000_000.0, 0.05);
        assertTrue(qps > 0);
        final int[] count = layers == 2 ? new int[] {300, 300, 1} : new int[] {150, 150, 300};
        assertTrue(bits[0] / count[0] > bits[1] / count[1]);
        assertTrue(bits[1] / count[1] >= bits[2] / count[2]);
    }

    @Test
    void followsTheRateOfPicturesThatReallyCome() {
        final ModelEncoder encoder = encoder(600_000, 0);
        long bits = 0;
        // 30 a second were announced, 15 come, unevenly
        for (int i = 0; i < 300; i++) {
            final int taken = encoder.frame(i == 0, 0, 1, DETAIL, 2, i % 2 == 0 ? 2 * FRAME_NS - 10_000_000 : 2 * FRAME_NS + 10_000_000);
            bits += i >= 150 ? taken : 0;
        }
        assertEquals(1, bits / 6_000_000.0, 0.05);
    }

    @Test
    void aPauseIsNoReasonForLargePictures() {
        final ModelEncoder encoder = encoder(600_000, 0);
        for (int i = 0; i < 200; i++) {
            final int bits = encoder.frame(i == 0, 0, 1, DETAIL, 2, i == 100 ? 10_000_000_000L : FRAME_NS);
            assertTrue(i == 0 || bits < 2 * 20_000, "picture " + i + ": " + bits);
        }
        assertEquals(0, encoder.skipped);
    }

    @Test
    void picturesThatComeTooFastAreMadeSmallOrLeftOut() {
        final ModelEncoder encoder = encoder(600_000, 0);
        long bits = 0;
        for (int i = 0; i < 500; i++) {
            final int taken = encoder.frame(i == 0, 0, 1, DETAIL, 2, FRAME_NS / 10);
            bits += taken;
        }
        // 500 pictures in 1.7 s
        assertTrue(bits < 1.7 * 600_000 + 12 * 20_000, "bits: " + bits);
    }

    @Test
    void leavesPicturesOutOnlyWhereTheCoarsestQuantiserIsNotEnough() {
        final ModelEncoder encoder = new ModelEncoder(new RateControl(MBS, 30, 1, 30_000, 10, 40, 1.5, 0), MBS, 7);
        long bits = 0;
        for (int i = 0; i < 600; i++) {
            bits += encoder.frame(i == 0, 0, 1, DETAIL, 20, FRAME_NS);
        }
        assertTrue(encoder.skipped > 100, "skipped: " + encoder.skipped);
        assertTrue(encoder.skipped < 600);
        assertEquals(1, bits / 600_000.0, 0.4);
    }

    @Test
    void doesNotSwing() {
        final ModelEncoder encoder = encoder(600_000, 0);
        int changes = 0;
        int last = 0;
        for (int i = 0; i < 400; i++) {
            encoder.frame(i == 0, 0, 1, DETAIL, 2, FRAME_NS);
            if (i >= 100) {
                changes += Math.abs(encoder.lastQp - last) > 1 ? 1 : 0;
            }
            last = encoder.lastQp;
        }
        assertTrue(changes < 10, "changes by more than one step: " + changes);
    }

    @Test
    void staysWithinTheQuantisersItWasGiven() {
        final RateControl rate = new RateControl(MBS, 30, 1, 100_000, 24, 36, 1.5, 60);
        final Random random = new Random(11);
        for (int i = 0; i < 2000; i++) {
            final int qp = rate.startFrame(random.nextInt(20) == 0, random.nextInt(3), 3, random.nextInt(1 << 20), random.nextInt(1 << 20),
                random.nextInt(100_000_000));
            if (qp == RateControl.SKIP_FRAME) {
                rate.skipped();
                continue;
            }
            assertTrue(qp >= 24 && qp <= 36);
            int bits = 0;
            for (int mb = 0; mb < MBS; mb++) {
                final int at = rate.macroblockQp(mb, bits);
                assertTrue(at >= 24 && at <= 36);
                bits += random.nextInt(20);
            }
            assertTrue(rate.maxBits() > 0);
            rate.endFrame(bits, qp);
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThrows(IllegalArgumentException.class, () -> new RateControl(0, 30, 1, 100_000, 10, 51, 1.5, 0));
        assertThrows(IllegalArgumentException.class, () -> new RateControl(10, 30, 1, 0, 10, 51, 1.5, 0));
        assertThrows(IllegalArgumentException.class, () -> new RateControl(10, 30, 1, 1000, 30, 20, 1.5, 0));
        assertThrows(IllegalArgumentException.class, () -> new RateControl(10, 30, 1, 1000, 30, 51, Double.NaN, 0));
        final RateControl rate = new RateControl(10, 30, 1, 1000, 10, 51, 1.5, 0);
        assertThrows(IllegalArgumentException.class, () -> rate.startFrame(false, 2, 2, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> rate.startFrame(false, 0, 1, -1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> rate.bitrate(0));
    }

    private static ModelEncoder encoder(final int bitrate, final int keyInterval) {
        return new ModelEncoder(new RateControl(MBS, 30, 1, bitrate, 10, 51, 1.5, keyInterval), MBS, 1);
    }

    private static long sum(final long[] values, final int from, final int to) {
        long sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }
}
