package io.penstock.rtc.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;

/** Reads a recording as the boxes that it consists of; bytes are hostile. */
final class RecordingFile {
    private static final int CHUNK = 1 << 18;
    private static final int MAX_SEAL_BYTES = SealBox.FIXED_BYTES + SealBox.MAX_NOTES_BYTES + SealBox.SIGNATURE_BYTES;

    private final FileChannel channel;
    private final long size;
    private final byte[] head = new byte[SealBox.HEADER_BYTES];
    private final byte[] chunk = new byte[CHUNK];
    private final byte[] mark = SealBox.mark();

    RecordingFile(final FileChannel channel) throws IOException {
        this.channel = channel;
        size = channel.size();
    }

    long size() {
        return size;
    }

    private int read(final byte[] to, final int length, final long at) throws IOException {
        final ByteBuffer buffer = ByteBuffer.wrap(to, 0, length);
        while (buffer.hasRemaining()) {
            final int n = channel.read(buffer, at + buffer.position());
            if (n < 0) {
                break;
            }
        }
        return buffer.position();
    }

    /** Bytes of a part; fewer where the file ends. */
    byte[] bytes(final long from, final int length) throws IOException {
        final byte[] all = new byte[(int) Math.max(0, Math.min(length, size - from))];
        read(all, all.length, from);
        return all;
    }

    /** Feeds a part to a digest. */
    void digest(final MessageDigest sha, final long from, final long to) throws IOException {
        long at = from;
        while (at < to) {
            final int n = read(chunk, (int) Math.min(CHUNK, to - at), at);
            if (n <= 0) {
                break;
            }
            sha.update(chunk, 0, n);
            at += n;
        }
    }

    /** Follows the boxes from a place to the next seal: where it is; −1 if the boxes do not lead to one. */
    long nextSeal(final long from) throws IOException {
        long at = from;
        while (at <= size - SealBox.HEADER_BYTES) {
            read(head, head.length, at);
            final long length = ByteBuffer.wrap(head).getInt(0) & 0xffff_ffffL;
            if (SealBox.isSeal(head, 0) && length <= size - at) {
                return at;
            }
            if (length < 8 || length > size - at || !known(head)) {
                return -1;
            }
            at += length;
        }
        return -1;
    }

    private static boolean known(final byte[] box) {
        return SealBox.isMetadata(box, 0) || is(box, "ftyp") || is(box, "moov") || is(box, "moof") || is(box, "mdat");
    }

    private static boolean is(final byte[] box, final String type) {
        return box[4] == type.charAt(0) && box[5] == type.charAt(1) && box[6] == type.charAt(2) && box[7] == type.charAt(3);
    }

    /** Looks for a seal byte by byte from a place on, where the boxes do not lead to one: where it starts; −1 if there is none. */
    long searchSeal(final long from) throws IOException {
        long at = from;
        while (at < size) {
            final int n = read(chunk, (int) Math.min(CHUNK, size - at), at);
            for (int i = 4; i + mark.length <= n; i++) {
                if (chunk[i] == mark[0] && SealBox.isSeal(chunk, i - 4)) {
                    return at + i - 4;
                }
            }
            if (n < CHUNK) {
                break;
            }
            at += n - SealBox.HEADER_BYTES;
        }
        return -1;
    }

    private long length(final long at) throws IOException {
        final byte[] start = bytes(at, 4);
        return start.length < 4 ? 0 : ByteBuffer.wrap(start).getInt(0) & 0xffff_ffffL;
    }

    /** The seal at a place; null if it is damaged. */
    SealBox seal(final long at) throws IOException {
        final long length = length(at);
        return length > MAX_SEAL_BYTES || length > size - at ? null : SealBox.read(bytes(at, (int) length));
    }

    /** Whether the file ends as one does whose writer was killed: within a fragment or its seal. */
    boolean isCutOff(final long from) throws IOException {
        final long seal = searchSeal(from);
        if (seal >= 0 && (length(seal) <= size - seal || searchSeal(seal + SealBox.HEADER_BYTES) >= 0)) {
            return false;
        }
        long at = from;
        while (at < size) {
            final byte[] start = bytes(at, SealBox.HEADER_BYTES);
            if (start.length < 8) {
                return true;
            }
            final long length = length(at);
            final boolean whole = length <= size - at;
            final boolean ours = is(start, "moof") || is(start, "mdat") || !whole && is(start, "uuid");
            if (!ours || length < 8) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** The metadata among the boxes of a part; null if there are none. */
    byte[] metadata(final long from, final long to, final int maxBytes) throws IOException {
        long at = from;
        while (at <= to - SealBox.HEADER_BYTES) {
            final byte[] start = bytes(at, SealBox.HEADER_BYTES);
            final long length = ByteBuffer.wrap(start).getInt(0) & 0xffff_ffffL;
            if (length < 8 || length > to - at) {
                return null;
            }
            if (SealBox.isMetadata(start, 0)) {
                return length > maxBytes || length < SealBox.HEADER_BYTES ? null
                    : bytes(at + SealBox.HEADER_BYTES, (int) length - SealBox.HEADER_BYTES);
            }
            at += length;
        }
        return null;
    }
}
