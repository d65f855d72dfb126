package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.ForwardStatistics;
import io.penstock.rtc.statistics.DirectionQuality;
import io.penstock.rtc.statistics.Limitation;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.StreamQuality;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberQualityTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private final MemberQuality member = new MemberQuality("ann", 7);

    /** So many seconds of 100 packets up, 2 of them lost and 1 repaired, and 125,000 bytes down. */
    private static ForwardStatistics measured(final int seconds, final double rttMs, final int targetBps, final boolean whole) {
        return new ForwardStatistics(7, true, targetBps, rttMs, 30, 0, 0, 0, 125_000L * seconds, 0, 0,
            List.of(new ForwardStatistics.Published(3, MediaKind.VIDEO, 0, 97L * seconds, 400_000, 2L * seconds, 4, 3, seconds, 0, 0, 0)),
            List.of(new ForwardStatistics.Received(9, MediaKind.VIDEO, 0, whole, false, 1, 0, 0, 0, 0)));
    }

    private static ParticipantQuality report(final int streams) {
        final DirectionQuality up = new DirectionQuality(55, 9, 1, 300_000, Limitation.CPU, List.of());
        final DirectionQuality down = new DirectionQuality(55, 9, 1, 2, Limitation.NONE,
            Collections.nCopies(streams, new StreamQuality(9, MediaKind.VIDEO, 500_000, 15, 1, 2, 60, 180, null)));
        return new ParticipantQuality("ann", 1, up, down);
    }

    @Test
    void whatTheServerMeasuresGoesFirstAndTheParticipantTellsTheRest() {
        member.reported(report(1), 0);
        member.merged(measured(1, 40, 2_000_000, true), SECOND_NS, 1);
        final ParticipantQuality all = member.merged(measured(3, 40, 2_000_000, true), 3 * SECOND_NS, 1234);
        assertEquals(1234, all.atMs());
        assertEquals(40, all.up().rttMs());
        assertEquals(3, all.up().lossPercent(), "2 of 100 missing for good, and one that was repaired");
        assertEquals(400_000, all.up().bitrateBps());
        assertEquals(300_000, all.up().estimateBps(), "only the sender knows");
        assertEquals(Limitation.CPU, all.up().limitation());
        assertEquals(3, all.up().streams().get(0).track());
        assertEquals(4, all.up().streams().get(0).jitterMs());
        assertEquals(3, all.down().lossPercent());
        assertEquals(1_000_000, all.down().bitrateBps());
        assertEquals(2_000_000, all.down().estimateBps());
        assertEquals(180, all.down().streams().get(0).endToEndMs(), "only the receiver knows");
    }

    @Test
    void whatTheServerDoesNotKnowIsWhatTheParticipantSays() {
        member.reported(report(1), 0);
        final ParticipantQuality all = member.merged(measured(1, 0, 0, true), SECOND_NS, 1);
        assertEquals(55, all.up().rttMs());
        assertEquals(9, all.up().lossPercent(), "nothing can be said after one look");
        assertEquals(9, all.down().lossPercent());
        assertEquals(2, all.down().estimateBps());
    }

    @Test
    void picturesThatAreHeldBackForWantOfBandwidthAreSaidToBe() {
        assertEquals(Limitation.BANDWIDTH, member.merged(measured(1, 40, 100_000, false), SECOND_NS, 1).down().limitation());
    }

    @Test
    void whatWasReportedLongAgoSaysNothing() {
        member.reported(report(1), 0);
        assertEquals(1, member.merged(measured(1, 40, 1, true), 10 * SECOND_NS, 1).down().streams().size());
        assertEquals(0, member.merged(measured(1, 40, 1, true), 11 * SECOND_NS, 1).down().streams().size());
    }

    @Test
    void roundTripsThatCannotBeAreNotKnownAndStreamsAreAsManyAsAreSent() {
        member.reported(report(64), 0);
        final ParticipantQuality all = member.merged(measured(1, 1e9, 1, true), SECOND_NS, 1);
        assertEquals(55, all.down().rttMs());
        assertEquals(17, all.down().streams().size(), "one that it gets, and some that may just have ended");
    }
}
