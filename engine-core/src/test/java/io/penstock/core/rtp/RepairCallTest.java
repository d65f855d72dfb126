package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.jitter.JitterConfig;
import io.penstock.testkit.GilbertElliott;
import io.penstock.testkit.LossyLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What NACK and retransmission make of a bad network, in virtual time. The seed is in every failure. */
class RepairCallTest {
    private static final JitterConfig ADAPTIVE = JitterConfig.video().targetDelayMs(40).maxDelayMs(600).adaptiveUpToMs(350);
    private static final RepairConfig RTX = RepairConfig.rtx(RepairCall.RTX);
    private static final int SECONDS = 40;
    /** Pictures that are on the way when the call ends. */
    private static final double UNDERWAY = 8.0 / (15 * SECONDS);

    private static RepairCall call(final LossyLink.Profile way, final long seed, final RepairConfig repair) {
        return new RepairCall(way, way, seed, repair, ADAPTIVE).run(SECONDS);
    }

    private static void moves(final RepairCall call, final double least, final double p99Ms, final long seed) {
        assertTrue(call.shownRatio() + UNDERWAY >= least, () -> "seed " + seed + ": " + call);
        assertTrue(call.latencyMs(99) < p99Ms, () -> "seed " + seed + ": " + call);
        assertEquals(0, call.undecodable(), () -> "seed " + seed + ": " + call);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void keepsPicturesMovingWhenOnePacketInTwentyIsLostOnALongWay(final long seed) {
        try (RepairCall call = call(RepairCall.link(0.05, 100, 30).build(), seed, RTX)) {
            moves(call, 0.98, 500, seed);
            assertTrue(call.counter("jitter", "recovered") > 100, call::toString);
        }
    }

    @Test
    void withoutRepairTheSameCallFreezes() {
        try (RepairCall call = call(RepairCall.link(0.05, 100, 30).build(), 1, null)) {
            assertTrue(call.shownRatio() < 0.5, call::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5})
    void sendsPacketsAgainAsTheyWereWhereNoRtxWasAgreed(final long seed) {
        try (RepairCall call = call(RepairCall.link(0.05, 100, 30).build(), seed, RepairConfig.plain())) {
            moves(call, 0.98, 500, seed);
            assertEquals(0, call.counter("receive", "retransmissions"));
        }
    }

    @Test
    void asksForNothingAndAddsNoDelayWhereNothingIsLost() {
        try (RepairCall call = call(RepairCall.link(0, 100, 0).build(), 6, RTX)) {
            moves(call, 1, 145, 6);
            assertEquals(0, call.counter("jitter", "nacked"), call::toString);
            assertEquals(0, call.counter("send", "retransmitted"), call::toString);
        }
    }

    @Test
    void asksForNothingWherePacketsOnlyJitter() {
        try (RepairCall call = call(RepairCall.link(0, 100, 30).build(), 7, RTX)) {
            moves(call, 1, 200, 7);
            assertEquals(0, call.counter("jitter", "nacked"), call::toString);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 9})
    void learnsHowLongReorderedPacketsTake(final long seed) {
        final LossyLink.Profile way = RepairCall.link(0, 50, 10).jitterReorders().build();
        try (RepairCall call = call(way, seed, RTX)) {
            moves(call, 0.99, 200, seed);
            final long packets = call.counter("receive", "packets");
            assertTrue(call.counter("jitter", "nacked") < packets / 20, () -> "seed " + seed + ": " + call);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 11})
    void repairsWithinTheNormalDelayOnAShortWay(final long seed) {
        try (RepairCall call = call(RepairCall.link(0.05, 10, 0).build(), seed, RTX)) {
            moves(call, 0.99, 140, seed);
            assertTrue(call.latencyMs(50) < 95, () -> "seed " + seed + ": " + call);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {12, 13})
    void survivesBursts(final long seed) {
        final LossyLink.Profile way = RepairCall.link(0, 50, 10).burstLoss(GilbertElliott.bursts(0.05, 5)).build();
        try (RepairCall call = call(way, seed, RTX)) {
            moves(call, 0.95, 500, seed);
        }
    }

    @Test
    void survivesTheLossOfEveryOtherRequest() {
        try (RepairCall call = new RepairCall(RepairCall.link(0.02, 25, 5).build(), RepairCall.link(0.5, 25, 5).build(), 14, RTX, ADAPTIVE)
            .run(SECONDS)) {
            moves(call, 0.97, 500, 14);
        }
    }

    @Test
    void fallsBackToKeyframesWhenNoRequestArrives() {
        final RepairConfig tiny = RTX.history(16, java.time.Duration.ofMillis(20));
        try (RepairCall call = call(RepairCall.link(0.01, 50, 0).build(), 15, tiny)) {
            assertTrue(call.counter("send", "dropped.repair-gone") > 0, call::toString);
            assertTrue(call.keyframes() > 3, call::toString);
            assertTrue(call.shownRatio() > 0.3, call::toString);
            assertEquals(0, call.undecodable(), call::toString);
        }
    }

    @Test
    void neverFloodsBeyondItsBudget() {
        final RepairConfig poor = RTX.budgetPercent(5);
        try (RepairCall call = call(RepairCall.link(0.3, 50, 0).build(), 16, poor)) {
            assertTrue(call.counter("send", "dropped.repair-budget") > 0, call::toString);
            final long most = (long) (call.counter("rtp", "packets") * 1200L * 0.05 + RepairConfig.BURST_BYTES) / 1100;
            assertTrue(call.counter("send", "retransmitted") <= most, () -> most + " at most: " + call);
        }
    }

    @Test
    void sinksBackWhenLossesEnd() {
        final LossyLink.Profile way = RepairCall.link(0, 100, 0).build();
        try (RepairCall call = new RepairCall(way, way, 17, RTX, ADAPTIVE)) {
            call.extraLoss(0.05).run(10);
            assertTrue(call.lastLatencyMs() > 250, call::toString);
            call.extraLoss(0).run(30);
            assertTrue(call.lastLatencyMs() < 150, call::toString);
        }
    }
}
