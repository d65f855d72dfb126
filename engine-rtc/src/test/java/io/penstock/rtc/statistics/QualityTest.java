package io.penstock.rtc.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.core.metrics.EngineCounters;
import io.penstock.format.MediaKind;
import io.penstock.rtc.statistics.DirectionQuality.Grade;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QualityTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private static StreamQuality video(final double stalledPercent) {
        return new StreamQuality(7, MediaKind.VIDEO, 600_000, 30, 1.5, 4, 80, 190,
            new StallQuality(2, 3, 1, stalledPercent, Map.of(FreezeCause.LOSS, 2L, FreezeCause.CPU, 1L)));
    }

    private static DirectionQuality way(final double rttMs, final double lossPercent, final double stalledPercent) {
        return new DirectionQuality(rttMs, lossPercent, 600_000, 900_000, Limitation.BANDWIDTH, List.of(video(stalledPercent)));
    }

    @Test
    void isWrittenAsJsonAndReadAgain() throws Exception {
        final ParticipantQuality quality = new ParticipantQuality("ann", 1_700_000_000_000L, way(80, 3, 0.5), null);
        final ObjectMapper mapper = new ObjectMapper();
        final String json = mapper.writeValueAsString(quality);
        assertEquals(quality, mapper.readValue(json, ParticipantQuality.class));
        assertTrue(json.contains("\"causes\":{\"LOSS\":2,\"CPU\":1}"), json);
        assertEquals(DirectionQuality.UNKNOWN, quality.down());
    }

    @Test
    void refusesFiguresThatCannotBe() {
        for (final double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -2, -0.5, 1e13}) {
            assertThrows(IllegalArgumentException.class, () -> way(wrong, 0, 0));
            assertThrows(IllegalArgumentException.class, () -> way(0, wrong, 0));
            assertThrows(IllegalArgumentException.class, () -> way(0, 0, wrong));
        }
        assertThrows(IllegalArgumentException.class, () -> way(0, 101, 0));
        assertThrows(IllegalArgumentException.class, () -> new ParticipantQuality(null, 0, null, null));
        assertThrows(IllegalArgumentException.class, () -> new ParticipantQuality("x".repeat(257), 0, null, null));
        assertThrows(IllegalArgumentException.class,
            () -> new DirectionQuality(1, 1, 1, 1, null, Collections.nCopies(65, video(0))));
        assertThrows(IllegalArgumentException.class,
            () -> new StallQuality(0, 0, 0, 0, Map.of(FreezeCause.LOSS, -5L)));
    }

    @Test
    void gradesByTheWorst() {
        assertEquals(Grade.GOOD, way(100, 1, 0).grade());
        assertEquals(Grade.FAIR, way(200, 1, 0).grade());
        assertEquals(Grade.POOR, way(200, 10, 0).grade());
        assertEquals(Grade.BAD, way(20, 0, 30).grade());
        assertEquals(Grade.UNKNOWN, DirectionQuality.UNKNOWN.grade());
    }

    @Test
    void isSummedUpByTheWorstOfItsStreams() {
        final StreamQuality other = new StreamQuality(8, MediaKind.AUDIO, 30_000, 50, 0, 1, 120, -1,
            new StallQuality(1, 1, 0, 7, Map.of(FreezeCause.LOSS, 1L)));
        final DirectionSummary summary = DirectionSummary.of(new DirectionQuality(80, 3, 1, 2, Limitation.CPU, List.of(video(0.5), other)));
        assertEquals(new DirectionSummary(Grade.POOR, 80, 3, 1, 2, Limitation.CPU, 120, 190, 3, 4, 7,
            Map.of(FreezeCause.LOSS, 3L, FreezeCause.CPU, 1L)), summary);
        assertEquals(-1, DirectionSummary.of(DirectionQuality.UNKNOWN).endToEndMs());
    }

    private static StreamCounts counts(final int second) {
        // 100 packets of 1000 bytes a second, 4 of 104 lost; 30 pictures; from second 10 on a stall of 300 ms every second.
        final long stalls = Math.max(0, second - 10);
        return new StreamCounts(100L * second, 100_000L * second, 4L * second, 30L * second, stalls, stalls, stalls * 300_000_000L, 3_000_000,
            60_000_000, -1);
    }

    @Test
    void makesRatesOfCounts() {
        final StreamMeter meter = new StreamMeter(7, MediaKind.VIDEO);
        final StreamQuality first = meter.sample(counts(0), Map.of(), 5 * SECOND_NS);
        assertEquals(StreamQuality.UNKNOWN, first.bitrateBps());
        StreamQuality quality = first;
        for (int second = 1; second <= 20; second++) {
            quality = meter.sample(counts(second), Map.of(), (5 + second) * SECOND_NS);
        }
        assertEquals(800_000, quality.bitrateBps());
        assertEquals(30, quality.framesPerSecond());
        assertEquals(3.8, quality.lossPercent());
        assertEquals(3, quality.jitterMs());
        assertEquals(60, quality.jitterBufferMs());
        assertEquals(StreamQuality.UNKNOWN, quality.endToEndMs());
        assertEquals(30, quality.stalls().stallsPerMinute(), "ten in twenty seconds");
        assertEquals(15, quality.stalls().stalledPercent(), "3 of 20 s");
    }

    @Test
    void forgetsStallsAfterAMinuteAndStartsAnewWithAnotherStream() {
        final StreamMeter meter = new StreamMeter(7, MediaKind.VIDEO);
        StreamQuality quality = null;
        for (int second = 0; second <= 200; second++) {
            final StreamCounts counts = counts(Math.min(second, 20));
            quality = meter.sample(new StreamCounts(100L * second, 100L * second, 0, 30L * second, counts.freezes(), counts.stalls(),
                counts.stalledNs(), 0, 0, 0), Map.of(), second * SECOND_NS);
        }
        assertEquals(0, quality.stalls().stallsPerMinute());
        assertEquals(10, quality.stalls().stalls());
        assertEquals(StreamQuality.UNKNOWN, meter.sample(counts(1), Map.of(), 201 * SECOND_NS).bitrateBps());
    }

    @Test
    void writesIntoTheCountersOfTheEngineAndGivesThemBack() {
        final EngineCounters counters = EngineCounters.inMemory(24);
        try (QualityCounters quality = new QualityCounters(counters, "hearing")) {
            assertTrue(quality.publish(new ParticipantQuality("ann", 1, way(80, 3, 0.5), way(40, 0, 0))));
            final Map<String, Long> values = values(counters);
            assertEquals(80_000_000L, values.get("ann up: round trip"));
            assertEquals(30, values.get("ann up: loss permille"));
            assertEquals(190_000_000L, values.get("ann down: video end to end"));
            assertEquals(3, values.get("ann down: video stalls"));
            assertFalse(quality.publish(new ParticipantQuality("bob", 1, way(80, 3, 0.5), way(40, 0, 0))), "no counters left");
            assertEquals(1, quality.leftOut());
            quality.forget("ann");
            assertTrue(quality.publish(new ParticipantQuality("bob", 1, way(80, 3, 0.5), way(40, 0, 0))));
        }
        assertEquals(Map.of(), values(counters));
    }

    private static Map<String, Long> values(final EngineCounters counters) {
        final Map<String, Long> values = new HashMap<>();
        counters.forEach((id, type, label, value) -> values.put(label, value));
        return values;
    }
}
