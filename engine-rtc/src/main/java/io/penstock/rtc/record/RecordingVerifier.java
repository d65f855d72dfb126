package io.penstock.rtc.record;

import io.penstock.codecs.mp4.FragmentSeal;
import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.rtc.record.Verification.Finding;
import io.penstock.rtc.record.Verification.Trust;
import io.penstock.rtc.record.Verification.Verdict;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Checks the chain of a recording: whether any byte was changed, any fragment removed, inserted, moved or cut off, and where. A fragment that
 * was changed does not hide what follows it: each is checked against the checksum that stands before it. Reads the file once, a quarter of a
 * mebibyte at a time; for one call.
 */
public final class RecordingVerifier {
    private static final int MAX_FINDINGS = 1000;
    private static final int MAX_NOTES = 100_000;
    private static final int MAX_METADATA_BYTES = 1 << 20;

    private final RecordingFile file;
    private final byte[] trusted;
    private final MessageDigest sha = RecordingChain.sha256();
    private final List<Finding> findings = new ArrayList<>();
    private final List<RecordingNote> notes = new ArrayList<>();
    private byte[] before = new byte[SealBox.HASH_BYTES];
    private byte[] computedBefore;
    private RecordingHead head;
    private byte[] key;
    private boolean keySaid;
    private long expected;
    private long good;
    private long vouched;
    private long lastMs = -1;
    private String latest = "";
    private boolean ended;
    private boolean signed;

    private RecordingVerifier(final RecordingFile file, final byte[] trusted) {
        this.file = file;
        this.trusted = trusted;
    }

    /**
     * Checks a file.
     *
     * @param path    the file.
     * @param trusted key that it must be signed with (X.509, as {@link RecordingKey#publicKey} gives it); null = any, or none.
     * @return what was found.
     * @throws EngineException if the file cannot be read.
     */
    public static Verification verify(final Path path, final byte[] trusted) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new RecordingVerifier(new RecordingFile(channel), trusted).run();
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "recording: cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private Verification run() throws IOException {
        long at = 0;
        while (at < file.size()) {
            long seal = file.nextSeal(at);
            if (seal < 0) {
                if (file.isCutOff(at)) {
                    break;
                }
                seal = file.searchSeal(at);
                if (seal < 0) {
                    wrong(expected, at, file.size() - at, ended ? "stands after the end of the recording"
                        : "no seal follows: changed, or no recording of ours");
                    at = file.size();
                    break;
                }
                wrong(expected, at, seal - at, "the boxes are damaged");
            }
            at = sealed(at, seal);
        }
        if (at < file.size() && expected > 0 && ended) {
            wrong(expected, at, file.size() - at, "stands after the end of the recording");
        } else if (expected == 0 && findings.isEmpty()) {
            wrong(0, 0, file.size(), "there is no seal: cut off in its head, or no recording of ours");
        }
        if (trusted != null && !signed && findings.isEmpty()) {
            wrong(0, 0, file.size(), "nothing is signed, and a key is asked for");
        }
        final Verdict verdict = !findings.isEmpty() ? Verdict.ALTERED : ended ? Verdict.INTACT : Verdict.UNFINISHED;
        final Trust trust = !signed ? Trust.UNSIGNED : trusted == null ? Trust.KEY_OF_THE_FILE : Trust.TRUSTED_KEY;
        return new Verification(verdict, trust, head, List.copyOf(notes), List.copyOf(findings), good, vouched,
            file.size(), lastMs < 0 ? null : Instant.ofEpochMilli(lastMs), latest);
    }

    private void wrong(final long index, final long offset, final long length, final String words) {
        if (findings.size() < MAX_FINDINGS) {
            findings.add(new Finding(index, offset, length, words));
        }
    }

    /** Checks a seal and what it covers; where the next fragment starts. */
    private long sealed(final long from, final long at) throws IOException {
        final SealBox seal = file.seal(at);
        if (seal == null) {
            final long next = file.searchSeal(at + SealBox.HEADER_BYTES);
            final long end = next < 0 ? file.size() : next;
            wrong(expected, at, end - at, "the seal is damaged");
            before = null;
            expected++;
            return next < 0 ? end : skipContent(at, next);
        }
        final int problems = findings.size();
        final long end = at + SealBox.FIXED_BYTES + seal.notes().length + seal.signature().length;
        final boolean renumbered = seal.index() != expected && before != null
            && Arrays.equals(digest(before, expected, seal, from, at), seal.hash());
        if (renumbered) {
            wrong(expected, from, end - from, "the number in its seal was changed to " + seal.index());
            expected++;
        } else {
            order(seal, from, at, end);
        }
        if (expected == 1) {
            metadata(from, at);
        }
        final byte[] computed = renumbered || before == null ? null : digest(before, seal.index(), seal, from, at);
        compare(seal, computed, from, at, end);
        if (expected == 1 && !findings.isEmpty()) {
            // What stands in a head that was changed is no key to anything.
            key = null;
            keySaid = false;
        }
        if (key != null || trusted != null) {
            signature(seal, at, end);
        }
        before = seal.hash();
        computedBefore = computed;
        if (findings.size() == problems) {
            good += seal.part() == FragmentSeal.Part.FRAGMENT ? 1 : 0;
            vouched = seal.signed() ? good : vouched;
            lastMs = seal.timeMs();
            note(seal, at);
        }
        latest = seal.index() + ":" + HexFormat.of().formatHex(seal.hash());
        return end;
    }

    /** After a damaged seal its fragment's successor starts where the boxes lead from some place to the next seal; found by trying. */
    private long skipContent(final long damaged, final long next) throws IOException {
        for (int size = SealBox.FIXED_BYTES; size <= SealBox.FIXED_BYTES + SealBox.SIGNATURE_BYTES; size += SealBox.SIGNATURE_BYTES) {
            if (file.nextSeal(damaged + size) == next) {
                return damaged + size;
            }
        }
        return next;
    }

    private void order(final SealBox seal, final long from, final long at, final long end) {
        final FragmentSeal.Part part = seal.part();
        if (ended) {
            wrong(seal.index(), from, end - from, "stands after the end of the recording");
        } else if (seal.index() != expected) {
            wrong(expected, from, end - from, seal.index() > expected
                ? (seal.index() == expected + 1 ? "fragment " + expected + " is" : "fragments " + expected + " to " + (seal.index() - 1) + " are")
                    + " missing here, or moved" : "fragment " + seal.index() + " stands here: moved, or put in again");
            before = null;
        } else if ((expected == 0) != (part == FragmentSeal.Part.HEAD)) {
            wrong(expected, at, SealBox.FIXED_BYTES, "the seal is that of another part (" + part + ")");
        }
        if (seal.covered() != at - from) {
            wrong(seal.index(), from, end - from, "there are " + (at - from) + " bytes where " + seal.covered() + " were written");
        }
        ended |= part == FragmentSeal.Part.END;
        expected = seal.index() + 1;
    }

    private void metadata(final long from, final long to) throws IOException {
        final byte[] json = file.metadata(from, to, MAX_METADATA_BYTES);
        try {
            if (json == null && findings.isEmpty()) {
                wrong(0, from, to - from, "there is no metadata");
            } else if (json != null) {
                head = RecordingJson.head(json);
                key = RecordingJson.key(json);
                keySaid = key != null;
            }
        } catch (final CodecException e) {
            wrong(0, from, to - from, e.getMessage());
        }
        if (trusted != null && key != null && !Arrays.equals(key, trusted)) {
            wrong(0, from, to - from, "it is signed with another key than the one that is trusted");
        }
    }

    private byte[] digest(final byte[] previous, final long index, final SealBox seal, final long from, final long at) throws IOException {
        sha.update(previous);
        final byte[] hashed = file.bytes(at, SealBox.NOTES_AT + seal.notes().length);
        ByteBuffer.wrap(hashed).putLong(SealBox.INDEX_AT, index);
        sha.update(hashed, SealBox.HEADER_BYTES, hashed.length - SealBox.HEADER_BYTES);
        file.digest(sha, from, at);
        return sha.digest();
    }

    private void compare(final SealBox seal, final byte[] computed, final long from, final long at, final long end) throws IOException {
        if (computed == null || Arrays.equals(computed, seal.hash())) {
            return;
        }
        if (computedBefore != null && Arrays.equals(digest(computedBefore, seal.index(), seal, from, at), seal.hash())) {
            // The fragment before was reported: it is its checksum that was changed, and this fragment is as it was.
            return;
        }
        wrong(seal.index(), from, end - from, "changed: it, its seal, or the checksum before it is not what was written");
    }

    private void signature(final SealBox seal, final long at, final long end) {
        if (seal.signed()) {
            final byte[] by = trusted != null ? trusted : key;
            if (!RecordingKey.verifies(by, seal.hash(), seal.signature())) {
                wrong(seal.index(), at, end - at, "the signature is not that of the key");
            } else {
                signed = true;
            }
        } else if (keySaid && seal.part() != FragmentSeal.Part.FRAGMENT) {
            wrong(seal.index(), at, end - at, "the signature is missing");
        }
    }

    private void note(final SealBox seal, final long at) {
        try {
            for (final RecordingNote note : RecordingJson.notes(seal.notes())) {
                if (notes.size() < MAX_NOTES) {
                    notes.add(note);
                }
            }
        } catch (final CodecException e) {
            wrong(seal.index(), at, SealBox.NOTES_AT, e.getMessage());
        }
    }
}
