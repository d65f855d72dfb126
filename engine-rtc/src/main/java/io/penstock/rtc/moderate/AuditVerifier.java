package io.penstock.rtc.moderate;

import io.penstock.error.EngineException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Finds the first line of an {@link Audit} that was changed, removed, inserted or moved. Bytes are hostile. */
public final class AuditVerifier {
    /** A longer line is none of ours. */
    static final int MOST_LINE_BYTES = 1 << 16;
    /** Between what is hashed and its hash. */
    static final String HASH = ",\"hash\":\"";
    private static final String PREVIOUS = ",\"previous\":\"";
    private static final int HEX = 64;
    private static final int TAIL = HASH.length() + HEX + 2;

    /**
     * What was found.
     *
     * @param lines           lines that are as they were written, from the first on.
     * @param bytes           what they take in the file.
     * @param unfinishedBytes bytes of a line that was not finished when the process was killed; 0 = none.
     * @param firstBadLine    number of the first line, from 1, that is not as it was written; 0 = none.
     * @param finding         what is wrong with it; empty = nothing.
     * @param latest          hash of the last good line, hexadecimal.
     */
    public record Result(long lines, long bytes, int unfinishedBytes, long firstBadLine, String finding, String latest) {
        /**
         * Whether all is as it was written, but for an unfinished last line.
         *
         * @return true if so.
         */
        public boolean isIntact() {
            return firstBadLine == 0;
        }
    }

    private final MessageDigest sha = Audit.sha256();
    private String previous = Audit.FIRST;

    private AuditVerifier() {
    }

    /**
     * Verifies a log.
     *
     * @param path the file.
     * @return what was found.
     * @throws EngineException if it cannot be read.
     */
    public static Result verify(final Path path) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(path), MOST_LINE_BYTES)) {
            return new AuditVerifier().read(in);
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "audit " + path + ": cannot be read: " + e, e);
        }
    }

    private Result read(final InputStream in) throws IOException {
        final byte[] line = new byte[MOST_LINE_BYTES];
        long lines = 0;
        long bytes = 0;
        int length = 0;
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (length == MOST_LINE_BYTES) {
                return new Result(lines, bytes, 0, lines + 1, "longer than " + MOST_LINE_BYTES + " bytes", previous);
            }
            line[length++] = (byte) b;
            if (b == '\n') {
                final String finding = check(line, length - 1, lines + 1);
                if (!finding.isEmpty()) {
                    return new Result(lines, bytes, 0, lines + 1, finding, previous);
                }
                lines++;
                bytes += length;
                length = 0;
            }
        }
        return new Result(lines, bytes, length, 0, "", previous);
    }

    /** What is wrong with a line; empty if nothing. */
    private String check(final byte[] a, final int length, final long number) {
        final int hashed = length - TAIL;
        final String tail = hashed < 0 ? "" : new String(a, hashed, TAIL, StandardCharsets.ISO_8859_1);
        if (!tail.startsWith(HASH) || !tail.endsWith("\"}")) {
            return "does not end with its hash";
        }
        final String hash = tail.substring(HASH.length(), HASH.length() + HEX);
        sha.update(a, 0, hashed);
        if (!hash.equals(HexFormat.of().formatHex(sha.digest()))) {
            return "was changed: its hash is another";
        }
        final String text = new String(a, 0, hashed, StandardCharsets.UTF_8);
        if (!text.endsWith(PREVIOUS + previous + '"')) {
            return "does not follow the line before: lines were removed, inserted or moved";
        }
        if (!text.startsWith("{\"n\":" + number + ',')) {
            return "has another number than its place";
        }
        previous = hash;
        return "";
    }
}
