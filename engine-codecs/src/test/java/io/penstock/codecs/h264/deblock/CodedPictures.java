package io.penstock.codecs.h264.deblock;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;

import java.util.Arrays;
import java.util.Random;

/** Pictures and maps as an encoder might leave them, by chance. */
final class CodedPictures {
    private CodedPictures() {
    }

    /** Blocks of 4x4 that differ a little from each other, with a little noise and some hard edges. */
    static Picture picture(final Random random, final int widthMbs, final int heightMbs, final int step, final int noise) {
        final Picture p = new Picture(16 * widthMbs, 16 * heightMbs);
        random.nextBytes(p.luma);
        random.nextBytes(p.cb);
        random.nextBytes(p.cr);
        blocks(random, p.luma, p.lumaAt(0, 0), p.lumaStride, p.width(), p.height(), step, noise);
        blocks(random, p.cb, p.chromaAt(0, 0), p.chromaStride, p.width() / 2, p.height() / 2, step, noise);
        blocks(random, p.cr, p.chromaAt(0, 0), p.chromaStride, p.width() / 2, p.height() / 2, step, noise);
        return p;
    }

    private static void blocks(final Random random, final byte[] plane, final int from, final int stride, final int width, final int height,
                               final int step, final int noise) {
        int level = random.nextInt(256);
        for (int y = 0; y < height; y += 4) {
            for (int x = 0; x < width; x += 4) {
                level = random.nextInt(10) == 0 ? random.nextInt(256) : level + random.nextInt(2 * step + 1) - step;
                level = Math.max(0, Math.min(255, level));
                for (int i = 0; i < 16; i++) {
                    final int sample = level + random.nextInt(2 * noise + 1) - noise;
                    plane[from + (y + i / 4) * stride + x + i % 4] = (byte) Math.max(0, Math.min(255, sample));
                }
            }
        }
    }

    /** Any mixture of types, with vectors near the limits of what counts as another motion. */
    static MacroblockMap map(final Random random, final int widthMbs, final int heightMbs, final int skipPercent, final int intraPercent) {
        final MacroblockMap m = new MacroblockMap(widthMbs, heightMbs);
        Arrays.fill(m.slice, 0);
        final int qp = random.nextInt(52);
        for (int mb = 0; mb < widthMbs * heightMbs; mb++) {
            m.qp[mb] = (byte) Math.max(0, Math.min(51, qp + random.nextInt(7) - 3));
            final int dice = random.nextInt(100);
            m.type[mb] = (byte) (dice < skipPercent ? MacroblockMap.SKIP : dice < skipPercent + intraPercent ? random.nextInt(2)
                : MacroblockMap.P16X16 + random.nextInt(4));
            fill(random, m, mb);
        }
        return m;
    }

    private static void fill(final Random random, final MacroblockMap m, final int mb) {
        final int type = m.type[mb];
        final int first = m.block(mb % m.widthMbs, mb / m.widthMbs);
        final int bigX = random.nextInt(8) == 0 ? 8191 * (1 - 2 * random.nextInt(2)) : 0;
        final int bigY = random.nextInt(8) == 0 ? 2047 * (1 - 2 * random.nextInt(2)) : 0;
        final boolean coded = type != MacroblockMap.SKIP && random.nextInt(4) != 0;
        for (int i = 0; i < 16; i++) {
            final int block = first + i / 4 * m.blockStride + i % 4;
            m.lumaCount[block] = (byte) (coded && random.nextInt(3) == 0 ? 1 + random.nextInt(16) : 0);
            if (type <= MacroblockMap.I16X16) {
                m.reference[block] = MacroblockMap.INTRA;
                continue;
            }
            final boolean newPart = i == 0 || type == MacroblockMap.P16X8 && i == 8 || type == MacroblockMap.P8X16 && i == 2
                || type == MacroblockMap.P8X8 && (i == 2 || i == 8 || i == 10);
            final int same = type == MacroblockMap.P8X8 ? block - i % 2 - i / 4 % 2 * m.blockStride
                : type == MacroblockMap.P8X16 ? first + i % 4 / 2 * 2 : type == MacroblockMap.P16X8 ? first + i / 8 * 2 * m.blockStride : first;
            m.mvX[block] = newPart ? (short) (bigX + random.nextInt(11) - 5) : m.mvX[same];
            m.mvY[block] = newPart ? (short) (bigY + random.nextInt(11) - 5) : m.mvY[same];
            m.reference[block] = newPart ? (byte) (random.nextInt(6) == 0 ? 1 + random.nextInt(15) : 0) : m.reference[same];
        }
    }

    static Picture copy(final Picture of) {
        final Picture p = new Picture(of.width(), of.height());
        System.arraycopy(of.luma, 0, p.luma, 0, p.luma.length);
        System.arraycopy(of.cb, 0, p.cb, 0, p.cb.length);
        System.arraycopy(of.cr, 0, p.cr, 0, p.cr.length);
        return p;
    }
}
