package io.penstock.rtc.record;

import io.penstock.codecs.mp4.FragmentSeal;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Chains the fragments of a recording: after each stands the SHA-256 over it and the checksum before, so that no byte can be changed, and no
 * fragment removed, inserted or moved, without all checksums that follow being made anew. With a key the chain is signed at its head, every ten
 * seconds, and at its end, and cannot be made anew by others.
 *
 * <p>Without a key, whoever can write the file can make another chain; keep {@link #latest} elsewhere (an audit log) to find that too. Where a
 * file is cut off at the border of a fragment, nothing in it can tell that from a process that was killed: {@link RecordingVerifier} says that
 * it has no end.
 *
 * <p>{@link FragmentSeal} is called by the recorder; the other methods are for any thread.
 */
public final class RecordingChain implements FragmentSeal {
    private static final Duration BETWEEN_SIGNATURES = Duration.ofSeconds(10);

    private final byte[] metadata;
    private final RecordingKey key;
    private final InstantSource clock;
    private final MessageDigest sha;
    private final byte[] hash = new byte[SealBox.HASH_BYTES];
    private byte[] notes = new byte[256];
    private int notesLength;
    private long notesRefused;
    private long index;
    private long signedMs;

    /**
     * Begins a chain.
     *
     * @param head  what the recording says about itself.
     * @param key   signs it; null = it is not signed.
     * @param clock what time it is.
     */
    public RecordingChain(final RecordingHead head, final RecordingKey key, final InstantSource clock) {
        this.key = key;
        this.clock = clock;
        metadata = SealBox.metadata(RecordingJson.head(head, key == null ? null : key.publicKey()));
        sha = sha256();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Puts a note into the file, with the next fragment.
     *
     * @param note what happened.
     * @return false if more than 64 KiB of notes wait; it is counted as refused.
     */
    public synchronized boolean note(final RecordingNote note) {
        final byte[] line = RecordingJson.note(note);
        if (notesLength + line.length > SealBox.MAX_NOTES_BYTES) {
            notesRefused++;
            return false;
        }
        if (notesLength + line.length > notes.length) {
            notes = Arrays.copyOf(notes, Math.max(2 * notes.length, notesLength + line.length));
        }
        System.arraycopy(line, 0, notes, notesLength, line.length);
        notesLength += line.length;
        return true;
    }

    /**
     * Notes that were refused.
     *
     * @return count.
     */
    public synchronized long notesRefused() {
        return notesRefused;
    }

    /**
     * The checksum of all that was written so far.
     *
     * @return number of the last seal, a colon, and its checksum in hexadecimal; empty before the first.
     */
    public synchronized String latest() {
        return index == 0 ? "" : index - 1 + ":" + HexFormat.of().formatHex(hash);
    }

    @Override
    public byte[] metadata() {
        return metadata.clone();
    }

    @Override
    public synchronized byte[] seal(final Part part, final byte[] a, final int from, final int to) {
        final long now = clock.millis();
        final boolean signed = key != null && (part != Part.FRAGMENT || now - signedMs >= BETWEEN_SIGNATURES.toMillis());
        final ByteBuffer box = SealBox.begin(part, signed, index++, to - from, now, notes, notesLength);
        sha.update(hash);
        sha.update(box.array(), SealBox.HEADER_BYTES, box.position() - SealBox.HEADER_BYTES);
        sha.update(a, from, to - from);
        try {
            sha.digest(hash, 0, hash.length);
        } catch (final DigestException e) {
            throw new IllegalStateException(e);
        }
        box.put(hash).putShort((short) (signed ? SealBox.SIGNATURE_BYTES : 0));
        if (signed) {
            signedMs = now;
            box.put(key.sign(hash, 0, hash.length));
        }
        notesLength = 0;
        return box.array();
    }
}
