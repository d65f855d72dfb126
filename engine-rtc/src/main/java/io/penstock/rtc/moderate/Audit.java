package io.penstock.rtc.moderate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * A log that is only appended to: lines of JSON, each with the SHA-256 of the line before and its own, so that no line can be changed, removed,
 * inserted or moved without all that follow being made anew. Keep {@link #latest} elsewhere (in a recording, in another system) to find
 * that too, and lines cut off the end.
 *
 * <pre>{@code {"n":1,"at":"…","event":"decision",…,"previous":"<64 hex>","hash":"<64 hex>"}}</pre>
 *
 * The hash is that of the line's bytes up to the comma before {@code "hash"}. {@link AuditVerifier} reads it. Any thread.
 */
public final class Audit implements AutoCloseable {
    /** What is before the first line. */
    static final String FIRST = "0".repeat(64);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_WORDS = 4096;
    private static final String RECOVERED = "recovered";

    private final Path path;
    private final InstantSource clock;
    private final FileChannel channel;
    private final MessageDigest sha = sha256();
    private long number;
    private String previous;
    private boolean broken;

    /** How a decision came about. */
    public enum Outcome {
        /** By the moderator, in time. */
        DECIDED,
        /** None came in time. */
        TIMEOUT,
        /** The moderator failed. */
        FAILED,
        /** Too many were waited for already. */
        REFUSED,
        /** There was one, and it could not be done. */
        NOT_DONE
    }

    private Audit(final Path path, final InstantSource clock, final FileChannel channel, final AuditVerifier.Result before) {
        this.path = path;
        this.clock = clock;
        this.channel = channel;
        number = before.lines();
        previous = before.latest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Opens a log, to go on with it if there is one: it is verified first. A last line that a killed process left unfinished is cut off, and
     * a line says so.
     *
     * @param path  the file.
     * @param clock what time it is.
     * @return the log.
     * @throws EngineException if the file cannot be written.
     * @throws CodecException  if the log was changed; the message says in which line.
     */
    public static Audit open(final Path path, final InstantSource clock) {
        Objects.requireNonNull(clock, "clock");
        try {
            final FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() == null) {
                    throw new EngineException(EngineException.Category.STATE, "audit " + path + ": another process writes it");
                }
                final AuditVerifier.Result before = AuditVerifier.verify(path);
                if (before.firstBadLine() > 0) {
                    throw new CodecException("audit " + path + ": line " + before.firstBadLine() + ": " + before.finding()
                        + "; keep the file, and begin another");
                }
                final Audit audit = new Audit(path, clock, channel, before);
                channel.truncate(before.bytes());
                channel.position(before.bytes());
                if (before.unfinishedBytes() > 0) {
                    audit.write(audit.line(RECOVERED).put("unfinishedBytes", before.unfinishedBytes()));
                }
                return audit;
            } catch (final IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (final java.nio.channels.OverlappingFileLockException e) {
            throw new EngineException(EngineException.Category.STATE, "audit " + path + ": is open already", e);
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "audit " + path + ": cannot be opened: " + e, e);
        }
    }

    private ObjectNode line(final String event) {
        return JSON.createObjectNode().put("n", number + 1).put("at", clock.instant().toString()).put("event", event);
    }

    /**
     * Writes what was decided. The evidence itself is not kept: its SHA-256 is.
     *
     * @param evidence on what.
     * @param decision what.
     * @param outcome  how it came about.
     * @param tookNs   how long it took.
     * @throws EngineException if the file cannot be written; nothing more is then.
     */
    public synchronized void decided(final Evidence evidence, final Decision decision, final Outcome outcome, final long tookNs) {
        write(line("decision").put("room", evidence.room()).put("participant", evidence.participant()).put("track", evidence.track())
            .put("kind", word(evidence.kind())).put("takenAt", evidence.at().toString()).put("mediaType", evidence.mediaType())
            .put("evidence", HexFormat.of().formatHex(sha.digest(evidence.bytes()))).put("action", word(decision.action()))
            .put("reason", cut(decision.reason())).put("outcome", word(outcome)).put("tookMs", tookNs / 1_000_000));
    }

    /**
     * Writes anything else worth keeping: who began to moderate, the checksum of a recording.
     *
     * @param event  in a word.
     * @param room   name; may be empty.
     * @param who    participant or person; may be empty.
     * @param detail in words; may be empty.
     * @throws EngineException if the file cannot be written; nothing more is then.
     */
    public synchronized void note(final String event, final String room, final String who, final String detail) {
        write(line(event).put("room", room).put("participant", who).put("detail", detail));
    }

    /** A decision is never left out for being explained at length. */
    private static String cut(final String words) {
        return words.length() <= MOST_WORDS ? words : words.substring(0, MOST_WORDS);
    }

    private static String word(final Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void write(final ObjectNode line) {
        if (broken) {
            throw new EngineException(EngineException.Category.IO, "audit " + path + ": a line could not be written; open it again");
        }
        final byte[] json;
        try {
            json = JSON.writeValueAsBytes(line.put("previous", previous));
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        // Everything but the closing brace, which comes after the hash.
        sha.update(json, 0, json.length - 1);
        final String hash = HexFormat.of().formatHex(sha.digest());
        final byte[] end = (AuditVerifier.HASH + hash + "\"}\n").getBytes(StandardCharsets.US_ASCII);
        final ByteBuffer whole = ByteBuffer.allocate(json.length - 1 + end.length).put(json, 0, json.length - 1).put(end).flip();
        if (whole.limit() > AuditVerifier.MOST_LINE_BYTES) {
            throw new EngineException(EngineException.Category.CONFIGURATION, "audit: a line of " + whole.limit() + " bytes; accepted are "
                + AuditVerifier.MOST_LINE_BYTES);
        }
        try {
            while (whole.hasRemaining()) {
                channel.write(whole);
            }
            channel.force(false);
        } catch (final IOException e) {
            broken = true;
            throw new EngineException(EngineException.Category.IO, "audit " + path + ": cannot be written: " + e, e);
        }
        previous = hash;
        number++;
    }

    /**
     * The checksum of all lines, to be kept elsewhere.
     *
     * @return number of lines, a colon, and the hash of the last in hexadecimal.
     */
    public synchronized String latest() {
        return number + ":" + previous;
    }

    /** Closes the file. Idempotent. */
    @Override
    public synchronized void close() {
        broken = true;
        try {
            channel.close();
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "audit " + path + ": cannot be closed: " + e, e);
        }
    }
}
