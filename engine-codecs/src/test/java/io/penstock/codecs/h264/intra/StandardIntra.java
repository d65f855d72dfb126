package io.penstock.codecs.h264.intra;

/** ITU-T H.264 8.3.1.2, 8.3.3 and 8.3.4 equation by equation, a sample at a time, for 4:2:0 frames. */
final class StandardIntra {
    private final byte[] plane;
    private final int at;
    private final int stride;
    private final boolean left;
    private final boolean top;
    private final boolean topRight;

    StandardIntra(final byte[] plane, final int at, final int stride, final boolean left, final boolean top, final boolean topRight) {
        this.plane = plane;
        this.at = at;
        this.stride = stride;
        this.left = left;
        this.top = top;
        this.topRight = topRight;
    }

    /** p[x, y] of the block, with the substitution for samples above on the right of 4x4 blocks. */
    private int p(final int x, final int y) {
        return plane[at + y * stride + x] & 0xFF;
    }

    private int p4(final int x, final int y) {
        return y == -1 && x > 3 && !topRight ? p(3, -1) : p(x, y);
    }

    private static int clip(final int value) {
        return Math.max(0, Math.min(255, value));
    }

    /** 8.3.1.2.1 to 8.3.1.2.9. */
    int luma4x4(final int mode, final int x, final int y) {
        return switch (mode) {
            case 0 -> p(x, -1);
            case 1 -> p(-1, y);
            case 2 -> dc(4, 2);
            case 3 -> x == 3 && y == 3 ? p4(6, -1) + 3 * p4(7, -1) + 2 >> 2
                : p4(x + y, -1) + 2 * p4(x + y + 1, -1) + p4(x + y + 2, -1) + 2 >> 2;
            case 4 -> x > y ? p(x - y - 2, -1) + 2 * p(x - y - 1, -1) + p(x - y, -1) + 2 >> 2
                : x < y ? p(-1, y - x - 2) + 2 * p(-1, y - x - 1) + p(-1, y - x) + 2 >> 2
                : p(0, -1) + 2 * p(-1, -1) + p(-1, 0) + 2 >> 2;
            case 5 -> verticalRight(x, y);
            case 6 -> horizontalDown(x, y);
            case 7 -> y == 0 || y == 2 ? p4(x + (y >> 1), -1) + p4(x + (y >> 1) + 1, -1) + 1 >> 1
                : p4(x + (y >> 1), -1) + 2 * p4(x + (y >> 1) + 1, -1) + p4(x + (y >> 1) + 2, -1) + 2 >> 2;
            default -> horizontalUp(x, y);
        };
    }

    private int verticalRight(final int x, final int y) {
        final int zVR = 2 * x - y;
        return switch (zVR) {
            case 0, 2, 4, 6 -> p(x - (y >> 1) - 1, -1) + p(x - (y >> 1), -1) + 1 >> 1;
            case 1, 3, 5 -> p(x - (y >> 1) - 2, -1) + 2 * p(x - (y >> 1) - 1, -1) + p(x - (y >> 1), -1) + 2 >> 2;
            case -1 -> p(-1, 0) + 2 * p(-1, -1) + p(0, -1) + 2 >> 2;
            default -> p(-1, y - 1) + 2 * p(-1, y - 2) + p(-1, y - 3) + 2 >> 2;
        };
    }

    private int horizontalDown(final int x, final int y) {
        final int zHD = 2 * y - x;
        return switch (zHD) {
            case 0, 2, 4, 6 -> p(-1, y - (x >> 1) - 1) + p(-1, y - (x >> 1)) + 1 >> 1;
            case 1, 3, 5 -> p(-1, y - (x >> 1) - 2) + 2 * p(-1, y - (x >> 1) - 1) + p(-1, y - (x >> 1)) + 2 >> 2;
            case -1 -> p(-1, 0) + 2 * p(-1, -1) + p(0, -1) + 2 >> 2;
            default -> p(x - 1, -1) + 2 * p(x - 2, -1) + p(x - 3, -1) + 2 >> 2;
        };
    }

    private int horizontalUp(final int x, final int y) {
        final int zHU = x + 2 * y;
        return switch (zHU) {
            case 0, 2, 4 -> p(-1, y + (x >> 1)) + p(-1, y + (x >> 1) + 1) + 1 >> 1;
            case 1, 3 -> p(-1, y + (x >> 1)) + 2 * p(-1, y + (x >> 1) + 1) + p(-1, y + (x >> 1) + 2) + 2 >> 2;
            case 5 -> p(-1, 2) + 3 * p(-1, 3) + 2 >> 2;
            default -> p(-1, 3);
        };
    }

    /** The mean over a block of 2^log2 samples a side. */
    private int dc(final int size, final int log2) {
        int sum = 0;
        for (int i = 0; i < size; i++) {
            sum += (top ? p(i, -1) : 0) + (left ? p(-1, i) : 0);
        }
        if (top && left) {
            return sum + size >> log2 + 1;
        }
        return top || left ? sum + size / 2 >> log2 : 128;
    }

    /** 8.3.3.1 to 8.3.3.4. */
    int luma16x16(final int mode, final int x, final int y) {
        if (mode == 0) {
            return p(x, -1);
        }
        if (mode == 1) {
            return p(-1, y);
        }
        if (mode == 2) {
            return dc(16, 4);
        }
        int h = 0;
        int v = 0;
        for (int i = 0; i <= 7; i++) {
            h += (i + 1) * (p(8 + i, -1) - p(6 - i, -1));
            v += (i + 1) * (p(-1, 8 + i) - p(-1, 6 - i));
        }
        final int a = 16 * (p(-1, 15) + p(15, -1));
        final int b = 5 * h + 32 >> 6;
        final int c = 5 * v + 32 >> 6;
        return clip(a + b * (x - 7) + c * (y - 7) + 16 >> 5);
    }

    /** 8.3.4.1 to 8.3.4.5 with xCF = yCF = 0. */
    int chroma(final int mode, final int x, final int y) {
        if (mode == 0) {
            return chromaDc(x & 4, y & 4);
        }
        if (mode == 1) {
            return p(-1, y);
        }
        if (mode == 2) {
            return p(x, -1);
        }
        int h = 0;
        int v = 0;
        for (int i = 0; i <= 3; i++) {
            h += (i + 1) * (p(4 + i, -1) - p(2 - i, -1));
            v += (i + 1) * (p(-1, 4 + i) - p(-1, 2 - i));
        }
        final int a = 16 * (p(-1, 7) + p(7, -1));
        final int b = 34 * h + 32 >> 6;
        final int c = 34 * v + 32 >> 6;
        return clip(a + b * (x - 3) + c * (y - 3) + 16 >> 5);
    }

    private int chromaDc(final int xO, final int yO) {
        int above = 0;
        int beside = 0;
        for (int i = 0; i < 4; i++) {
            above += top ? p(xO + i, -1) : 0;
            beside += left ? p(-1, yO + i) : 0;
        }
        final boolean diagonal = xO == yO;
        if (diagonal && top && left) {
            return above + beside + 4 >> 3;
        }
        final boolean fromAbove = top && (xO > 0 || !left);
        if (xO == 0 && yO > 0 ? !left && top : fromAbove) {
            return above + 2 >> 2;
        }
        return left ? beside + 2 >> 2 : 128;
    }
}
