package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When RTCP may go (RFC 4585, section 3.5), and which requests for key frames are answered. */
class RtcpTimingTest {
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1_000 * MS;

    private static List<Long> reports(final RtcpTiming timing, final int bytes, final long endNs) {
        final List<Long> at = new ArrayList<>();
        for (long now = 0; now < endNs; now += MS) {
            if (timing.isRegularDue(now)) {
                timing.sent(now, bytes, true);
                at.add(now);
            }
        }
        return at;
    }

    @Test
    void regularReportsAreASecondApartGiveOrTakeHalf() {
        final List<Long> at = reports(new RtcpTiming(3, SECOND, 0, 0), 100, 1000 * SECOND);
        assertTrue(at.get(0) < 750 * MS, "the first comes sooner");
        assertEquals(1000, at.size(), 50);
        for (int i = 1; i < at.size(); i++) {
            final long distance = at.get(i) - at.get(i - 1);
            assertTrue(distance >= 500 * MS && distance <= 1501 * MS, distance + " ns");
        }
    }

    @Test
    void twoPartiesDoNotRunInStep() {
        final List<Long> one = reports(new RtcpTiming(3, SECOND, 0, 0), 100, 100 * SECOND);
        final List<Long> other = reports(new RtcpTiming(4, SECOND, 0, 0), 100, 100 * SECOND);
        one.retainAll(other);
        assertTrue(one.size() < 5, one.toString());
    }

    @Test
    void reportsTakeNoMoreThanHalfOfFivePercentOfANarrowSession() {
        final int sessionBps = 16_000;
        final List<Long> at = reports(new RtcpTiming(5, SECOND, sessionBps, 0), 172, 1000 * SECOND);
        assertEquals(sessionBps * 0.05 / 2, at.size() * 200 * 8 / 1000.0, 60);
    }

    @Test
    void whatIsMeasuredNeverStopsTheReports() {
        final RtcpTiming timing = new RtcpTiming(5, SECOND, 0, 0);
        timing.measured(1);
        assertTrue(reports(timing, 100, 100 * SECOND).size() > 80);
    }

    @Test
    void feedbackGoesAtOnceUntilItTakesMoreThanItsShare() {
        final int sessionBps = 2_000_000;
        final RtcpTiming timing = new RtcpTiming(6, SECOND, sessionBps, 0);
        assertTrue(timing.mayFeedBack(0));
        long bytes = 0;
        for (long now = 0; now < 60 * SECOND; now += MS) {
            if (timing.mayFeedBack(now)) {
                timing.sent(now, 100, false);
                bytes += 128;
                assertTrue(timing.feedbackNs(now) - now < 30 * MS, "what waits does not wait long");
            }
        }
        assertEquals(sessionBps * 0.05 / 2, bytes * 8 / 60.0, 1000);
        assertTrue(timing.mayFeedBack(61 * SECOND));
    }

    @Test
    void feedbackThatWaitsGoesWhenItWasSaid() {
        final RtcpTiming timing = new RtcpTiming(6, SECOND, 0, 0);
        while (timing.mayFeedBack(0)) {
            timing.sent(0, 100, false);
        }
        final long due = timing.feedbackNs(0);
        assertTrue(due > 0 && !timing.mayFeedBack(due - 2));
        assertTrue(timing.mayFeedBack(due + 1));
    }

    @Test
    void answersAKeyframeRequestAtOnceAndThoseThatCrossedItNotAgain() {
        final KeyframeAnswers answers = new KeyframeAnswers();
        assertTrue(answers.asked(SECOND, 50 * MS));
        assertFalse(answers.asked(SECOND + 40 * MS, 50 * MS));
        assertEquals(Long.MAX_VALUE, answers.dueNs(), "it was on the way when the key frame was");
        assertFalse(answers.asked(SECOND + 60 * MS, 50 * MS));
        assertFalse(answers.asked(SECOND + 70 * MS, 50 * MS));
        assertEquals(SECOND + KeyframeAnswers.DISTANCE_NS, answers.dueNs());
        assertFalse(answers.isDue(SECOND + 100 * MS));
        assertTrue(answers.isDue(SECOND + KeyframeAnswers.DISTANCE_NS), "that key frame was lost, it seems");
        assertFalse(answers.isDue(SECOND + 900 * MS));
        assertTrue(answers.asked(2 * SECOND, 50 * MS));
    }

    @Test
    void doesNotBelieveARoundTripOfHours() {
        final KeyframeAnswers answers = new KeyframeAnswers();
        assertTrue(answers.asked(0, 0));
        assertTrue(answers.asked(600 * MS, 3600 * SECOND));
    }
}
