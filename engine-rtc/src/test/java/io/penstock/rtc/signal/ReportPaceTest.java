package io.penstock.rtc.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReportPaceTest {
    private static final long MS = 1_000_000L;

    @Test
    void letsWhoReportsEverySecondByAnUnsteadyClockThrough() {
        final ReportPace pace = new ReportPace(-5);
        for (int second = 0; second < 100; second++) {
            assertTrue(pace.take(1000 * MS * second + (second % 2 == 0 ? 200 : -200) * MS), "second " + second);
        }
    }

    @Test
    void takesOneASecondOfAFlood() {
        final ReportPace pace = new ReportPace(0);
        int taken = 0;
        for (int ms = 0; ms < 60_000; ms += 5) {
            taken += pace.take(ms * MS) ? 1 : 0;
        }
        assertEquals(61, taken, "one a second, and one to begin with");
    }

    @Test
    void doesNotSaveUp() {
        final ReportPace pace = new ReportPace(0);
        assertTrue(pace.take(3600_000 * MS));
        assertFalse(pace.take(3600_499 * MS));
        assertTrue(pace.take(3600_500 * MS));
        assertFalse(pace.take(3601_001 * MS));
    }
}
