package io.penstock.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.EngineException;
import io.penstock.graph.LatencyReport;
import io.penstock.graph.LatencyReport.Kind;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

class LatencyRecorderTest {
    @Test
    void agreesWithSortedSamplesWithinItsResolution() {
        final LatencyRecorder coarse = LatencyRecorder.coarse(Kind.STAGE, "opus");
        final LatencyRecorder fine = LatencyRecorder.fine(Kind.END_TO_END, "screen");
        final long[] samples = new Random(1).longs(10_000, 2_000, 200_000_000).toArray();
        for (int i = 0; i < samples.length; i++) {
            coarse.record(samples[i]);
            fine.record(samples[i]);
            if (i % 1000 == 0) {
                coarse.snapshot();
            }
        }
        Arrays.sort(samples);
        for (final LatencyReport.Row row : new LatencyReport.Row[] {coarse.snapshot(), fine.snapshot()}) {
            final double tolerance = row.name().equals("opus") ? 0.01 : 0.001;
            assertEquals(10_000, row.count());
            assertEquals(samples[4999], row.p50Ns(), samples[4999] * tolerance);
            assertEquals(samples[9899], row.p99Ns(), samples[9899] * tolerance);
            assertEquals(samples[9999], row.maxNs(), samples[9999] * tolerance);
        }
        assertEquals(samples[8999], fine.valueNs(90), samples[8999] * 0.001);
    }

    @Test
    void saturatesInsteadOfFailing() {
        final LatencyRecorder recorder = LatencyRecorder.coarse(Kind.EDGE, "a→b");
        recorder.record(Long.MAX_VALUE);
        recorder.record(Long.MIN_VALUE);
        assertEquals(2, recorder.snapshot().count());
        assertEquals(LatencyRecorder.MAX_NS, recorder.snapshot().maxNs(), LatencyRecorder.MAX_NS * 0.01);
    }

    @Test
    void showsZerosBeforeTheFirstSampleAndAfterAReset() {
        final LatencyRecorder recorder = LatencyRecorder.coarse(Kind.EDGE, "a→b");
        final LatencyReport.Row nothing = new LatencyReport.Row(Kind.EDGE, "a→b", 0, 0, 0, 0);
        assertEquals(nothing, recorder.snapshot());
        recorder.record(5);
        recorder.reset();
        assertEquals(nothing, recorder.snapshot());
        assertEquals(0, recorder.valueNs(99));
    }

    @Test
    void losesNothingBetweenWriterAndReader() throws InterruptedException {
        final LatencyRecorder recorder = LatencyRecorder.coarse(Kind.EDGE, "a→b");
        final AtomicBoolean done = new AtomicBoolean();
        final Thread reader = new Thread(() -> {
            while (!done.get()) {
                recorder.snapshot();
            }
        });
        reader.start();
        for (int i = 0; i < 200_000; i++) {
            recorder.record(i);
        }
        done.set(true);
        reader.join();
        assertEquals(200_000, recorder.snapshot().count());
    }

    @Test
    void recordingAndCountingAllocateNothing() {
        final LatencyRecorder recorder = LatencyRecorder.coarse(Kind.STAGE, "opus");
        final EngineCounters counters = EngineCounters.inMemory(8);
        final EngineCounter counter = counters.allocate(CounterType.STAGE_IN, "in");
        final DutyCycleTracker tracker = new DutyCycleTracker(counters, "g", "r", 100);
        final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                recorder.record(i);
                counter.increment();
                counter.setMax(i);
                tracker.measured(0, i % 200);
            }
            // The least of the rounds: a class loaded meanwhile does not count.
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        // Reading the figure may itself cost a few bytes, once.
        assertTrue(allocated < 200, allocated + " bytes in 20000 turns");
        assertEquals(60_000, tracker.cycles());
        assertEquals(199, tracker.longestNs());
        assertEquals(3 * 9_900, tracker.slowCycles());
    }

    @Test
    void aTrackerThatDoesNotFitTakesNothing() {
        final EngineCounters counters = EngineCounters.inMemory(2);
        assertThrows(EngineException.class,
            () -> new DutyCycleTracker(counters, "g", "r", 100));
        assertTrue(CountersAcrossProcessesTest.values(counters).isEmpty());
    }
}
