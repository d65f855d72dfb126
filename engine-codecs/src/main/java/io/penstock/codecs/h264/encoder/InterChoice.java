package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.motion.MotionPrediction;
import io.penstock.codecs.h264.motion.MotionSearch;
import io.penstock.codecs.h264.motion.Reference;
import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.h264.write.BitWriter;

/** Finds the partition and the vectors of a macroblock that are cheapest by difference and vector bits. */
final class InterChoice {
    private static final int STRIDE = Macroblock.PREDICTION_STRIDE;
    private static final int MOST_CANDIDATES = 12;
    /** Difference, in costs of a bit, above which two vectors or four may be cheaper than one. */
    private static final int WORTH_DIVIDING = 16;

    private final Tools tools;
    private final MotionSearch search = new MotionSearch();
    private final MotionPrediction predicted = new MotionPrediction();
    private final short[] candidatesX = new short[MOST_CANDIDATES];
    private final short[] candidatesY = new short[MOST_CANDIDATES];
    private int candidates;
    private int earlierX;
    private int earlierY;
    /** Vectors of the quarters and of the halves. */
    private final int[] quarterX = new int[4];
    private final int[] quarterY = new int[4];
    private final int[] halfX = new int[2];
    private final int[] halfY = new int[2];
    private final int[] bestX = new int[4];
    private final int[] bestY = new int[4];

    private int skipX;
    private int skipY;
    private int edge = Integer.MAX_VALUE;
    private int wholePredictedX;
    private int wholePredictedY;
    private int wholeX;
    private int wholeY;
    private int bestType;

    InterChoice(final Tools tools) {
        this.tools = tools;
    }

    int skipX() {
        return skipX;
    }

    int skipY() {
        return skipY;
    }

    /** Works out the vector of a skipped macroblock; remembers where the picture before had moved, which is overwritten later. */
    void begin(final Macroblock mb) {
        final int middle = mb.block;
        earlierX = mb.map.reference[middle] >= 0 ? mb.map.mvX[middle] : 0;
        earlierY = mb.map.reference[middle] >= 0 ? mb.map.mvY[middle] : 0;
        predicted.skip(mb.map, mb.x, mb.y);
        skipX = predicted.x();
        skipY = predicted.y();
    }

    /** Predicts luma and chroma by the vector of a skip. */
    void predictSkip(final Macroblock mb, final Reference reference) {
        reference.predictLuma(64 * mb.x + skipX, 64 * mb.y + skipY, 16, 16, mb.prediction, 0, STRIDE);
        predictChroma(mb, reference, 0, 0, 8, 8, skipX, skipY);
    }

    /** Keeps vectors from reaching to the right of a column: behind it is what a decoder may have lost. */
    void keepLeftOf(final int column) {
        edge = column;
        search.keepLeftOf(column);
    }

    /** Whether a macroblock may be skipped: its vector stays within the window. */
    boolean canSkip(final Macroblock mb, final Reference reference) {
        final Picture picture = reference.picture();
        final int x4 = 64 * mb.x + skipX;
        final int y4 = 64 * mb.y + skipY;
        return x4 >= Reference.minX4() && x4 <= Reference.maxX4(16, picture.width()) && x4 <= 4L * (edge - 16)
            && y4 >= Reference.minY4() && y4 <= Reference.maxY4(16, picture.height());
    }

    /** Picks type and vectors, leaves them in the macroblock and its map; gives the cost. */
    int choose(final Macroblock mb, final Picture source, final Reference reference, final int lambda) {
        gather(mb);
        predicted.predict(mb.map, mb.x, mb.y, 0, 0, 4, 4, 0);
        wholePredictedX = predicted.x();
        wholePredictedY = predicted.y();
        seek(mb, source, reference, lambda, 0, 0, 16, 16, wholePredictedX, wholePredictedY);
        mb.type = MacroblockMap.P16X16;
        wholeX = search.x();
        wholeY = search.y();
        bestX[0] = wholeX;
        bestY[0] = wholeY;
        int best = search.cost() + lambda;
        if (tools.halves() && search.distortion() > WORTH_DIVIDING * lambda) {
            addCandidate(wholeX, wholeY);
            best = divide(mb, source, reference, lambda, best);
        }
        bestType = mb.type;
        settle(mb);
        return best;
    }

    /** Whether the best is more than one vector. */
    boolean divided() {
        return bestType != MacroblockMap.P16X16;
    }

    /** Takes what was picked, after something else was tried. */
    void takeBest(final Macroblock mb) {
        mb.type = bestType;
        settle(mb);
    }

    /** Takes the best single vector. */
    void takeWhole(final Macroblock mb) {
        mb.type = MacroblockMap.P16X16;
        part(mb, 0, wholePredictedX, wholePredictedY, wholeX, wholeY, 0, 0, 4, 4);
    }

    private int divide(final Macroblock mb, final Picture source, final Reference reference, final int lambda, final int whole) {
        int best = whole;
        if (tools.quarters()) {
            final int cost = quarters(mb, source, reference, lambda);
            if (cost < best) {
                best = cost;
                keep(mb, MacroblockMap.P8X8, quarterX, quarterY, 4);
            }
        }
        final int upDown = halves(mb, source, reference, lambda, true, best);
        if (upDown < best) {
            best = upDown;
            keep(mb, MacroblockMap.P16X8, halfX, halfY, 2);
        }
        final int leftRight = halves(mb, source, reference, lambda, false, best);
        if (leftRight < best) {
            best = leftRight;
            keep(mb, MacroblockMap.P8X16, halfX, halfY, 2);
        }
        return best;
    }

    private void keep(final Macroblock mb, final byte type, final int[] vectorsX, final int[] vectorsY, final int parts) {
        mb.type = type;
        System.arraycopy(vectorsX, 0, bestX, 0, parts);
        System.arraycopy(vectorsY, 0, bestY, 0, parts);
    }

    private int quarters(final Macroblock mb, final Picture source, final Reference reference, final int lambda) {
        int total = lambda * (BitWriter.ueBits(3) + 4);
        for (int i = 0; i < 4; i++) {
            final int x = (i & 1) * 2;
            final int y = (i >> 1) * 2;
            predicted.predict(mb.map, mb.x, mb.y, x, y, 2, 2, 0);
            seek(mb, source, reference, lambda, 4 * x, 4 * y, 8, 8, predicted.x(), predicted.y());
            quarterX[i] = search.x();
            quarterY[i] = search.y();
            mb.fillMotion(x, y, 2, 2, search.x(), search.y(), 0);
            total += search.cost();
        }
        return total;
    }

    private int halves(final Macroblock mb, final Picture source, final Reference reference, final int lambda, final boolean upDown,
                       final int limit) {
        int total = lambda * 3;
        for (int i = 0; i < 2; i++) {
            final int x = upDown ? 0 : 2 * i;
            final int y = upDown ? 2 * i : 0;
            final int wide = upDown ? 4 : 2;
            final int high = upDown ? 2 : 4;
            predictHalf(mb, upDown, i);
            seek(mb, source, reference, lambda, 4 * x, 4 * y, 4 * wide, 4 * high, predicted.x(), predicted.y());
            halfX[i] = search.x();
            halfY[i] = search.y();
            mb.fillMotion(x, y, wide, high, search.x(), search.y(), 0);
            total += search.cost();
            if (total >= limit) {
                return total;
            }
        }
        return total;
    }

    private void predictHalf(final Macroblock mb, final boolean upDown, final int part) {
        if (upDown) {
            predicted.predict16x8(mb.map, mb.x, mb.y, part, 0);
        } else {
            predicted.predict8x16(mb.map, mb.x, mb.y, part, 0);
        }
    }

    private void seek(final Macroblock mb, final Picture source, final Reference reference, final int lambda, final int x, final int y,
                      final int wide, final int high, final int predictedX, final int predictedY) {
        search.search(reference, source.luma, mb.lumaAt + y * source.lumaStride + x, source.lumaStride, 16 * mb.x + x, 16 * mb.y + y, wide, high,
            predictedX, predictedY, candidatesX, candidatesY, candidates, lambda, tools.search());
    }

    /** Vectors worth trying: none, those of the neighbours, and those of the picture before here, on the right and below. */
    private void gather(final Macroblock mb) {
        final MacroblockMap map = mb.map;
        candidates = 0;
        addCandidate(0, 0);
        addCandidate(skipX, skipY);
        addCandidate(earlierX, earlierY);
        if (mb.left) {
            addBlock(map, mb.block - 1);
        }
        if (mb.top) {
            addBlock(map, mb.block - map.blockStride);
        }
        if (mb.topRight) {
            addBlock(map, mb.block - map.blockStride + 4);
        }
        if (mb.x + 1 < map.widthMbs) {
            addBlock(map, mb.block + 4);
        }
        if (mb.y + 1 < mb.endRow) {
            addBlock(map, mb.block + 4 * map.blockStride);
        }
    }

    private void addBlock(final MacroblockMap map, final int at) {
        if (map.reference[at] >= 0) {
            addCandidate(map.mvX[at], map.mvY[at]);
        }
    }

    private void addCandidate(final int x, final int y) {
        for (int i = 0; i < candidates; i++) {
            if (candidatesX[i] == x && candidatesY[i] == y) {
                return;
            }
        }
        if (candidates < MOST_CANDIDATES) {
            candidatesX[candidates] = (short) x;
            candidatesY[candidates] = (short) y;
            candidates++;
        }
    }

    /** Writes what won into the map, with the predictions of its vectors, which depend on each other. */
    private void settle(final Macroblock mb) {
        switch (mb.type) {
            case MacroblockMap.P16X16 -> part(mb, 0, wholePredictedX, wholePredictedY, wholeX, wholeY, 0, 0, 4, 4);
            case MacroblockMap.P16X8 -> {
                for (int i = 0; i < 2; i++) {
                    predicted.predict16x8(mb.map, mb.x, mb.y, i, 0);
                    part(mb, i, predicted.x(), predicted.y(), bestX[i], bestY[i], 0, 2 * i, 4, 2);
                }
            }
            case MacroblockMap.P8X16 -> {
                for (int i = 0; i < 2; i++) {
                    predicted.predict8x16(mb.map, mb.x, mb.y, i, 0);
                    part(mb, i, predicted.x(), predicted.y(), bestX[i], bestY[i], 2 * i, 0, 2, 4);
                }
            }
            default -> {
                for (int i = 0; i < 4; i++) {
                    final int x = (i & 1) * 2;
                    final int y = (i >> 1) * 2;
                    predicted.predict(mb.map, mb.x, mb.y, x, y, 2, 2, 0);
                    part(mb, i, predicted.x(), predicted.y(), bestX[i], bestY[i], x, y, 2, 2);
                }
            }
        }
    }

    private static void part(final Macroblock mb, final int i, final int predictionX, final int predictionY, final int vectorX,
                             final int vectorY, final int x, final int y, final int wide, final int high) {
        mb.predictedX[i] = predictionX;
        mb.predictedY[i] = predictionY;
        mb.mvX[i] = vectorX;
        mb.mvY[i] = vectorY;
        mb.fillMotion(x, y, wide, high, vectorX, vectorY, 0);
    }

    /** Predicts luma and chroma by what was chosen. */
    void predict(final Macroblock mb, final Reference reference) {
        final int wide = mb.type == MacroblockMap.P8X16 || mb.type == MacroblockMap.P8X8 ? 8 : 16;
        final int high = mb.type == MacroblockMap.P16X8 || mb.type == MacroblockMap.P8X8 ? 8 : 16;
        int i = 0;
        for (int y = 0; y < 16; y += high) {
            for (int x = 0; x < 16; x += wide) {
                reference.predictLuma(4 * (16 * mb.x + x) + mb.mvX[i], 4 * (16 * mb.y + y) + mb.mvY[i], wide, high, mb.prediction,
                    y * STRIDE + x, STRIDE);
                predictChroma(mb, reference, x / 2, y / 2, wide / 2, high / 2, mb.mvX[i], mb.mvY[i]);
                i++;
            }
        }
    }

    private static void predictChroma(final Macroblock mb, final Reference reference, final int x, final int y, final int wide, final int high,
                                      final int vectorX, final int vectorY) {
        reference.predictChroma(8 * (8 * mb.x + x) + vectorX, 8 * (8 * mb.y + y) + vectorY, wide, high,
            mb.prediction, Macroblock.PREDICTION_CB + y * STRIDE + x, mb.prediction, Macroblock.PREDICTION_CR + y * STRIDE + x, STRIDE);
    }
}
