package io.penstock.codecs.h264.deblock;

/**
 * Filters the samples across one edge of a macroblock (ITU-T H.264 8.7.2).
 *
 * <p>{@code at} is sample q0 of the first line, {@code across} the distance from p0 to q0, {@code along} from one line to the next.
 * {@code strengths} has a byte 0 to 3 for each quarter of the edge, the lowest byte first.
 */
final class EdgeFilter {
    private EdgeFilter() {
    }

    /** Sixteen lines of luma, bS 1 to 3 (8.7.2.3). */
    static void luma(final byte[] s, final int at, final int across, final int along, final int strengths, final int alpha, final int beta,
                     final int clips) {
        for (int quarter = 0; quarter < 4; quarter++) {
            final int strength = strengths >>> 8 * quarter & 3;
            if (strength != 0) {
                final int tc0 = clips >>> 8 * strength & 255;
                int q = at + 4 * quarter * along;
                for (int line = 0; line < 4; line++, q += along) {
                    lumaLine(s, q, across, alpha, beta, tc0);
                }
            }
        }
    }

    private static void lumaLine(final byte[] s, final int at, final int across, final int alpha, final int beta, final int tc0) {
        final int p0 = s[at - across] & 255;
        final int q0 = s[at] & 255;
        final int p1 = s[at - 2 * across] & 255;
        final int q1 = s[at + across] & 255;
        if (Math.abs(p0 - q0) >= alpha || Math.abs(p1 - p0) >= beta || Math.abs(q1 - q0) >= beta) {
            return;
        }
        final int p2 = s[at - 3 * across] & 255;
        final int q2 = s[at + 2 * across] & 255;
        final int middle = p0 + q0 + 1 >> 1;
        int tc = tc0;
        if (Math.abs(p2 - p0) < beta) {
            tc++;
            s[at - 2 * across] = (byte) (p1 + clip(p2 + middle - 2 * p1 >> 1, tc0));
        }
        if (Math.abs(q2 - q0) < beta) {
            tc++;
            s[at + across] = (byte) (q1 + clip(q2 + middle - 2 * q1 >> 1, tc0));
        }
        final int delta = clip((q0 - p0 << 2) + p1 - q1 + 4 >> 3, tc);
        s[at - across] = sample(p0 + delta);
        s[at] = sample(q0 - delta);
    }

    /** Sixteen lines of luma, bS 4 (8.7.2.4). */
    static void strongLuma(final byte[] s, final int at, final int across, final int along, final int alpha, final int beta) {
        int q = at;
        for (int line = 0; line < 16; line++, q += along) {
            strongLumaLine(s, q, across, alpha, beta);
        }
    }

    private static void strongLumaLine(final byte[] s, final int at, final int across, final int alpha, final int beta) {
        final int p0 = s[at - across] & 255;
        final int q0 = s[at] & 255;
        final int p1 = s[at - 2 * across] & 255;
        final int q1 = s[at + across] & 255;
        final int step = Math.abs(p0 - q0);
        if (step >= alpha || Math.abs(p1 - p0) >= beta || Math.abs(q1 - q0) >= beta) {
            return;
        }
        final boolean small = step < (alpha >> 2) + 2;
        final int p2 = s[at - 3 * across] & 255;
        final int q2 = s[at + 2 * across] & 255;
        if (small && Math.abs(p2 - p0) < beta) {
            final int p3 = s[at - 4 * across] & 255;
            s[at - across] = (byte) (p2 + 2 * p1 + 2 * p0 + 2 * q0 + q1 + 4 >> 3);
            s[at - 2 * across] = (byte) (p2 + p1 + p0 + q0 + 2 >> 2);
            s[at - 3 * across] = (byte) (2 * p3 + 3 * p2 + p1 + p0 + q0 + 4 >> 3);
        } else {
            s[at - across] = (byte) (2 * p1 + p0 + q1 + 2 >> 2);
        }
        if (small && Math.abs(q2 - q0) < beta) {
            final int q3 = s[at + 3 * across] & 255;
            s[at] = (byte) (p1 + 2 * p0 + 2 * q0 + 2 * q1 + q2 + 4 >> 3);
            s[at + across] = (byte) (p0 + q0 + q1 + q2 + 2 >> 2);
            s[at + 2 * across] = (byte) (2 * q3 + 3 * q2 + q1 + q0 + p0 + 4 >> 3);
        } else {
            s[at] = (byte) (2 * q1 + q0 + p1 + 2 >> 2);
        }
    }

    /** Eight lines of a chroma plane, bS 1 to 3; a strength is that of two lines. */
    static void chroma(final byte[] s, final int at, final int across, final int along, final int strengths, final int alpha, final int beta,
                       final int clips) {
        for (int quarter = 0; quarter < 4; quarter++) {
            final int strength = strengths >>> 8 * quarter & 3;
            if (strength != 0) {
                final int tc = (clips >>> 8 * strength & 255) + 1;
                final int q = at + 2 * quarter * along;
                chromaLine(s, q, across, alpha, beta, tc);
                chromaLine(s, q + along, across, alpha, beta, tc);
            }
        }
    }

    private static void chromaLine(final byte[] s, final int at, final int across, final int alpha, final int beta, final int tc) {
        final int p0 = s[at - across] & 255;
        final int q0 = s[at] & 255;
        final int p1 = s[at - 2 * across] & 255;
        final int q1 = s[at + across] & 255;
        if (Math.abs(p0 - q0) < alpha && Math.abs(p1 - p0) < beta && Math.abs(q1 - q0) < beta) {
            final int delta = clip((q0 - p0 << 2) + p1 - q1 + 4 >> 3, tc);
            s[at - across] = sample(p0 + delta);
            s[at] = sample(q0 - delta);
        }
    }

    /** Eight lines of a chroma plane, bS 4. */
    static void strongChroma(final byte[] s, final int at, final int across, final int along, final int alpha, final int beta) {
        int q = at;
        for (int line = 0; line < 8; line++, q += along) {
            final int p0 = s[q - across] & 255;
            final int q0 = s[q] & 255;
            final int p1 = s[q - 2 * across] & 255;
            final int q1 = s[q + across] & 255;
            if (Math.abs(p0 - q0) < alpha && Math.abs(p1 - p0) < beta && Math.abs(q1 - q0) < beta) {
                s[q - across] = (byte) (2 * p1 + p0 + q1 + 2 >> 2);
                s[q] = (byte) (2 * q1 + q0 + p1 + 2 >> 2);
            }
        }
    }

    private static int clip(final int value, final int bound) {
        return Math.max(-bound, Math.min(bound, value));
    }

    private static byte sample(final int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
