package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreatestCountTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 7, 8, 9, 100, 1000, 1001, 5000})
    void findsTheLastCountThatIsCarried(final int limit) throws Exception {
        assertEquals(Math.min(limit, 1001), GreatestCount.search(8, 1001, 0, count -> count <= limit));
    }

    @Test
    void forgivesOneBadMoment() throws Exception {
        final AtomicInteger tries = new AtomicInteger();
        assertEquals(50, GreatestCount.search(10, 200, 0, count -> count <= 50 && tries.getAndIncrement() % 2 == 1));
    }

    @Test
    void stopsWhereMoreWouldOnlyBeNoise() throws Exception {
        final AtomicInteger tries = new AtomicInteger();
        final int found = GreatestCount.search(10, 10_000, 0.05, count -> {
            tries.incrementAndGet();
            return count <= 1000;
        });
        assertTrue(found > 950 && found <= 1000, "found " + found);
        assertTrue(tries.get() < 20, tries + " tries");
    }
}
