package io.penstock.examples.rooms;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.penstock.examples.report.RoomPage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What came of a claim's call.
 *
 * @param claim      its number.
 * @param seconds    length of the call.
 * @param settle     seconds at the start that are left out of the figures.
 * @param picture    what the cameras sent.
 * @param seats      figures of each participant.
 * @param stills     what was taken.
 * @param failures   stills that were not.
 * @param recordings what the recordings prove.
 * @param checks     what was found of each file.
 * @param minutes    what happened, in lines.
 */
record ClaimReport(String claim, int seconds, int settle, String picture, List<HearingReport.SeatFigures> seats, List<Still> stills,
                   List<String> failures, List<HearingReport.Proof> recordings, List<ClaimFolder.Finding> checks, List<String> minutes) {
    /**
     * A still in figures; milliseconds since the adjuster asked for it.
     *
     * @param file         its name.
     * @param label        what was asked for.
     * @param takenAt      by the server's clock.
     * @param mediaTimeMs  place in the recordings.
     * @param rtpTimestamp of the picture.
     * @param width        pixels.
     * @param height       pixels.
     * @param bytes        of the file.
     * @param sha256       of the file.
     * @param capturedMs   the customer's camera took it; null = that cannot be read in the picture.
     * @param arrivedMs    its first packet was at the server.
     * @param writtenMs    the file was there.
     * @param toldMs       the adjuster knew.
     * @param shows        which scene it looks like most.
     * @param psnrDb       how much, in decibels.
     * @param screenDb     how much the next picture on the adjuster's screen did; null = there was none.
     * @param flipped      how many copies with one changed bit were checked.
     * @param found        in how many the change was found.
     */
    record Still(String file, String label, String takenAt, long mediaTimeMs, long rtpTimestamp, int width, int height, long bytes, String sha256,
                 Double capturedMs, double arrivedMs, double writtenMs, double toldMs, String shows, double psnrDb, Double screenDb, int flipped,
                 int found) { }

    /** Whether all that was asked for is there, is what was asked for, and can be proven. */
    boolean holds(final int asked) {
        return stills.size() == asked && failures.isEmpty() && Proofs.hold(recordings) && checks.stream().allMatch(ClaimFolder.Finding::intact)
            && stills.stream().allMatch(still -> still.found() == still.flipped() && still.shows().equals(still.label()));
    }

    void write(final Path json, final Path html, final Map<String, BufferedImage> pictures) throws IOException {
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), this);
        final RoomPage page = new RoomPage("Claim " + claim, seconds + " s, customer and adjuster, " + picture);
        page.note("Stills are taken at the server from a key frame that the customer's camera is asked for at that moment; each PNG holds its record "
            + "and a signature over every byte.");
        page.note("Latency from camera to screen by a stamp in each picture, from voice to loudspeaker by markers in the sound; the first "
            + settle + " s are left out of the figures.");
        for (final Still still : stills) {
            page.picture(still.label(), pictures.get(still.file()), List.of(still.takenAt() + ", " + still.mediaTimeMs() / 1000.0
                + " s into the recording, RTP " + still.rtpTimestamp(), still.width() + "×" + still.height() + ", " + still.bytes() / 1000
                + " kB, SHA-256 " + still.sha256()));
        }
        final List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("still", "size", "captured", "at the server", "written", "adjuster told", "PSNR", "on the screen",
            "as asked", "flips found"));
        stills.forEach(still -> rows.add(row(still)));
        page.table("From asking to the still, milliseconds", rows);
        HearingReport.tables(page, seats, recordings);
        page.lines("Verification of every file, and of stills against recordings", checks.stream().map(ClaimFolder.Finding::line).toList());
        for (final boolean sight : new boolean[] {true, false}) {
            seats.forEach(seat -> seat.timeline().forEach(second -> page.point(sight ? "Pictures, 99th percentile of each second"
                : "Sound, 99th percentile of each second", seat.id(), second.at(), sight ? second.pictureMs() : second.soundMs())));
        }
        page.lines("Minutes", minutes);
        page.write(html);
    }

    private static List<String> row(final Still still) {
        return List.of(still.label(), still.width() + "×" + still.height(),
            still.capturedMs() == null ? "?" : ms(still.capturedMs()), ms(still.arrivedMs()), ms(still.writtenMs()),
            ms(still.toldMs()), db(still.psnrDb()), still.screenDb() == null ? "-" : db(still.screenDb()),
            still.shows().equals(still.label()) ? "yes" : "NO: " + still.shows(), still.found() + " of " + still.flipped());
    }

    private static String ms(final double value) {
        return String.format(Locale.ROOT, "%.0f", value);
    }

    private static String db(final double value) {
        return String.format(Locale.ROOT, "%.1f dB", value);
    }

    String text() {
        final StringBuilder text = new StringBuilder(HearingReport.text(seats, recordings));
        text.append(String.format(Locale.ROOT, "%n%-26s %8s %8s %8s %8s %8s %8s %8s  %s%n", "still, ms since asking", "size", "camera", "server",
            "written", "told", "PSNR", "screen", "shows it, flips found"));
        for (final Still still : stills) {
            final List<String> row = row(still);
            text.append(String.format(Locale.ROOT, "%-26s %8s %8s %8s %8s %8s %8s %8s  %s, %s%n", row.toArray()));
        }
        failures.forEach(failure -> text.append("NOT TAKEN ").append(failure).append('\n'));
        checks.stream().filter(check -> !check.intact()).forEach(check -> text.append("NOT INTACT ").append(check.file()).append(": ")
            .append(check.words()).append('\n'));
        return text.append(checks.stream().filter(ClaimFolder.Finding::intact).count()).append(" of ").append(checks.size())
            .append(" files verify\n").toString();
    }
}
