package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.ThreadingMode;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls with a codec that costs nothing, over real sockets. Figures depend on the machine: only that they are there is tested. */
class MeasuredCallsTest {
    @Test
    @Timeout(120)
    void twoCallsAtOnceAreSeenAndHeard() {
        final StringWriter out = new StringWriter();
        final CallFigures figures = MeasuredCalls.both(new CallSetup(CallCodec.PASS_THROUGH, 2, 2, ThreadingMode.SHARED, 320, 240, 15, 400_000, 0, 0,
            0, 1), new PrintWriter(out, true));
        assertTrue(figures.video().sent() > 60 && figures.video().seen().getTotalCount() > 0, figures.toString());
        assertTrue(figures.audio().sent() > 200 && figures.audio().seen().getTotalCount() > 0, figures.toString());
        assertEquals(figures.video().corrected().getTotalCount(), figures.video().sent(), 60);
        assertTrue(figures.video().engine().getTotalCount() > 0 && figures.audio().engine().getTotalCount() > 0);
        assertTrue(out.toString().contains("warmed up"), out.toString());
    }
}
