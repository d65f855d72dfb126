package io.penstock.core.metrics;

import static io.penstock.core.metrics.CountersAcrossProcessesTest.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;

import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineCountersTest {
    @TempDir
    Path folder;

    @Test
    void countsAndShowsWhatItCounted() {
        final EngineCounters counters = EngineCounters.inMemory(8);
        final EngineCounter in = counters.allocate(CounterType.STAGE_IN, "call", "opus: in");
        final EngineCounter deep = counters.allocate(CounterType.EDGE_DEPTH_HIGH_WATER, "edge: high water");
        in.increment();
        in.add(41);
        deep.setMax(5);
        deep.setMax(3);
        assertEquals(42, in.value());
        assertEquals(Map.of("STAGE_IN opus: in", 42L, "EDGE_DEPTH_HIGH_WATER edge: high water", 5L), values(counters));
        assertEquals("call", counters.owner(in.id()));
        assertEquals("", counters.owner(deep.id()));
        in.set(7);
        assertEquals(7, in.value());
    }

    @Test
    void saysWhatToDoWhenFull() {
        final EngineCounters counters = EngineCounters.inMemory(2);
        counters.allocate(CounterType.STAGE_IN, "a");
        counters.allocate(CounterType.STAGE_IN, "b");
        final EngineException full = assertThrows(EngineException.class, () -> counters.allocate(CounterType.STAGE_IN, "c"));
        assertEquals(EngineException.Category.RESOURCE, full.category());
        assertTrue(full.getMessage().startsWith("counter \"c\": all 2 counters in memory are taken. Raise maxCounters"), full.getMessage());
    }

    @Test
    void reusesAFreedRecordFromZeroAndIgnoresWhatItsOldOwnerStillWrites() {
        final EngineCounters counters = EngineCounters.inMemory(1);
        final EngineCounter old = counters.allocate(CounterType.STAGE_IN, "a graph with a long name", "a label that is long");
        old.add(9);
        old.free();
        old.free();
        assertEquals(Map.of(), values(counters));
        final EngineCounter fresh = counters.allocate(CounterType.POOL_IN_USE, "g", "b");
        assertEquals(old.id(), fresh.id());
        old.add(100);
        old.set(100);
        old.setMax(100);
        old.free();
        assertEquals(Map.of("POOL_IN_USE b", 0L), values(counters));
        assertEquals("g", counters.owner(0));
        assertEquals(0, old.value());
        assertThrows(EngineException.class, () -> counters.allocate(CounterType.STAGE_IN, "c"), "freed once, taken once");
    }

    @Test
    void cutsLongNamesBetweenCharacters() {
        final EngineCounters counters = EngineCounters.inMemory(1);
        final EngineCounter counter = counters.allocate(CounterType.STAGE_CUSTOM, "é".repeat(80), "x" + "é".repeat(300));
        final List<String> labels = new ArrayList<>();
        counters.forEach((id, type, label, value) -> labels.add(label));
        assertEquals(List.of("x" + "é".repeat(189)), labels);
        assertEquals("é".repeat(56), counters.owner(counter.id()));
    }

    @Test
    void agronasOwnReaderReadsTheRecords() {
        final EngineCounters counters = EngineCounters.inMemory(4);
        counters.allocate(CounterType.STAGE_IN, "one").set(11);
        final EngineCounter two = counters.allocate(CounterType.STAGE_IN, "two");
        counters.allocate(CounterType.POOL_COPIES, "g", "three").set(33);
        two.free();
        final CountersReader reader = new CountersReader(counters.records()[0], counters.records()[1]);
        final Map<String, Long> read = new TreeMap<>();
        reader.forEach((value, id, label) -> read.put(label, value));
        assertEquals(Map.of("one", 11L, "three", 33L), read);
        assertEquals(CounterType.POOL_COPIES.id(), reader.getCounterTypeId(2));
        assertEquals(4, reader.maxCounterId() + 1);
    }

    @Test
    void idsAreUniqueAndLeadBackToTheirType() {
        final Set<Integer> ids = new HashSet<>();
        for (final CounterType type : CounterType.values()) {
            assertTrue(ids.add(type.id()), type + " shares its id");
            assertEquals(type, CounterType.of(type.id()));
        }
        assertEquals(CounterType.UNKNOWN, CounterType.of(9999));
    }

    @Test
    void refusesSizesAndUsesThatCannotWork() {
        assertThrows(ConfigurationException.class, () -> EngineCounters.inMemory(0));
        assertThrows(ConfigurationException.class, () -> EngineCounters.mapped(folder.resolve("x"), (1 << 20) + 1));
        final EngineCounters counters = EngineCounters.mapped(folder.resolve("y"), 1);
        final EngineCounters view = EngineCounters.readOnly(folder.resolve("y"));
        assertThrows(EngineException.class, () -> view.allocate(CounterType.STAGE_IN, "a"));
        view.close();
        assertTrue(counters.isLive());
        counters.close();
        counters.close();
        assertThrows(EngineException.class, () -> counters.allocate(CounterType.STAGE_IN, "a"));
    }

    @Test
    void refusesFilesThatAreNotCounters() throws IOException {
        final Path file = folder.resolve("file");
        assertTrue(messageOf(file).contains("there is no counters file"));
        Files.writeString(file, "short");
        assertTrue(messageOf(file).contains("5 bytes"));
        Files.write(file, new byte[4096]);
        assertTrue(messageOf(file).contains("PENSTOCK"));
        final EngineException kept = assertThrows(EngineException.class, () -> EngineCounters.mapped(file, 4));
        assertTrue(kept.getMessage().contains("would overwrite"), kept.getMessage());
        assertEquals(4096, Files.size(file), "a file of somebody else is never touched");
    }

    @Test
    void damagedFilesAreRefusedOrReadWithinTheirBounds() throws IOException {
        final Path file = folder.resolve("file");
        try (EngineCounters counters = EngineCounters.mapped(file, 4)) {
            counters.allocate(CounterType.STAGE_IN, "graph", "label").set(3);
        }
        final byte[] whole = Files.readAllBytes(file);
        final long seed = 20260101;
        final Random random = new Random(seed);
        for (int round = 0; round < 2000; round++) {
            final byte[] damaged = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = random.nextInt(8); i >= 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(Math.min(damaged.length, 1 + random.nextInt(700)))] = (byte) random.nextInt();
            }
            final Path copy = folder.resolve("copy" + round % 50);
            Files.deleteIfExists(copy);
            Files.write(copy, damaged);
            try {
                final EngineCounters counters = EngineCounters.readOnly(copy);
                counters.forEach((id, type, label, value) -> assertTrue(label.length() <= 380));
                counters.owner(0);
                counters.isLive();
            } catch (final EngineException refused) {
                assertEquals(EngineException.Category.IO, refused.category(), "seed " + seed + " round " + round);
            }
        }
    }

    private static String messageOf(final Path file) {
        final EngineException refused = assertThrows(EngineException.class, () -> EngineCounters.readOnly(file));
        assertEquals(EngineException.Category.IO, refused.category());
        return refused.getMessage();
    }

    @Test
    void readersNeverSeeHalfACounterWhileRecordsAreReused() throws InterruptedException {
        final EngineCounters counters = EngineCounters.inMemory(3);
        final AtomicReference<String> wrong = new AtomicReference<>();
        final Thread churn = new Thread(() -> {
            for (int i = 0; i < 40_000; i++) {
                final CounterType type = i % 2 == 0 ? CounterType.STAGE_IN : CounterType.POOL_COPIES;
                final EngineCounter counter = counters.allocate(type, type.name(), type + (i % 2 == 0 ? "" : " and something longer"));
                counter.set(type.id());
                counter.free();
            }
        });
        churn.start();
        while (churn.isAlive()) {
            counters.forEach((id, type, label, value) -> {
                if (!label.startsWith(type.name()) || value != 0 && value != type.id()) {
                    wrong.set(type + " \"" + label + "\" " + value);
                }
            });
        }
        churn.join();
        assertEquals(null, wrong.get());
    }

    @Test
    void isSharedByManyAllocatingThreads() throws InterruptedException {
        final EngineCounters counters = EngineCounters.inMemory(400);
        final List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            final int thread = t;
            threads.add(new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    counters.allocate(CounterType.STAGE_CUSTOM, thread + "/" + i).set(thread * 1000L + i);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (final Thread thread : threads) {
            thread.join();
        }
        final Map<String, Long> values = values(counters);
        assertEquals(400, values.size());
        assertEquals(3099L, values.get("STAGE_CUSTOM 3/99"));
        assertFalse(values.containsValue(4000L));
    }
}
