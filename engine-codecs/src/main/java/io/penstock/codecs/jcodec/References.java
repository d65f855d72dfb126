package io.penstock.codecs.jcodec;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.SliceHeader;
import io.penstock.error.CodecException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jcodec.codecs.h264.io.model.Frame;
import org.jcodec.common.IntObjectMap;
import org.jcodec.common.model.ColorSpace;

/**
 * The decoded picture buffer: which pictures may be referred to (ITU-T H.264 8.2.5), in the shape that JCodec's slice decoder wants. JCodec's
 * own marking overlooks damaged instructions and pictures that were left out on purpose.
 */
final class References {
    private static final int MAX_POOL = 20;

    private Frame[] shortTerm = {};
    private final IntObjectMap<Frame> longTerm = new IntObjectMap<>();
    private final Deque<Frame> pool = new ArrayDeque<>();
    private int shortCount;

    Frame[] shortTerm() {
        return shortTerm;
    }

    IntObjectMap<Frame> longTerm() {
        return longTerm;
    }

    /** Prepares for an IDR picture. */
    void begin(final SliceHeader idr, final boolean newSize) {
        clear();
        if (newSize) {
            pool.clear();
        }
        final int frameNums = 1 << idr.sps.log2MaxFrameNum();
        if (shortTerm.length != frameNums) {
            shortTerm = new Frame[frameNums];
        }
    }

    /** Inserts non-existing pictures for frame numbers that were left out (8.2.5.2); only as many as can be referred to. */
    void skip(final SliceHeader slice, final int missing) {
        final int mask = shortTerm.length - 1;
        final int kept = Math.min(missing, Math.max(1, slice.sps.refFrames()));
        for (int back = kept; back > 0; back--) {
            final int frameNum = slice.frameNum - back & mask;
            slide(slice, frameNum);
            put(frameNum, missing());
        }
    }

    /** Marks a decoded reference picture (8.2.5.1). */
    void mark(final SliceHeader slice, final Frame picture) {
        if (slice.nalType == NalUnits.IDR) {
            final Frame saved = save(picture);
            if (slice.longTermIdr) {
                saved.setShortTerm(false);
                longTerm.put(0, saved);
            } else {
                put(slice.frameNum, saved);
            }
            return;
        }
        if (slice.markingCount < 0) {
            slide(slice, slice.frameNum);
            put(slice.frameNum, save(picture));
        } else {
            adapt(slice, save(picture));
        }
        if (shortCount + longTerm.size() > Math.max(1, slice.sps.refFrames())) {
            throw new CodecException("h264: more reference pictures than the " + slice.sps.refFrames() + " announced");
        }
    }

    /** Sliding window (8.2.5.3). */
    private void slide(final SliceHeader slice, final int current) {
        final int mask = shortTerm.length - 1;
        while (shortCount > 0 && shortCount + longTerm.size() >= Math.max(1, slice.sps.refFrames())) {
            int age = mask;
            while (age > 0 && shortTerm[current - age & mask] == null) {
                age--;
            }
            if (age == 0) {
                return;
            }
            remove(current - age & mask);
        }
    }

    /** Instructions (8.2.5.4). */
    private void adapt(final SliceHeader slice, final Frame picture) {
        final int mask = shortTerm.length - 1;
        boolean isLong = false;
        int frameNum = slice.frameNum;
        for (int i = 0; i < slice.markingCount; i++) {
            final int first = slice.markings[3 * i + 1];
            final int referred = slice.frameNum - first - 1 & mask;
            switch (slice.markings[3 * i]) {
                case 1 -> remove(referred);
                case 2 -> dropLong(first);
                case 3 -> toLong(referred, slice.markings[3 * i + 2]);
                case 4 -> {
                    for (final int key : longTerm.keys()) {
                        if (key >= first) {
                            dropLong(key);
                        }
                    }
                }
                case 5 -> {
                    clear();
                    frameNum = 0;
                }
                default -> {
                    dropLong(first);
                    picture.setShortTerm(false);
                    longTerm.put(first, picture);
                    isLong = true;
                }
            }
        }
        if (!isLong) {
            put(frameNum, picture);
        }
    }

    private void toLong(final int frameNum, final int index) {
        final Frame frame = shortTerm[frameNum];
        if (frame == null || isMissing(frame)) {
            throw new CodecException("h264: a picture that is not there was to be made a long-term reference");
        }
        shortTerm[frameNum] = null;
        shortCount--;
        dropLong(index);
        frame.setShortTerm(false);
        longTerm.put(index, frame);
    }

    private void put(final int frameNum, final Frame frame) {
        remove(frameNum);
        shortTerm[frameNum] = frame;
        shortCount++;
    }

    private void remove(final int frameNum) {
        final Frame frame = shortTerm[frameNum];
        if (frame != null) {
            shortTerm[frameNum] = null;
            shortCount--;
            recycle(frame);
        }
    }

    private void dropLong(final int index) {
        final Frame frame = longTerm.get(index);
        if (frame != null) {
            longTerm.remove(index);
            recycle(frame);
        }
    }

    private void recycle(final Frame frame) {
        if (!isMissing(frame) && pool.size() < MAX_POOL) {
            pool.add(frame);
        }
    }

    /** Without planes: whoever predicts from it fails, which is how the loss is noticed. */
    private static Frame missing() {
        return new Frame(0, 0, null, ColorSpace.YUV420, null, 0, null, null, null, Integer.MIN_VALUE);
    }

    private static boolean isMissing(final Frame frame) {
        return frame.getData() == null;
    }

    private Frame save(final Frame picture) {
        final Frame saved = pool.isEmpty() ? Frame.createFrame(picture) : pool.poll();
        saved.copyFromFrame(picture);
        return saved;
    }

    /** Forgets all pictures. */
    void clear() {
        for (int i = 0; i < shortTerm.length && shortCount > 0; i++) {
            remove(i);
        }
        for (final int key : longTerm.keys()) {
            dropLong(key);
        }
    }
}
