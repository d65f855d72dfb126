package io.penstock.examples.rooms;

import io.penstock.rtc.record.RecordingNote;
import io.penstock.rtc.record.RecordingVerifier;
import io.penstock.rtc.record.Verification;
import io.penstock.rtc.still.SignedStill;
import io.penstock.rtc.still.StillOccasion;
import io.penstock.rtc.still.StillRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Checks everything in the folder of a claim: each still, each recording, and that they are of one another: the recordings say which stills were
 * taken, so none can be removed, added or replaced.
 */
final class ClaimFolder {
    private static final int DEPTH = 3;
    private final Path folder;
    private final byte[] key;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> noted = new LinkedHashMap<>();
    private final Map<String, String> present = new HashMap<>();
    private int recordings;

    /** What was found of a file. */
    record Finding(String file, boolean intact, String words) {
        String line() {
            return (intact ? "intact   " : "CHANGED  ") + file + ": " + words;
        }
    }

    private ClaimFolder(final Path folder, final byte[] key) {
        this.folder = folder;
        this.key = key;
    }

    /** {@code key}: what must have signed; null = the keys in the files. */
    static List<Finding> check(final Path folder, final byte[] key) throws IOException {
        final List<Path> files;
        try (Stream<Path> all = Files.walk(folder, DEPTH)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        final ClaimFolder claim = new ClaimFolder(folder, key);
        for (final Path file : files) {
            if (file.toString().endsWith(".mp4")) {
                claim.recording(file);
            }
        }
        for (final Path file : files) {
            if (file.toString().endsWith(".png")) {
                claim.still(file);
            }
        }
        claim.noted.keySet().stream().filter(name -> !claim.present.containsKey(name))
            .forEach(name -> claim.findings.add(new Finding(name, false, "is missing: a recording says that it was taken")));
        return claim.findings;
    }

    private void recording(final Path file) {
        final Verification found = RecordingVerifier.verify(file, key);
        recordings++;
        for (final RecordingNote note : found.notes()) {
            final int space = note.detail().indexOf(' ');
            if (note.kind().equals(ClaimDesk.ASK) && space > 0) {
                noted.put(note.detail().substring(0, space), note.detail().substring(space + 1));
            }
        }
        final boolean intact = found.verdict() == Verification.Verdict.INTACT && (key == null || found.signature() == Verification.Trust.TRUSTED_KEY);
        findings.add(new Finding(folder.relativize(file).toString(), intact, found.verdict() + ", " + found.fragments() + " fragments, "
            + found.signature() + (found.findings().isEmpty() ? "" : ": " + found.findings().get(0))));
    }

    private void still(final Path file) throws IOException {
        final byte[] bytes = Files.readAllBytes(file);
        final String name = file.getFileName().toString();
        final String sha = SignedStill.sha256(bytes);
        final SignedStill.Checked checked = SignedStill.check(bytes, key);
        present.put(name, sha);
        String trouble = checked.finding();
        if (checked.intact() && recordings > 0 && !sha.equals(noted.get(name))) {
            trouble = noted.containsKey(name) ? "is another still than the recording says" : "no recording says that it was taken";
        }
        findings.add(new Finding(folder.relativize(file).toString(), trouble.isEmpty(), trouble.isEmpty() ? describe(checked.record()) + ", "
            + checked.signature() : trouble));
    }

    private static String describe(final StillRecord record) {
        final StillOccasion occasion = record.occasion();
        return "claim " + occasion.claim() + ", " + occasion.label() + ", taken by " + occasion.takenBy() + " of " + occasion.participant()
            + " at " + occasion.takenAt() + (occasion.mediaTimeMs() < 0 ? "" : " (" + occasion.mediaTimeMs() / 1000.0 + " s into the recording)")
            + ", " + record.width() + 'x' + record.height();
    }
}
