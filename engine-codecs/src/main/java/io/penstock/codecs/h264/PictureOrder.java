package io.penstock.codecs.h264;

/** Derives picture order counts of frames (ITU-T H.264 8.2.1), types 0, 1 and 2. One thread at a time. */
final class PictureOrder {
    private int prevMsb;
    private int prevLsb;
    private int prevFrameNum;
    private int prevFrameNumOffset;

    /** Order count of a picture; to be called once for every picture, in decoding order. */
    int next(final SliceHeader slice) {
        final boolean idr = slice.nalType == NalUnits.IDR;
        final boolean clears = clears(slice);
        if (slice.sps.pocType() == 0) {
            return type0(slice, idr, clears);
        }
        final int maxFrameNum = 1 << slice.sps.log2MaxFrameNum();
        final int offset = idr ? 0 : prevFrameNum > slice.frameNum ? prevFrameNumOffset + maxFrameNum : prevFrameNumOffset;
        final int order = slice.sps.pocType() == 1 ? type1(slice, offset) : type2(slice, offset);
        prevFrameNum = clears ? 0 : slice.frameNum;
        prevFrameNumOffset = clears ? 0 : offset;
        return order;
    }

    private int type0(final SliceHeader slice, final boolean idr, final boolean clears) {
        if (idr) {
            prevMsb = prevLsb = 0;
        }
        final int max = 1 << slice.sps.log2MaxPocLsb();
        final int lsb = slice.pocLsb;
        final int msb;
        if (lsb < prevLsb && prevLsb - lsb >= max / 2) {
            msb = prevMsb + max;
        } else if (lsb > prevLsb && lsb - prevLsb > max / 2) {
            msb = prevMsb - max;
        } else {
            msb = prevMsb;
        }
        final int top = msb + lsb;
        final int order = Math.min(top, top + slice.deltaPocBottom);
        if (slice.refIdc != 0) {
            prevMsb = clears ? 0 : msb;
            prevLsb = clears ? top - order : lsb;
        }
        return order;
    }

    private static int type1(final SliceHeader slice, final int frameNumOffset) {
        final int[] offsets = slice.sps.offsetRefFrame();
        int absolute = offsets.length == 0 ? 0 : frameNumOffset + slice.frameNum;
        if (slice.refIdc == 0 && absolute > 0) {
            absolute--;
        }
        int expected = 0;
        if (absolute > 0) {
            int cycle = 0;
            for (final int offset : offsets) {
                cycle += offset;
            }
            expected = (absolute - 1) / offsets.length * cycle;
            for (int i = 0; i <= (absolute - 1) % offsets.length; i++) {
                expected += offsets[i];
            }
        }
        if (slice.refIdc == 0) {
            expected += slice.sps.offsetNonRef();
        }
        final int top = expected + slice.deltaPoc[0];
        return Math.min(top, top + slice.sps.offsetTopToBottom() + slice.deltaPoc[1]);
    }

    private static int type2(final SliceHeader slice, final int frameNumOffset) {
        final int order = 2 * (frameNumOffset + slice.frameNum);
        return slice.nalType != NalUnits.IDR && slice.refIdc == 0 ? order - 1 : order;
    }

    /** Whether a picture forgets all references (operation 5). */
    static boolean clears(final SliceHeader slice) {
        for (int i = 0; i < slice.markingCount; i++) {
            if (slice.markings[3 * i] == 5) {
                return true;
            }
        }
        return false;
    }
}
