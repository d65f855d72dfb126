package io.penstock.rtc.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.statistics.FreezeCause;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.StallQuality;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FreezeReportTest {
    private static void run(final Hall hall, final RoomMedia listener, final QualityReport report, final int seconds) {
        for (int i = 0; i < seconds; i++) {
            hall.run(1);
            report.of("b", listener.statistics());
        }
    }

    @Test
    void aPauseOfThePublisherIsNamedSoInWhatTheReceiverReports() {
        try (Hall hall = new Hall(ForwardConfig.defaults())) {
            final RoomMedia a = hall.join(1, Hall.link(20, 0), s -> Hall.camera(s, 1, Hall.layer(Hall.PICTURE, 200_000)));
            final RoomMedia listener = hall.join(2, Hall.link(20, 0), s -> { });
            final int track = hall.publish(1, a);
            final ReceivedTrack pictures = listener.receive(IncomingTrack.pictures(track, "a", Hall.PICTURE), hall.new Audience());
            hall.forwarder.subscribe(2, track, 0, 0);
            final QualityReport report = new QualityReport(hall.clock);
            run(hall, listener, report, 4);
            assertEquals(Map.of(), pictures.statistics().causes(), hall::report);
            a.published().get(0).pause(true);
            run(hall, listener, report, 2);
            a.published().get(0).pause(false);
            run(hall, listener, report, 3);
            assertEquals(Map.of(FreezeCause.SENDER, 1L), pictures.statistics().causes(), hall::report);
            final ParticipantQuality quality = report.of("b", listener.statistics());
            final StallQuality stalls = quality.down().streams().get(0).stalls();
            assertEquals(Map.of(FreezeCause.SENDER, 1L), stalls.causes());
            assertTrue(stalls.stalls() == 1 && stalls.stalledPercent() > 15, stalls::toString);
        }
    }
}
