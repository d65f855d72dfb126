package io.penstock.examples.rooms;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.penstock.examples.report.RoomPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of a day at a service desk.
 *
 * @param seconds its length.
 * @param picture what the cameras sent.
 * @param calls   one after another.
 * @param seats   figures of each participant of each call.
 * @param proofs  what the recordings prove.
 * @param minutes what happened, in lines.
 */
record ServiceReport(double seconds, String picture, List<Call> calls, List<HearingReport.SeatFigures> seats, List<HearingReport.Proof> proofs,
                     List<String> minutes) {
    /**
     * One call; times in seconds since the start, null where it did not come to that.
     *
     * @param call             room.
     * @param arrivedAt        when the customer came.
     * @param place            in the queue then: 1 is next.
     * @param answeredAt       when it first heard an agent.
     * @param agent            who answered.
     * @param listenedAt       when the supervisor first heard the call.
     * @param supervisorHeard  when the customer first heard the supervisor.
     * @param heardTooSoon     whether that was before the supervisor had taken over.
     * @param transferMs       from taking over to being heard.
     * @param reconnects       how often the customer lost its connection and came back.
     * @param endedAt          when it was over.
     * @param outcome          what came of it.
     */
    record Call(String call, double arrivedAt, int place, Double answeredAt, String agent, Double listenedAt, Double supervisorHeard,
                boolean heardTooSoon, Double transferMs, int reconnects, double endedAt, String outcome) { }

    private static String time(final Double at) {
        return at == null ? "-" : String.format(Locale.ROOT, "%.1f s", at);
    }

    private List<List<String>> callRows() {
        final List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("call", "came at", "place", "waited", "agent", "supervisor listens at", "is heard at", "transfer", "came back", "over at",
            "outcome"));
        calls.forEach(call -> rows.add(List.of(call.call(), time(call.arrivedAt()), String.valueOf(call.place()),
            time((call.answeredAt() == null ? call.endedAt() : call.answeredAt()) - call.arrivedAt()), call.agent() == null ? "-" : call.agent(),
            time(call.listenedAt()), time(call.supervisorHeard()) + (call.heardTooSoon() ? " TOO SOON" : ""),
            call.transferMs() == null ? "-" : Math.round(call.transferMs()) + " ms", String.valueOf(call.reconnects()), time(call.endedAt()),
            call.outcome())));
        return rows;
    }

    void write(final Path json, final Path html) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), this);
        final RoomPage page = new RoomPage("Customer service", calls.size() + " calls in " + Math.round(seconds) + " s, " + picture);
        page.note("A call is answered when the customer first hears the agent. The supervisor comes as observer, hears and sees, and is neither "
            + "heard nor seen until it takes over.");
        page.table("Calls", callRows());
        final List<RoomPage.Span> spans = new ArrayList<>();
        for (final Call call : calls) {
            if (call.answeredAt() == null) {
                spans.add(new RoomPage.Span(call.call() + " waits", call.arrivedAt(), call.endedAt()));
                continue;
            }
            spans.add(new RoomPage.Span(call.call() + " waits", call.arrivedAt(), call.answeredAt()));
            spans.add(new RoomPage.Span(call.call() + " " + call.agent(), call.answeredAt(),
                call.supervisorHeard() == null ? call.endedAt() : call.supervisorHeard()));
            if (call.supervisorHeard() != null) {
                spans.add(new RoomPage.Span(call.call() + " supervisor", call.supervisorHeard(), call.endedAt()));
            }
        }
        page.spans("Waiting and talking", seconds, spans);
        HearingReport.tables(page, seats, proofs);
        page.lines("Minutes", minutes);
        page.write(html);
    }

    String text() {
        final StringBuilder text = new StringBuilder(System.lineSeparator());
        for (final List<String> row : callRows()) {
            text.append(String.format(Locale.ROOT, "%-8s %8s %5s %8s %-8s %21s %11s %9s %9s %8s  %s%n", row.toArray()));
        }
        return text + HearingReport.text(seats, proofs);
    }
}
