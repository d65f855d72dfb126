package io.penstock.codecs.h264.write;

/** The level limits of ITU-T H.264 table A-1, of the levels that Constrained Baseline signals by {@code level_idc} alone (all but 1b). */
final class Levels {
    /** level_idc, MaxMBPS, MaxFS, MaxDpbMbs, MaxBR in units of 1000 bit/s, log2 of the vertical vector range in quarter samples. */
    private static final int[][] LIMITS = {
        {10, 1485, 99, 396, 64, 8},
        {11, 3000, 396, 900, 192, 9},
        {12, 6000, 396, 2376, 384, 9},
        {13, 11_880, 396, 2376, 768, 9},
        {20, 11_880, 396, 2376, 2000, 9},
        {21, 19_800, 792, 4752, 4000, 10},
        {22, 20_250, 1620, 8100, 4000, 10},
        {30, 40_500, 1620, 8100, 10_000, 10},
        {31, 108_000, 3600, 18_000, 14_000, 11},
        {32, 216_000, 5120, 20_480, 20_000, 11},
        {40, 245_760, 8192, 32_768, 20_000, 11},
        {41, 245_760, 8192, 32_768, 50_000, 11},
        {42, 522_240, 8704, 34_816, 50_000, 11},
        {50, 589_824, 22_080, 110_400, 135_000, 11},
        {51, 983_040, 36_864, 184_320, 240_000, 11},
        {52, 2_073_600, 36_864, 184_320, 240_000, 11},
        {60, 4_177_920, 139_264, 696_320, 240_000, 13},
        {61, 8_355_840, 139_264, 696_320, 480_000, 13},
        {62, 16_711_680, 139_264, 696_320, 800_000, 13},
    };

    private Levels() {
    }

    /** The lowest level that holds such a stream; the highest there is if none does. */
    static int lowest(final int widthMbs, final int heightMbs, final double fps, final int bitrate, final int references) {
        final long size = (long) widthMbs * heightMbs;
        for (final int[] level : LIMITS) {
            final double side = Math.sqrt(8.0 * level[2]);
            if (size <= level[2] && widthMbs <= side && heightMbs <= side && size * fps <= level[1] && size * references <= level[3]
                && bitrate <= 1000L * level[4]) {
                return level[0];
            }
        }
        return LIMITS[LIMITS.length - 1][0];
    }

    static boolean exists(final int levelIdc) {
        for (final int[] level : LIMITS) {
            if (level[0] == levelIdc) {
                return true;
            }
        }
        return false;
    }

    /** Log2 of how many quarter samples a vector may point up. */
    static int log2VerticalRange(final int levelIdc) {
        for (final int[] level : LIMITS) {
            if (level[0] >= levelIdc) {
                return level[5];
            }
        }
        return LIMITS[LIMITS.length - 1][5];
    }
}
