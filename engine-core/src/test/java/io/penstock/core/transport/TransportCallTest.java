package io.penstock.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.jitter.JitterConfig;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.QueueStats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TransportCallTest {
    private static final long SECOND = 1_000_000_000L;

    private static LossyLink.Profile.Builder profile() {
        return LossyLink.Profile.builder().delay(Duration.ofMillis(25));
    }

    private static LossyLink link(final LinkSchedule schedule, final long seed) {
        return LossyLink.of(schedule, seed, 2048);
    }

    private static LossyLink link(final LossyLink.Profile profile, final long seed) {
        return link(LinkSchedule.always(profile), seed);
    }

    private static TransportConfig config() {
        return TransportConfig.defaults().rates(500_000, 50_000, 1_500_000).probing(TransportCall.PADDING);
    }

    private static JitterConfig jitter() {
        return JitterConfig.video().targetDelayMs(10).maxDelayMs(600).adaptiveUpToMs(330);
    }

    @Test
    void fillsWhatIsAllowedOnACleanLink() {
        try (TransportCall call = new TransportCall(link(profile().build(), 1), link(profile().build(), 2), config(), jitter(), 5)) {
            call.run(20);
            assertEquals(0, call.undecodable());
            assertTrue(call.transport.statistics().targetBps() > 1_400_000, call::toString);
            assertTrue(call.latencyMs(99, 3 * SECOND) < 90, call::toString);
            assertTrue(call.camera.left() <= 5, call::toString);
        }
    }

    @Test
    void followsABottleneckDownWithoutLosingSoundAndUpAgain() {
        final LossyLink there = link(LinkSchedule.rates("2M:10s,300k:20s,2M", profile().rate(2_000_000, Duration.ofMillis(2000)).build()), 1);
        try (TransportCall call = new TransportCall(there, link(profile().build(), 2),
            TransportConfig.defaults().rates(500_000, 50_000, 2_500_000).probing(TransportCall.PADDING), jitter(), 5)) {
            call.run(30);
            final QueueStats queue = there.queue(13 * SECOND, 30 * SECOND);
            assertTrue(queue.p95Ns() <= 50_000_000L, queue + "\n" + call);
            call.run(9);
            assertTrue(call.transport.statistics().targetBps() > 1_600_000, call::toString);
            call.run(1);
            assertEquals(0, there.stats().queueDropped());
            assertTrue(call.microphone.made() - call.heardSince(0) <= 3, call::toString);
            assertEquals(0, call.undecodable());
        }
    }

    @Test
    void keepsItsRateUnderRandomLoss() {
        try (TransportCall call = new TransportCall(link(profile().loss(0.3).build(), 1), link(profile().loss(0.3).build(), 2), config(),
            jitter(), 5)) {
            call.run(20);
            assertTrue(call.transport.statistics().targetBps() > 1_100_000, call::toString);
            assertEquals(0, call.undecodable());
        }
    }

    @Test
    void takesJitterForWhatItIs() {
        final LossyLink.Profile jittery = profile().jitter(Duration.ofMillis(30)).build();
        try (TransportCall call = new TransportCall(link(jittery, 1), link(jittery, 2), config(), jitter(), 5)) {
            call.run(15);
            assertTrue(call.transport.statistics().targetBps() > 1_200_000, call::toString);
            assertTrue(call.latencyMs(99, 3 * SECOND) < 120, call::toString);
        }
    }

    @Test
    void goesOnAfterAnOutage() {
        final LossyLink there = link(LinkSchedule.builder().step(profile().build(), Duration.ofSeconds(8)).loses(Duration.ofSeconds(2))
            .last(profile().build()), 1);
        try (TransportCall call = new TransportCall(there, link(profile().build(), 2), config(), jitter(), 5)) {
            call.run(13);
            final long nowNs = call.nowNs();
            call.run(2);
            assertTrue(call.shownSince(nowNs) >= 55, call::toString);
            assertTrue(call.transport.statistics().targetBps() > 900_000, call::toString);
        }
    }

    @Test
    void runsTheSameEachTime() {
        final String[] runs = new String[2];
        for (int i = 0; i < 2; i++) {
            try (TransportCall call = new TransportCall(link(profile().loss(0.1).build(), 1), link(profile().loss(0.1).build(), 2), config(),
                jitter(), 5)) {
                runs[i] = call.run(5).transport.statistics().toString() + call.latencyMs(50, 0);
            }
        }
        assertEquals(runs[0], runs[1]);
    }
}
