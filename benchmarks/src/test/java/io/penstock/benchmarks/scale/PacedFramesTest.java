package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.testkit.StageHarness;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PacedFramesTest {
    private static final long MS = 1_000_000L;

    @Test
    void sendsEachFrameWhenItIsDueAndKnowsWhichWereDue() {
        final PacedFrames source = PacedFrames.sound(EncodedFormat.of(CodecId.L16, AudioFormat.mono(8000, Duration.ofMillis(20))), 5 * MS, 320);
        try (StageHarness harness = StageHarness.of(source).start()) {
            final long startNs = harness.clock().nanoTime();
            assertEquals(0, harness.poll());
            harness.clock().advance(Duration.ofMillis(5));
            assertEquals(1, harness.poll());
            // A late poll gets all that was due, with the times at which it was.
            harness.clock().advance(Duration.ofMillis(47));
            assertEquals(2, harness.poll());
            assertEquals(startNs + 45 * MS, harness.lastFrame().ptsNs());
            assertEquals(3, source.sent());
            assertEquals(3, source.dueBetween(0, startNs + 52 * MS));
            assertEquals(1, source.dueBetween(startNs + 6 * MS, startNs + 45 * MS));
            assertEquals(2, source.dueBetween(startNs + 25 * MS, startNs + 45 * MS + 1));
            assertEquals(startNs + 45 * MS, source.dueNs(40 * MS + 11_000));
            assertEquals(startNs + 45 * MS, source.dueNs(40 * MS - 11_000));
            source.fallSilent();
            harness.clock().advance(Duration.ofSeconds(1));
            assertEquals(0, harness.poll());
        }
    }
}
