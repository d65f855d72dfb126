package io.penstock.rtc.record;

import io.penstock.codecs.mp4.FragmentSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A seal as it stands in a file, a box of type {@code uuid}; numbers are big-endian.
 * <pre>
 *  0  u32 size   4  "uuid"   8  16 bytes f5a1e4d0-8b0c-4f5e-9d4b-5065 6e73 746b
 * 24  u8 version = 1   25  u8 part: 0 head, 1 fragment, 2 end   26  u16 flags: 1 = signed
 * 28  u64 index: 0 head, then one more each   36  u64 bytes that it covers, just before it
 * 44  u64 time, ms since 1970   52  u32 n   56  n bytes of notes, lines of JSON
 * 56+n  32 bytes SHA-256 of: the hash before, bytes 24 to 56+n of this box, the bytes that it covers
 * 88+n  u16 s = 0 or 64   90+n  s bytes Ed25519 signature of the hash
 * </pre>
 *
 * @param part      what it seals.
 * @param signed    whether it is signed.
 * @param index     number in the file.
 * @param covered   bytes before it that it covers.
 * @param timeMs    when, milliseconds since 1970.
 * @param notes     lines of JSON.
 * @param hash      32 bytes.
 * @param signature 64 bytes, or none.
 */
record SealBox(FragmentSeal.Part part, boolean signed, long index, long covered, long timeMs, byte[] notes, byte[] hash, byte[] signature) {
    static final int HASH_BYTES = 32;
    static final int SIGNATURE_BYTES = 64;
    static final int HEADER_BYTES = 24;
    static final int FIXED_BYTES = 90;
    static final int INDEX_AT = 28;
    static final int NOTES_AT = 56;
    static final int MAX_NOTES_BYTES = 1 << 16;
    private static final int VERSION = 1;
    private static final byte[] SEAL = id(0x50656e73746bL);
    private static final byte[] METADATA = id(0x50656e73746dL);

    private static byte[] id(final long node) {
        return ByteBuffer.allocate(20).put("uuid".getBytes(StandardCharsets.US_ASCII)).putLong(0xf5a1e4d08b0c4f5eL)
            .putLong(0x9d4b_0000_0000_0000L | node).array();
    }

    /** Whether a seal's type and identifier stand at an index of an array, 4 bytes after where it starts. */
    static boolean isSeal(final byte[] a, final int at) {
        return Arrays.equals(a, at + 4, at + HEADER_BYTES, SEAL, 0, SEAL.length);
    }

    static boolean isMetadata(final byte[] a, final int at) {
        return Arrays.equals(a, at + 4, at + HEADER_BYTES, METADATA, 0, METADATA.length);
    }

    /** Type and identifier of a seal, to search for. */
    static byte[] mark() {
        return SEAL.clone();
    }

    static byte[] metadata(final byte[] json) {
        return ByteBuffer.allocate(HEADER_BYTES + json.length).putInt(HEADER_BYTES + json.length).put(METADATA).put(json).array();
    }

    /** All but the hash and what follows it. */
    static ByteBuffer begin(final FragmentSeal.Part part, final boolean signed, final long index, final long covered, final long timeMs,
        final byte[] notes, final int notesLength) {
        final int size = FIXED_BYTES + notesLength + (signed ? SIGNATURE_BYTES : 0);
        return ByteBuffer.allocate(size).putInt(size).put(SEAL).put((byte) VERSION).put((byte) part.ordinal())
            .putShort((short) (signed ? 1 : 0)).putLong(index).putLong(covered).putLong(timeMs).putInt(notesLength).put(notes, 0, notesLength);
    }

    /** Reads one; null unless every field is as it is written. */
    static SealBox read(final byte[] box) {
        if (box.length < FIXED_BYTES || !isSeal(box, 0)) {
            return null;
        }
        final ByteBuffer in = ByteBuffer.wrap(box);
        final int size = in.getInt(0);
        final int part = in.get(25);
        final int flags = in.getShort(26);
        final int n = in.getInt(52);
        if (size != box.length || in.get(24) != VERSION || part < 0 || part > 2 || flags < 0 || flags > 1 || n < 0 || n > MAX_NOTES_BYTES
            || size != FIXED_BYTES + n + flags * SIGNATURE_BYTES || in.getShort(88 + n) != flags * SIGNATURE_BYTES) {
            return null;
        }
        return new SealBox(FragmentSeal.Part.values()[part], flags == 1, in.getLong(INDEX_AT), in.getLong(36), in.getLong(44),
            Arrays.copyOfRange(box, NOTES_AT, NOTES_AT + n), Arrays.copyOfRange(box, NOTES_AT + n, NOTES_AT + n + HASH_BYTES),
            Arrays.copyOfRange(box, FIXED_BYTES + n, size));
    }
}
