package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.testkit.LossyLink.Profile;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

class LinkModelTest {
    private static final int N = 200_000;
    private static final long MS = Timebase.NANOS_PER_MS;

    private static BitSet survivors(final Profile profile, final long seed, final int n, final long spacingNs) {
        final LinkModel model = new LinkModel(profile, seed);
        final BitSet survivors = new BitSet(n);
        for (int i = 0; i < n; i++) {
            survivors.set(i, model.offer(i * spacingNs, 1000) > 0);
        }
        return survivors;
    }

    /** Delay of each packet, 10 ms apart or as told. */
    private static double[] delaysMs(final Profile profile, final long spacingNs) {
        final LinkModel model = new LinkModel(profile, 42);
        final double[] delays = new double[N];
        for (int i = 0; i < N; i++) {
            assertEquals(1, model.offer(i * spacingNs, 1000));
            delays[i] = Timebase.toMs(model.departureNs(0) - i * spacingNs);
        }
        return delays;
    }

    private static double mean(final double[] values) {
        double sum = 0;
        for (final double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double deviation(final double[] values) {
        final double mean = mean(values);
        double sum = 0;
        for (final double value : values) {
            sum += (value - mean) * (value - mean);
        }
        return Math.sqrt(sum / values.length);
    }

    @Test
    void losesTheConfiguredShareIndependently() {
        final BitSet alive = survivors(Profile.builder().loss(0.05).build(), 3, N, MS);
        final double loss = 1 - alive.cardinality() / (double) N;
        assertEquals(0.05, loss, 0.002); // 4 standard deviations
        int pairs = 0;
        for (int i = 1; i < N; i++) {
            pairs += !alive.get(i - 1) && !alive.get(i) ? 1 : 0;
        }
        assertEquals(0.05 * 0.05, pairs / (double) N, 0.0005);
    }

    @Test
    void losesInBurstsOfTheConfiguredLength() {
        final GilbertElliott chain = GilbertElliott.bursts(0.04, 5);
        assertEquals(0.04, chain.meanLoss(), 1e-12);
        final BitSet alive = survivors(Profile.builder().burstLoss(chain).build(), 4, N, MS);
        final int lost = N - alive.cardinality();
        int bursts = 0;
        for (int i = 1; i < N; i++) {
            bursts += alive.get(i - 1) && !alive.get(i) ? 1 : 0;
        }
        assertEquals(0.04, lost / (double) N, 0.004);
        assertEquals(5, lost / (double) bursts, 0.35);
    }

    @Test
    void losesInBothStatesOfElliottsChain() {
        final GilbertElliott chain = new GilbertElliott(0.02, 0.2, 0.01, 0.5);
        final BitSet alive = survivors(Profile.builder().burstLoss(chain).build(), 5, N, MS);
        assertEquals(chain.meanLoss(), 1 - alive.cardinality() / (double) N, 0.004);
    }

    @Test
    void losesTheSamePacketsWhateverTheTiming() {
        final Profile profile = Profile.builder().loss(0.1).burstLoss(GilbertElliott.bursts(0.05, 3)).jitter(Timebase.ms(3)).build();
        assertEquals(survivors(profile, 7, 5000, MS), survivors(profile, 7, 5000, 17 * MS));
        assertNotEquals(survivors(profile, 7, 5000, MS), survivors(profile, 8, 5000, MS));
    }

    @Test
    void spreadsUniformJitterAboutTheDelay() {
        final double[] delays = delaysMs(Profile.builder().delay(Timebase.ms(50)).jitter(Timebase.ms(4)).build(), 10 * MS);
        assertEquals(50, mean(delays), 0.05);
        assertEquals(4 / Math.sqrt(3), deviation(delays), 0.02);
        for (final double delay : delays) {
            assertEquals(50, delay, 4);
        }
    }

    @Test
    void spreadsNormalJitterAboutTheDelay() {
        final double[] delays = delaysMs(Profile.builder().delay(Timebase.ms(50)).jitter(Timebase.ms(8), JitterShape.NORMAL)
            .jitterReorders().build(), 10 * MS);
        assertEquals(50, mean(delays), 0.05);
        assertEquals(4, deviation(delays), 0.03);
        int within = 0;
        for (final double delay : delays) {
            within += Math.abs(delay - 50) < 4 ? 1 : 0;
            assertEquals(50, delay, 16);
        }
        assertEquals(0.6827, within / (double) N, 0.005);
    }

    @Test
    void keepsOrderUnlessJitterMayReorder() {
        final Profile.Builder profile = Profile.builder().delay(Timebase.ms(50)).jitter(Timebase.ms(20));
        assertEquals(0, overtakes(profile.build()));
        assertTrue(overtakes(profile.jitterReorders().build()) > N / 4);
    }

    private static int overtakes(final Profile profile) {
        final double[] delays = delaysMs(profile, MS);
        int overtakes = 0;
        for (int i = 1; i < N; i++) {
            overtakes += i + delays[i] < i - 1 + delays[i - 1] - 1e-7 ? 1 : 0; // a nanosecond is 1e-6 ms
        }
        return overtakes;
    }

    @Test
    void holdsTheConfiguredShareBackForReordering() {
        final double[] delays = delaysMs(Profile.builder().delay(Timebase.ms(10)).reorder(0.03, Timebase.ms(25)).build(), 10 * MS);
        int held = 0;
        for (final double delay : delays) {
            held += delay == 35 ? 1 : 0;
            assertTrue(delay == 10 || delay == 35, "delay " + delay);
        }
        assertEquals(0.03, held / (double) N, 0.002);
    }

    @Test
    void duplicatesTheConfiguredShare() {
        final LinkModel model = new LinkModel(Profile.builder().duplicate(0.02).build(), 9);
        int copies = 0;
        for (int i = 0; i < N; i++) {
            copies += model.offer(i, 10) - 1;
        }
        assertEquals(0.02, copies / (double) N, 0.002);
        assertEquals(copies, model.stats().duplicated());
    }

    @Test
    void sendsAtTheConfiguredRateAndDropsWhatWouldWaitTooLong() {
        // 972 bytes and 28 of headers are 8000 bits: 8 ms each at 1 Mbit/s; one comes in every 4 ms
        final LinkModel model = new LinkModel(Profile.builder().rate(1_000_000, Timebase.ms(40)).build(), 1);
        long last = Long.MIN_VALUE;
        int sent = 0;
        for (int i = 0; i < 10_000; i++) {
            final long now = i * 4 * MS;
            if (model.offer(now, 972) > 0) {
                final long at = model.departureNs(0);
                assertTrue(at - now <= 48 * MS && at - now >= 8 * MS, "delay " + (at - now));
                assertTrue(sent == 0 || at - last >= 8 * MS, "faster than the link");
                last = at;
                sent++;
            }
        }
        assertEquals(5000, sent, 12);
        assertEquals(10_000 - sent, model.stats().queueDropped());
        assertEquals(0, model.stats().lost());
    }

    @Test
    void refusesWhatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> Profile.builder().loss(1.5).build());
        assertThrows(IllegalArgumentException.class, () -> Profile.builder().loss(Double.NaN).build());
        assertThrows(IllegalArgumentException.class, () -> Profile.builder().delay(Timebase.seconds(61)).build());
        assertThrows(IllegalArgumentException.class, () -> Profile.builder().rate(1, Timebase.ms(1)).build());
        assertThrows(IllegalArgumentException.class, () -> GilbertElliott.bursts(0.9, 2));
        assertThrows(IllegalArgumentException.class, () -> GilbertElliott.bursts(0.1, 0.5));
    }

    @Test
    void keepsThePacketsInFlightInOrderOfDeparture() {
        final DepartureQueue queue = new DepartureQueue(64);
        final java.util.Random random = new java.util.Random(11);
        long last = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextBoolean()) {
                final int slot = queue.add(last + random.nextInt(50), i);
                assertTrue(slot >= 0 || queue.size() == 64);
            } else if (!queue.isEmpty()) {
                assertTrue(queue.headNs() >= last);
                last = queue.headNs();
                queue.remove();
            }
        }
    }
}
