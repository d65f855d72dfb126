package io.penstock.examples;

import io.penstock.codecs.mp4.Mp4Chapter;
import io.penstock.codecs.mp4.Mp4File;
import io.penstock.error.EngineException;
import io.penstock.rtc.record.RecordingHead;
import io.penstock.rtc.record.RecordingNote;
import io.penstock.rtc.record.RecordingVerifier;
import io.penstock.rtc.record.Verification;
import io.penstock.rtc.record.Verification.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks recordings of rooms: whether anything was changed since, where, and who had the floor when. */
@Command(name = "record-verify", mixinStandardHelpOptions = true,
    description = "Checks recordings of rooms: whether a byte was changed, or a fragment removed, moved or cut off, and where.",
    footer = {"", "Ends with 0 if all files are whole and as they were written, and with 1 if one is not."})
final class RecordVerify implements Callable<Integer> {
    private static final int MOST_LINES = 20;

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Recordings (MP4).")
    private List<Path> files;
    @Option(names = "--key", paramLabel = "FILE", description = "They must be signed with this key: its public half in Base64, PEM lines or not.")
    private Path key;
    @Option(names = "--notes", description = "Also shows all notes: consents, losses, and what else was noted.")
    private boolean notes;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        final PrintWriter out = spec.commandLine().getOut();
        final byte[] trusted = key == null ? null : trusted();
        boolean intact = true;
        for (final Path file : files) {
            final Verification v = RecordingVerifier.verify(file, trusted);
            intact &= v.verdict() == Verdict.INTACT;
            show(file, v, out);
        }
        out.flush();
        return intact ? 0 : 1;
    }

    private byte[] trusted() throws IOException {
        if (!Files.isReadable(key)) {
            throw new ParameterException(spec.commandLine(), "--key: there is no file " + key);
        }
        try {
            return Base64.getDecoder().decode(Files.readString(key).lines().filter(line -> !line.startsWith("-"))
                .map(String::strip).collect(Collectors.joining()));
        } catch (final IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--key " + key + ": expected the public key in Base64 (" + e.getMessage() + ")");
        }
    }

    private void show(final Path file, final Verification v, final PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %s%n", file, switch (v.verdict()) {
            case INTACT -> "INTACT: each byte is as it was written";
            case UNFINISHED -> "UNFINISHED: what is there is as it was written, but the end is missing; cut off, or its writer was killed";
            case ALTERED -> "ALTERED: " + v.findings().size() + (v.findings().size() == 1 ? " place" : " places");
        });
        v.findings().stream().limit(MOST_LINES).forEach(f -> out.println("  ! " + f));
        if (v.findings().size() > MOST_LINES) {
            out.println("  ! and " + (v.findings().size() - MOST_LINES) + " more");
        }
        if (v.head() != null) {
            head(v.head(), out);
        }
        out.printf(Locale.ROOT, "  %,d bytes, %d fragments good%s%n", v.bytes(), v.fragments(),
            v.lastAt() == null ? "" : ", the last of " + v.lastAt());
        out.println("  " + switch (v.signature()) {
            case UNSIGNED -> "not signed: whoever can write the file could have made all of it anew; compare the checksum with one kept elsewhere";
            case KEY_OF_THE_FILE -> v.vouched() + " of them signed, with the key in the file, which was compared with none (--key)";
            case TRUSTED_KEY -> v.vouched() + " of them signed, with the trusted key";
        });
        out.println("  checksum " + (v.latest().isEmpty() ? "none" : v.latest()));
        floor(file, out);
        if (notes) {
            for (final RecordingNote note : v.notes()) {
                out.println("  " + note.at() + ' ' + note.kind() + ' ' + printable(note.who() + ": " + note.detail()));
            }
        }
    }

    private static void head(final RecordingHead head, final PrintWriter out) {
        out.println(printable("  recording " + head.id() + " of " + head.subject() + " in room " + head.room() + ", begun " + head.startedAt()
            + (head.retainUntil() == null ? "" : ", to be kept until " + head.retainUntil())));
        for (final RecordingHead.Participant p : head.participants()) {
            out.println(printable("  participant " + p.id() + ": " + p.name() + ", " + p.role().toLowerCase(Locale.ROOT)));
        }
        for (final RecordingHead.Consent c : head.consents()) {
            out.println(printable("  consent of " + c.id() + ": " + (c.given() ? "given " : "withdrawn ") + c.at()));
        }
    }

    private static void floor(final Path file, final PrintWriter out) {
        try (Mp4File movie = Mp4File.open(file)) {
            for (final Mp4Chapter chapter : movie.chapters()) {
                final double seconds = chapter.startNs() / 1e9;
                out.printf(Locale.ROOT, "  %3d:%06.3f %s%n", (int) (seconds / 60), seconds % 60, printable(chapter.title()));
            }
        } catch (final EngineException e) {
            out.println("  who had the floor cannot be read: " + printable(e.getMessage()));
        }
    }

    /** Without what would move the cursor. */
    private static String printable(final String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
