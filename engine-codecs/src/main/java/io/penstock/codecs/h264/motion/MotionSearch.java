package io.penstock.codecs.h264.motion;

import io.penstock.codecs.h264.picture.Picture;

/**
 * Finds the motion vector of a block: starts from vectors that are likely, descends from the best of them by whole samples, then refines it by
 * halves and quarters. A vector's cost is what the block differs from where it points, and lambda for each bit its difference to the predicted
 * vector takes.
 *
 * <p>The vectors keep the block within {@link Reference#MARGIN} samples of the picture and within what the lowest level for such a picture
 * allows (ITU-T H.264 table A-1). Each search leaves its result in {@link #x()}, {@link #y()}, {@link #cost()} and {@link #distortion()}.
 * Not thread-safe: one for each thread that codes.
 */
public final class MotionSearch {
    /** Points of a hexagon around the middle, in order, then the first two again. */
    private static final int[] HEXAGON_X = {-2, -1, 1, 2, 1, -1, -2, -1};
    private static final int[] HEXAGON_Y = {0, -2, -2, 0, 2, 2, 0, -2};
    /** Sixteen points of a ring of radius 4. */
    private static final int[] RING_X = {-4, -4, -4, -4, -4, 4, 4, 4, 4, 4, -2, -2, 0, 0, 2, 2};
    private static final int[] RING_Y = {-2, -1, 0, 1, 2, -2, -1, 0, 1, 2, -3, 3, -4, 4, -3, 3};
    /** Farthest ring, in radii of 4. */
    private static final int RINGS = 4;
    /** Bits of a pair of vector differences are this less twice the leading zeros of both magnitudes. */
    private static final int PAIR_BITS = 130;
    /** Quarter samples: ITU-T H.264 table A-1 allows [-2048, +2047.75] across. */
    private static final int MOST_ACROSS = 8191;
    /** Quarter samples: vectors as near to one that was tried are left to the descent. */
    private static final int NEAR = 4;
    /** A start that differs less than (lambda + 2) / 8 a sample is descended from no further: little of it will be coded. */
    private static final int GOOD_SHIFT = 3;
    /** Whole samples that differ less than lambda / 16 are not refined: nothing of it will be coded, and nobody would see it. */
    private static final int STILL_SHIFT = 4;
    private static final int NEVER = Integer.MAX_VALUE;
    /** Sides of the best full-sample vector: cost of the neighbour there. */
    private static final int LEFT = 0;
    private static final int RIGHT = 1;
    private static final int UP = 2;
    private static final int DOWN = 3;

    private final byte[] scratch = new byte[256];
    private final int[] beside = new int[4];
    /** Vectors tried at the start. */
    private final int[] triedX = new int[16];
    private final int[] triedY = new int[16];
    private int tries;

    private int x;
    private int y;
    private int cost;
    private int distortion;

    private Reference reference;
    private byte[] luma;
    private int stride;
    private byte[] source;
    private int sourceAt;
    private int sourceStride;
    private int wide;
    private int high;
    /** Block in quarter samples. */
    private int blockX4;
    private int blockY4;
    /** Where a vector of none points in the reference. */
    private int origin;
    private int predictedX;
    private int predictedY;
    private int weight;
    private int minX;
    private int maxX;
    /** Column in quarter samples that no block may reach. */
    private int edge4 = NEVER;
    private int minY;
    private int maxY;

    /** Makes a search. */
    public MotionSearch() {
        // Nothing to set: a search takes everything it needs.
    }

    /**
     * The vector found, across.
     *
     * @return quarter samples.
     */
    public int x() {
        return x;
    }

    /**
     * The vector found, down.
     *
     * @return quarter samples.
     */
    public int y() {
        return y;
    }

    /**
     * What the vector costs: its {@link #distortion()} and lambda times the bits of its difference to the predicted one.
     *
     * @return cost in units of differences.
     */
    public int cost() {
        return cost;
    }

    /**
     * How the block differs from where the vector points.
     *
     * @return sum of absolute differences, or of transformed ones if the effort says so.
     */
    public int distortion() {
        return distortion;
    }

    /**
     * Searches the vector of a block.
     *
     * @param ref         picture to search in, with its border.
     * @param src         array of the picture in work.
     * @param srcAt       first sample of the block in it.
     * @param srcStride   distance of its rows.
     * @param blockX      column of the block in the picture, in samples.
     * @param blockY      row of it.
     * @param w           its width, 8 or 16.
     * @param h           its height, 8 or 16.
     * @param predX       predicted vector, in quarter samples: from which the difference is sent.
     * @param predY       the same, down.
     * @param candidatesX vectors worth trying, in quarter samples: of neighbours, of this place in the picture before. The predicted one and
     *                    none at all are tried anyway.
     * @param candidatesY the same, down.
     * @param candidates  how many there are.
     * @param lambda      cost of a bit, at least 0.
     * @param effort      how hard to look.
     */
    public void search(final Reference ref, final byte[] src, final int srcAt, final int srcStride, final int blockX, final int blockY, final int w,
            final int h, final int predX, final int predY, final short[] candidatesX, final short[] candidatesY, final int candidates,
            final int lambda, final SearchEffort effort) {
        source = src;
        sourceAt = srcAt;
        sourceStride = srcStride;
        wide = w;
        high = h;
        predictedX = predX;
        predictedY = predY;
        weight = lambda;
        place(ref, blockX, blockY);
        start(candidatesX, candidatesY, candidates);
        final int good = w * h * (lambda + 2) >> GOOD_SHIFT;
        if (distortion > good && effort.maxSteps() > 0) {
            descend(effort, good);
        } else {
            look();
        }
        refine(effort, distortion << STILL_SHIFT > w * h * lambda);
    }

    /**
     * Keeps blocks from reaching to the right of a column, from now on.
     *
     * @param column first luma column that is not to be used, or {@link Integer#MAX_VALUE} for no such thing. What the filter between samples
     *               reads beyond a block is the caller's to leave room for.
     */
    public void keepLeftOf(final int column) {
        edge4 = column == NEVER ? NEVER : 4 * column;
    }

    /** Window of the vectors. */
    private void place(final Reference ref, final int blockX, final int blockY) {
        final Picture picture = ref.picture();
        reference = ref;
        luma = picture.luma;
        stride = picture.lumaStride;
        blockX4 = 4 * blockX;
        blockY4 = 4 * blockY;
        origin = picture.lumaAt(blockX, blockY);
        final int limit = mostDown(picture.width() * picture.height() >> 8);
        minX = Math.max(Reference.minX4() - blockX4, -MOST_ACROSS - 1);
        maxX = Math.min(Math.min(Reference.maxX4(wide, picture.width()), edge4 - 4 * wide) - blockX4, MOST_ACROSS);
        minY = Math.max(Reference.minY4() - blockY4, -limit - 1);
        maxY = Math.min(Reference.maxY4(high, picture.height()) - blockY4, limit);
    }

    /** Longest vector down, in quarter samples, of the lowest level for so many macroblocks (ITU-T H.264 table A-1). */
    private static int mostDown(final int macroblocks) {
        return macroblocks <= 99 ? 255 : macroblocks <= 396 ? 511 : macroblocks <= 1620 ? 1023 : 2047;
    }

    private int clampX(final int vector) {
        return Math.max(minX, Math.min(maxX, vector));
    }

    private int clampY(final int vector) {
        return Math.max(minY, Math.min(maxY, vector));
    }

    private int bits(final int vectorX, final int vectorY) {
        return weight * (PAIR_BITS
            - 2 * (Integer.numberOfLeadingZeros(Math.abs(vectorX - predictedX)) + Integer.numberOfLeadingZeros(Math.abs(vectorY - predictedY))));
    }

    /** The best of the likely vectors, in whole samples, each tried once. */
    private void start(final short[] candidatesX, final short[] candidatesY, final int candidates) {
        cost = NEVER;
        tries = 0;
        likely(0, 0);
        likely(predictedX, predictedY);
        for (int i = 0; i < candidates; i++) {
            likely(candidatesX[i], candidatesY[i]);
        }
    }

    private void likely(final int vectorX, final int vectorY) {
        final int wholeX = clampX(vectorX) + 2 & ~3;
        final int wholeY = clampY(vectorY) + 2 & ~3;
        for (int i = 0; i < tries; i++) {
            if (Math.abs(triedX[i] - wholeX) <= NEAR && Math.abs(triedY[i] - wholeY) <= NEAR) {
                return;
            }
        }
        if (tries < triedX.length) {
            triedX[tries] = wholeX;
            triedY[tries++] = wholeY;
        }
        visit(wholeX, wholeY);
    }

    /** Tries a vector of whole samples; gives its cost, or at least the best one's if it is no better. */
    private int visit(final int vectorX, final int vectorY) {
        if (vectorX < minX || vectorX > maxX || vectorY < minY || vectorY > maxY) {
            return NEVER;
        }
        final int toCode = bits(vectorX, vectorY);
        final int at = origin + (vectorY >> 2) * stride + (vectorX >> 2);
        int difference = Pixels.sad(source, sourceAt, 2 * sourceStride, luma, at, 2 * stride, wide, high >> 1);
        if (2 * difference - (difference >> 3) + toCode >= cost) {
            return 2 * difference + toCode;
        }
        difference += Pixels.sad(source, sourceAt + sourceStride, 2 * sourceStride, luma, at + stride, 2 * stride, wide, high >> 1);
        final int total = difference + toCode;
        if (total < cost) {
            cost = total;
            distortion = difference;
            x = vectorX;
            y = vectorY;
        }
        return total;
    }

    private void descend(final SearchEffort effort, final int good) {
        int steps = effort.maxSteps();
        if (effort.pattern() != SearchEffort.Pattern.DIAMOND) {
            if (effort.pattern() == SearchEffort.Pattern.WIDE && distortion > 2 * good) {
                rings();
            }
            steps = hexagon(steps);
        }
        diamond(steps);
    }

    private void rings() {
        final int middleX = x;
        final int middleY = y;
        for (int radius = 1; radius <= RINGS; radius++) {
            for (int i = 0; i < RING_X.length; i++) {
                visit(middleX + 4 * radius * RING_X[i], middleY + 4 * radius * RING_Y[i]);
            }
        }
    }

    /** Moves as long as a point of the hexagon is better; gives the steps left. After a move only the three points ahead are new. */
    private int hexagon(final int most) {
        int steps = most;
        int from = 0;
        int to = 6;
        while (steps-- > 0) {
            final int middleX = x;
            final int middleY = y;
            int ahead = -1;
            for (int i = from; i < to; i++) {
                final int before = cost;
                visit(middleX + 4 * HEXAGON_X[i], middleY + 4 * HEXAGON_Y[i]);
                if (cost < before) {
                    ahead = i < 6 ? i : i - 6;
                }
            }
            if (ahead < 0) {
                break;
            }
            from = ahead > 0 ? ahead - 1 : 5;
            to = from + 3;
        }
        return Math.max(steps, 1);
    }

    /** Moves as long as one of the four nearest is better, and remembers what they cost at the end. */
    private void diamond(final int most) {
        int steps = most;
        int cameFrom = -1;
        int behind = 0;
        do {
            final int middleX = x;
            final int middleY = y;
            final int middle = cost;
            beside[LEFT] = cameFrom == LEFT ? behind : visit(middleX - 4, middleY);
            beside[RIGHT] = cameFrom == RIGHT ? behind : visit(middleX + 4, middleY);
            beside[UP] = cameFrom == UP ? behind : visit(middleX, middleY - 4);
            beside[DOWN] = cameFrom == DOWN ? behind : visit(middleX, middleY + 4);
            if (cost == middle) {
                return;
            }
            cameFrom = x < middleX ? RIGHT : x > middleX ? LEFT : y < middleY ? DOWN : UP;
            behind = middle;
        } while (--steps > 0);
        look();
    }

    /** Nothing is known of the neighbours. */
    private void look() {
        beside[LEFT] = 0;
        beside[RIGHT] = 0;
        beside[UP] = 0;
        beside[DOWN] = 0;
    }

    private void refine(final SearchEffort effort, final boolean worthwhile) {
        final boolean satd = effort.satd();
        if (satd) {
            distortion = reference.satd(source, sourceAt, sourceStride, blockX4 + x, blockY4 + y, wide, high, scratch);
            cost = distortion + bits(x, y);
        }
        if (!effort.halfPel() || !worthwhile) {
            return;
        }
        final int wholeX = x;
        final int wholeY = y;
        final int finest = effort.quarterPel() ? ~0 : ~1;
        if (((predictedX | predictedY) & finest & 3) != 0) {
            between(predictedX & finest, predictedY & finest, satd);
        }
        if (x != wholeX || y != wholeY) {
            around(effort.quarterPel() ? 1 : 2, 1, satd);
        } else if ((beside[LEFT] | beside[RIGHT] | beside[UP] | beside[DOWN]) != 0) {
            lean(effort.quarterPel(), satd);
        } else {
            around(2, 1, satd);
            if (effort.quarterPel()) {
                around(1, 1, satd);
            }
        }
        if (effort.quarterPel() && effort.pattern() != SearchEffort.Pattern.DIAMOND) {
            around(1, effort.pattern() == SearchEffort.Pattern.WIDE ? 2 : 1, satd);
        }
    }

    /** Refines towards the sides that are less bad: the best place is no more than half a sample away, on their side. */
    private void lean(final boolean quarters, final boolean satd) {
        final int sideX = beside[LEFT] < beside[RIGHT] ? -1 : 1;
        final int sideY = beside[UP] < beside[DOWN] ? -1 : 1;
        final int wholeX = x;
        final int wholeY = y;
        between(wholeX + 2 * sideX, wholeY, satd);
        between(wholeX, wholeY + 2 * sideY, satd);
        if (x != wholeX || y != wholeY) {
            between(wholeX + 2 * sideX, wholeY + 2 * sideY, satd);
        }
        if (quarters) {
            final int halfX = x;
            final int halfY = y;
            final int towardsX = halfX == wholeX ? sideX : -sideX;
            final int towardsY = halfY == wholeY ? sideY : -sideY;
            between(halfX + towardsX, halfY, satd);
            between(halfX, halfY + towardsY, satd);
            between(halfX + towardsX, halfY + towardsY, satd);
        }
    }

    /** Moves to the best of the four at a distance as long as there is a better one. */
    private void around(final int distance, final int most, final boolean satd) {
        for (int steps = most; steps > 0; steps--) {
            final int middleX = x;
            final int middleY = y;
            between(middleX - distance, middleY, satd);
            between(middleX + distance, middleY, satd);
            between(middleX, middleY - distance, satd);
            between(middleX, middleY + distance, satd);
            if (x == middleX && y == middleY) {
                return;
            }
        }
    }

    /** Tries a vector between samples. */
    private void between(final int vectorX, final int vectorY, final boolean satd) {
        if (vectorX < minX || vectorX > maxX || vectorY < minY || vectorY > maxY) {
            return;
        }
        final int toCode = bits(vectorX, vectorY);
        if (toCode >= cost) {
            return;
        }
        final int difference = satd
            ? reference.satd(source, sourceAt, sourceStride, blockX4 + vectorX, blockY4 + vectorY, wide, high, scratch)
            : reference.sad(source, sourceAt, sourceStride, blockX4 + vectorX, blockY4 + vectorY, wide, high);
        final int total = difference + toCode;
        if (total < cost) {
            cost = total;
            distortion = difference;
            x = vectorX;
            y = vectorY;
        }
    }
}
