package io.penstock.rtc.still;

import io.penstock.error.CodecException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** A PNG file (ISO/IEC 15948) as its chunks. Bytes are hostile: every length and checksum is looked at. */
final class PngChunks {
    private static final byte[] MAGIC = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    /** Length, type and checksum. */
    private static final int FRAME_BYTES = 12;
    private static final int HEADER_BYTES = 13;
    private static final int MOST_CHUNKS = 1 << 16;

    /** A chunk: its type, and its data in the file. */
    record Chunk(String type, int offset, int length, int fileOffset) {
        int fileEnd() {
            return offset + length + 4;
        }
    }

    private PngChunks() {
    }

    /** All chunks; the first is the header, the last the end, and nothing comes after. */
    static List<Chunk> parse(final byte[] file) {
        if (file.length < MAGIC.length || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CodecException("still: not a PNG");
        }
        final List<Chunk> chunks = new ArrayList<>();
        final ByteBuffer in = ByteBuffer.wrap(file);
        int at = MAGIC.length;
        while (at < file.length) {
            if (file.length - at < FRAME_BYTES || chunks.size() == MOST_CHUNKS) {
                throw new CodecException("still: cut off at byte " + at);
            }
            final int length = in.getInt(at);
            if (length < 0 || length > file.length - at - FRAME_BYTES) {
                throw new CodecException("still: cut off in the part that begins at byte " + at);
            }
            final CRC32 crc = new CRC32();
            crc.update(file, at + 4, length + 4);
            if (in.getInt(at + 8 + length) != (int) crc.getValue()) {
                throw new CodecException("still: changed between bytes " + at + " and " + (at + FRAME_BYTES + length));
            }
            final Chunk chunk = new Chunk(new String(file, at + 4, 4, StandardCharsets.ISO_8859_1), at + 8, length, at);
            chunks.add(chunk);
            at = chunk.fileEnd();
            if (chunk.type().equals("IEND") && at != file.length) {
                throw new CodecException("still: " + (file.length - at) + " bytes after its end");
            }
        }
        if (chunks.size() < 3 || !chunks.get(0).type().equals("IHDR") || chunks.get(0).length() != HEADER_BYTES
            || !chunks.get(chunks.size() - 1).type().equals("IEND")) {
            throw new CodecException("still: a PNG without beginning or end");
        }
        return chunks;
    }

    static int width(final byte[] file) {
        return ByteBuffer.wrap(file).getInt(MAGIC.length + 8);
    }

    static int height(final byte[] file) {
        return ByteBuffer.wrap(file).getInt(MAGIC.length + 12);
    }

    /** International text, not compressed, without a language. */
    static byte[] text(final String keyword, final byte[] utf8) {
        final byte[] name = keyword.getBytes(StandardCharsets.ISO_8859_1);
        final ByteBuffer data = ByteBuffer.allocate(name.length + 5 + utf8.length).put(name).position(name.length + 5).put(utf8);
        return chunk("iTXt", data.array());
    }

    private static byte[] chunk(final String type, final byte[] data) {
        final ByteBuffer chunk = ByteBuffer.allocate(FRAME_BYTES + data.length).putInt(data.length).put(type.getBytes(StandardCharsets.ISO_8859_1))
            .put(data);
        final CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, data.length + 4);
        return chunk.putInt((int) crc.getValue()).array();
    }

    /** The text of a chunk that {@link #text} has made; null if it is another. */
    static byte[] textOf(final byte[] file, final Chunk chunk, final String keyword) {
        final int head = keyword.length() + 5;
        if (!chunk.type().equals("iTXt") || chunk.length() < head) {
            return null;
        }
        final byte[] expected = Arrays.copyOf(keyword.getBytes(StandardCharsets.ISO_8859_1), head);
        return Arrays.equals(file, chunk.offset(), chunk.offset() + head, expected, 0, head)
            ? Arrays.copyOfRange(file, chunk.offset() + head, chunk.offset() + chunk.length()) : null;
    }

    static byte[] without(final byte[] file, final List<Chunk> gone) {
        final ByteArrayOutputStream left = new ByteArrayOutputStream(file.length);
        int from = 0;
        for (final Chunk chunk : gone) {
            left.write(file, from, chunk.fileOffset() - from);
            from = chunk.fileEnd();
        }
        left.write(file, from, file.length - from);
        return left.toByteArray();
    }

    static byte[] with(final byte[] file, final int at, final byte[] chunk) {
        final byte[] all = new byte[file.length + chunk.length];
        System.arraycopy(file, 0, all, 0, at);
        System.arraycopy(chunk, 0, all, at, chunk.length);
        System.arraycopy(file, at, all, at + chunk.length, file.length - at);
        return all;
    }
}
