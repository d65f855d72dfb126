package io.penstock.examples.rooms;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.penstock.examples.report.RoomPage;
import io.penstock.rtc.record.RecordingNote;
import io.penstock.rtc.record.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What came of a hearing.
 *
 * @param title    headline.
 * @param seconds  its length.
 * @param settle   seconds at the start that are left out of the figures.
 * @param picture  what the cameras sent.
 * @param seats    figures of each participant.
 * @param floors   who had the floor from when.
 * @param proofs   what the recordings prove.
 * @param minutes  what happened, in lines.
 */
record HearingReport(String title, int seconds, int settle, String picture, List<SeatFigures> seats, List<Floor> floors, List<Proof> proofs,
                     List<String> minutes) {
    /** One seat: what was there, and each second of it. */
    record SeatFigures(String id, double lossPercent, int rttMs, SeatMeter.Figures figures, List<SeatMeter.Second> timeline) { }

    /** From a time on somebody has the floor; empty = nobody. */
    record Floor(double at, String id) { }

    /** What a recording proves. */
    record Proof(String file, long bytes, String verdict, String signature, long fragments, double seconds, List<String> spoke,
                 boolean flippedByteFound) { }

    static Proof proof(final Path file, final long bytes, final Verification verified, final boolean found) {
        final List<String> spoke = new ArrayList<>();
        for (final RecordingNote note : verified.notes()) {
            if (note.kind().equals(RecordingNote.FLOOR)) {
                spoke.add(note.at().toString().substring(11, 19) + ' ' + note.detail());
            }
        }
        return new Proof(file.toString(), bytes, verified.verdict().name(), verified.signature().name(), verified.fragments(), 0, spoke, found);
    }

    void write(final Path json, final Path html) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), this);
        final RoomPage page = new RoomPage(title, seconds + " s, " + seats.size() + " participants, " + picture);
        page.note("Latency from camera to screen by a stamp in each picture, from voice to loudspeaker by markers in the sound; the first "
            + settle + " s are left out of the figures.");
        seatTable(page, seats);
        for (final boolean pictures : new boolean[] {true, false}) {
            for (final SeatFigures seat : seats) {
                seat.timeline().forEach(second -> page.point(pictures ? "Pictures, 99th percentile of each second"
                    : "Sound, 99th percentile of each second", seat.id(), second.at(), pictures ? second.pictureMs() : second.soundMs()));
            }
        }
        final List<RoomPage.Span> spans = new ArrayList<>();
        for (int i = 0; i < floors.size(); i++) {
            final double end = i + 1 < floors.size() ? floors.get(i + 1).at() : seconds;
            if (!floors.get(i).id().isEmpty()) {
                spans.add(new RoomPage.Span(floors.get(i).id(), floors.get(i).at(), end));
            }
        }
        page.spans("Who had the floor", seconds, spans);
        proofTable(page, proofs);
        page.lines("Minutes", minutes);
        page.write(html);
    }

    /** What other scenarios show as well. */
    static void tables(final RoomPage page, final List<SeatFigures> seats, final List<Proof> proofs) {
        seatTable(page, seats);
        proofTable(page, proofs);
    }

    private static void seatTable(final RoomPage page, final List<SeatFigures> seats) {
        final List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("seat", "network", "picture p50", "p99", "max", "shown", "damaged", "pauses > 200 ms", "sound p50", "p99", "max",
            "made up"));
        seats.forEach(seat -> rows.add(row(seat)));
        page.table("At each seat, milliseconds", rows);
    }

    private static void proofTable(final RoomPage page, final List<Proof> proofs) {
        final List<List<String>> files = new ArrayList<>();
        files.add(List.of("recording", "MB", "verdict", "signature", "fragments", "a flipped byte", "had the floor"));
        proofs.forEach(proof -> files.add(List.of(proof.file(), String.format(Locale.ROOT, "%.1f", proof.bytes() / 1e6), proof.verdict(),
            proof.signature(), String.valueOf(proof.fragments()), proof.flippedByteFound() ? "is found" : "is NOT found",
            String.join(" · ", proof.spoke()))));
        page.table("What the recordings prove", files);
    }

    private static List<String> row(final SeatFigures seat) {
        final SeatMeter.Figures f = seat.figures();
        return List.of(seat.id(), seat.lossPercent() > 0 || seat.rttMs() > 0 ? seat.lossPercent() + " % lost, RTT +" + seat.rttMs() + " ms" : "good",
            ms(f.pictureP50Ms()), ms(f.pictureP99Ms()), ms(f.pictureMaxMs()), String.valueOf(f.pictures()), String.valueOf(f.damaged()),
            String.valueOf(f.stalls()), ms(f.soundP50Ms()), ms(f.soundP99Ms()), ms(f.soundMaxMs()),
            String.format(Locale.ROOT, "%.2f %%", f.concealedPercent()));
    }

    private static String ms(final double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    String text() {
        return text(seats, proofs);
    }

    static String text(final List<SeatFigures> seats, final List<Proof> proofs) {
        final StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%n%-20s %-24s %9s %9s %9s %9s %9s%n", "seat", "network", "pict p50",
            "p99", "sound p50", "p99", "made up"));
        for (final SeatFigures seat : seats) {
            final List<String> row = row(seat);
            text.append(String.format(Locale.ROOT, "%-20s %-24s %9s %9s %9s %9s %9s%n", row.get(0), row.get(1), row.get(2), row.get(3), row.get(8),
                row.get(9), row.get(11)));
        }
        proofs.forEach(proof -> text.append(String.format(Locale.ROOT, "%s: %s, signature %s, %d fragments, a flipped byte %s%n", proof.file(),
            proof.verdict(), proof.signature(), proof.fragments(), proof.flippedByteFound() ? "is found" : "is NOT found")));
        return text.toString();
    }
}
