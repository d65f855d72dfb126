package io.penstock.core.stages.file;

import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes I420 pictures as PNG (ISO/IEC 15948): 8-bit RGB, each row as differences from its left neighbour. */
final class PngWriter {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte FILTER_SUB = 1;
    private static final byte[] EIGHT_BIT_RGB = {8, 2, 0, 0, 0};
    private static final int BUFFER_BYTES = 1 << 16;

    private PngWriter() {
    }

    static void write(final Path file, final byte[] i420, final VideoFormat format) throws IOException {
        try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES)) {
            write(to, i420, format);
        }
    }

    static void write(final OutputStream to, final byte[] i420, final VideoFormat format) throws IOException {
        final DataOutputStream out = new DataOutputStream(to);
        out.write(SIGNATURE);
        final byte[] size = new byte[13];
        putInt(size, 0, format.width());
        putInt(size, 4, format.height());
        System.arraycopy(EIGHT_BIT_RGB, 0, size, 8, EIGHT_BIT_RGB.length);
        chunk(out, "IHDR", size, size.length);
        pixels(out, i420, format);
        chunk(out, "IEND", size, 0);
        out.flush();
    }

    private static void pixels(final DataOutputStream out, final byte[] i420, final VideoFormat format) throws IOException {
        final byte[] row = new byte[1 + 3 * format.width()];
        final byte[] packed = new byte[BUFFER_BYTES];
        final Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            final I420Rows rows = new I420Rows(format);
            for (int y = 0; y < format.height(); y++) {
                rows.rgb(i420, y, row, 1);
                row[0] = FILTER_SUB;
                for (int i = row.length - 1; i > 3; i--) {
                    row[i] -= row[i - 3];
                }
                deflater.setInput(row);
                drain(deflater, packed, out);
            }
            deflater.finish();
            drain(deflater, packed, out);
        } finally {
            deflater.end();
        }
    }

    private static void drain(final Deflater deflater, final byte[] packed, final DataOutputStream out) throws IOException {
        for (int n = deflater.deflate(packed); n > 0; n = deflater.deflate(packed)) {
            chunk(out, "IDAT", packed, n);
        }
    }

    private static void chunk(final DataOutputStream out, final String type, final byte[] data, final int n) throws IOException {
        final byte[] tag = type.getBytes(StandardCharsets.US_ASCII);
        final CRC32 crc = new CRC32();
        crc.update(tag);
        crc.update(data, 0, n);
        out.writeInt(n);
        out.write(tag);
        out.write(data, 0, n);
        out.writeInt((int) crc.getValue());
    }

    private static void putInt(final byte[] to, final int at, final int value) {
        for (int i = 0; i < 4; i++) {
            to[at + i] = (byte) (value >>> 24 - 8 * i);
        }
    }

    /** Rows of an I420 picture as RGB, by the matrix and range of its format. */
    private static final class I420Rows {
        private final int width;
        private final int height;
        private final float scale;
        private final float black;
        private final float red;
        private final float greenU;
        private final float greenV;
        private final float blue;

        I420Rows(final VideoFormat format) {
            width = format.width();
            height = format.height();
            final boolean full = format.color() == VideoColor.BT601_FULL || format.color() == VideoColor.BT709_FULL;
            final boolean hd = format.color() == VideoColor.BT709_LIMITED || format.color() == VideoColor.BT709_FULL;
            // ITU-R BT.601-7 and BT.709-6: weights of red and blue in luma
            final float kr = hd ? 0.2126f : 0.299f;
            final float kb = hd ? 0.0722f : 0.114f;
            final float chroma = full ? 1 : 255f / 224f;
            scale = full ? 1 : 255f / 219f;
            black = full ? 0 : 16;
            red = 2 * (1 - kr) * chroma;
            blue = 2 * (1 - kb) * chroma;
            greenU = blue * kb / (1 - kr - kb);
            greenV = red * kr / (1 - kr - kb);
        }

        void rgb(final byte[] i420, final int y, final byte[] to, final int at) {
            final int half = (width + 1) / 2;
            final int u = width * height + (y / 2) * half;
            final int v = u + half * ((height + 1) / 2);
            for (int x = 0, k = at; x < width; x++, k += 3) {
                final float light = ((i420[y * width + x] & 0xFF) - black) * scale;
                final int cb = (i420[u + x / 2] & 0xFF) - 128;
                final int cr = (i420[v + x / 2] & 0xFF) - 128;
                to[k] = clamp(light + red * cr);
                to[k + 1] = clamp(light - greenU * cb - greenV * cr);
                to[k + 2] = clamp(light + blue * cb);
            }
        }

        private static byte clamp(final float value) {
            return (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
    }
}
