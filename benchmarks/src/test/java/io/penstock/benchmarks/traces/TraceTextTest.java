package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TraceTextTest {
    private static final String TEXT = """
        penstock-trace 1 mine
        # a test
        v 65535 90000 1188 k 0 23012
        v 65536 90000 640 km 500 lost
        a 7 0 95 - 0 22700 22900

        a 8 960 95 m 20000 42700
        """;

    @Test
    void readsWhatItSaysAndWritesTheSame() {
        final LinkTrace trace = TraceText.read(TEXT);
        assertEquals("mine", trace.name());
        assertEquals("a test", trace.described());
        assertEquals(new TracePacket(Medium.VIDEO, 65_535, 90_000, 1188, true, false, 0, List.of(23_012_000L)), trace.packets().get(0));
        assertEquals(new TracePacket(Medium.VIDEO, 65_536, 90_000, 640, true, true, 500_000, List.of()), trace.packets().get(1));
        assertEquals(List.of(22_700_000L, 22_900_000L), trace.packets().get(2).arrivalsNs());
        assertEquals(TEXT.replace("\n\n", "\n"), TraceText.write(trace));
    }

    @Test
    void namesTheLineThatIsWrong() {
        assertSays("line 1: no trace", "hello");
        assertSays("line 1: name", "penstock-trace 1 ../../etc");
        assertSays("line 1: no packets", "penstock-trace 1 empty");
        assertSays("line 3: medium", TEXT.replace("v 65535", "x 65535"));
        assertSays("line 3: flags", TEXT.replace(" k ", " key "));
        assertSays("line 4: sequence number 65537: accepted is the one after", TEXT.replace("65536", "65537"));
        assertSays("line 4: time of arrival \"late\"", TEXT.replace("lost", "late"));
        assertSays("line 5: bytes 5", TEXT.replace("a 7 0 95", "a 7 0 5"));
        assertSays("line 7: 6 fields", TEXT.replace("20000 42700", "20000"));
    }

    private static void assertSays(final String what, final String text) {
        final String message = assertThrows(IllegalArgumentException.class, () -> TraceText.read(text)).getMessage();
        assertTrue(message.startsWith(what), message);
    }

    @Test
    void readsOrRefusesDamagedTextWithoutAnythingWorse() {
        final long seed = Long.getLong("penstock.fuzz.seed", 20261123);
        final Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            final StringBuilder text = new StringBuilder(TEXT);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                text.setCharAt(random.nextInt(text.length()), (char) (random.nextBoolean() ? 32 + random.nextInt(95) : random.nextInt(256)));
            }
            try {
                final LinkTrace trace = TraceText.read(text.toString());
                assertEquals(trace.packets(), TraceText.read(TraceText.write(trace)).packets(), "seed " + seed);
            } catch (final IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("line "), "seed " + seed + ": " + e);
            }
        }
    }
}
