package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a map of the JDK. */
class IntTableTest {
    private static final int[] SPREADS = {1, 16, 4096, 0x9E37_79B1};

    @Test
    void findsWhatWasPutWhateverWasRemovedInBetween() {
        final long seed = Long.getLong("penstock.seed", 5);
        final Random random = new Random(seed);
        for (final int numbersApart : SPREADS) {
            final IntTable<Object> table = new IntTable<>();
            final Map<Integer, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < 20_000; i++) {
                final int number = (random.nextInt(300) - 100) * numbersApart;
                if (!map.containsKey(number) && random.nextBoolean()) {
                    final Object value = new Object();
                    map.put(number, value);
                    table.put(number, value);
                } else if (random.nextBoolean()) {
                    assertSame(map.remove(number), table.remove(number), "seed " + seed);
                }
                assertSame(map.get(number), table.get(number), "seed " + seed);
                if (i % 100 == 0) {
                    assertEquals(new ArrayList<>(map.values()), table.values(), "in order, seed " + seed);
                    map.forEach((known, value) -> assertSame(value, table.get(known), "seed " + seed));
                }
            }
        }
    }
}
