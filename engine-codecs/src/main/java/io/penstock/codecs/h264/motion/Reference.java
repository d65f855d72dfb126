package io.penstock.codecs.h264.motion;

import io.penstock.codecs.h264.picture.Picture;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A picture that others are predicted from, with the samples between its samples (ITU-T H.264 8.4.2.2): those at half distances are worked
 * out in tiles of 16x16 when somebody first looks at them, the rest are averages of two.
 *
 * <p>Any number of threads may look at once, but not while the picture is written: after that, {@link Picture#extend()} and
 * {@link #changed()}.
 */
public final class Reference {
    /** How far a block may leave the picture, in samples; with the filter's taps that stays within {@link Picture#BORDER}. */
    public static final int MARGIN = 24;
    private static final VarHandle FLAGS = MethodHandles.arrayElementVarHandle(byte[].class);
    private static final VarHandle BUSY;
    private static final int TILE_SHIFT = 4;
    private static final int TILE = 16;
    /** Rows of the border that have no six taps, and one for the columns before the first row; they are never looked at. */
    private static final int TAPS_BEFORE = 3;
    private static final int TAPS_AFTER = 3;
    /** Planes of table 8-12 that are averaged for each fraction (4 * vertical + horizontal): 0 G, 1 b, 2 h, 3 j; -1 none. */
    private static final byte[] FIRST = {0, 0, 1, 1, 0, 1, 1, 1, 2, 2, 3, 3, 2, 2, 3, 2};
    private static final byte[] SECOND = {-1, 1, -1, 0, 2, 2, 3, 2, -1, 3, -1, 2, 0, 1, 1, 1};
    /** Whether the second plane is taken a column further right, or a row further down; of 15 the first one a column further right. */
    private static final int SECOND_RIGHT = 1 << 3 | 1 << 7 | 1 << 11;
    private static final int SECOND_DOWN = 1 << 12 | 1 << 13 | 1 << 14 | 1 << 15;
    private static final int FIRST_RIGHT = 1 << 15;

    static {
        try {
            BUSY = MethodHandles.lookup().findVarHandle(Reference.class, "busy", boolean.class);
        } catch (final ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Picture picture;
    private final byte[][] planes;
    private final byte[] filled;
    private final int tilesPerRow;
    private final int stride;
    /** For the thread that holds {@link #busy}; others fill their tiles without, rather than wait. */
    private final short[] scratch = new short[PixelLoops.SCRATCH];
    private boolean busy;

    /**
     * Makes a reference with a black picture.
     *
     * @param width  luma samples a row, a multiple of 16.
     * @param height luma rows, a multiple of 16.
     */
    public Reference(final int width, final int height) {
        picture = new Picture(width, height);
        stride = picture.lumaStride;
        final int size = picture.luma.length;
        planes = new byte[][] {picture.luma, new byte[size], new byte[size], new byte[size]};
        tilesPerRow = stride >> TILE_SHIFT;
        filled = new byte[tilesPerRow * (height + 2 * Picture.BORDER >> TILE_SHIFT)];
    }

    /**
     * The picture itself.
     *
     * @return always the same one.
     */
    public Picture picture() {
        return picture;
    }

    /** The picture was written, and its border too: what is known between its samples is forgotten. */
    public void changed() {
        Arrays.fill(filled, (byte) 0);
        VarHandle.releaseFence();
    }

    /**
     * Leftmost place of a block.
     *
     * @return quarter samples.
     */
    public static int minX4() {
        return -4 * MARGIN;
    }

    /**
     * Topmost place of a block.
     *
     * @return quarter samples.
     */
    public static int minY4() {
        return -4 * MARGIN;
    }

    /**
     * Rightmost place of a block.
     *
     * @param w     its width.
     * @param width that of the picture.
     * @return quarter samples.
     */
    public static int maxX4(final int w, final int width) {
        return 4 * (width - w + MARGIN);
    }

    /**
     * Lowest place of a block.
     *
     * @param h      its height.
     * @param height that of the picture.
     * @return quarter samples.
     */
    public static int maxY4(final int h, final int height) {
        return 4 * (height - h + MARGIN);
    }

    /** Works out the tiles that a block and one more row and column touch. */
    private void need(final int at, final int w, final int h) {
        final int y = at / stride;
        final int x = at - y * stride;
        final int lastX = x + w >> TILE_SHIFT;
        final int lastY = y + h >> TILE_SHIFT;
        for (int tileY = y >> TILE_SHIFT; tileY <= lastY; tileY++) {
            for (int tileX = x >> TILE_SHIFT; tileX <= lastX; tileX++) {
                final int tile = tileY * tilesPerRow + tileX;
                if ((byte) FLAGS.getAcquire(filled, tile) == 0) {
                    fill(tileX, tileY);
                    FLAGS.setRelease(filled, tile, (byte) 1);
                }
            }
        }
    }

    private void fill(final int tileX, final int tileY) {
        final int from = Math.max(tileY * TILE, TAPS_BEFORE);
        final int rows = Math.min(tileY * TILE + TILE, picture.height() + 2 * Picture.BORDER - TAPS_AFTER) - from;
        final int at = from * stride + tileX * TILE;
        if (BUSY.compareAndSet(this, false, true)) {
            Pixels.halfSamples(picture.luma, at, stride, rows, planes[1], planes[2], planes[3], scratch);
            BUSY.setRelease(this, false);
        } else {
            PixelLoops.plainHalfSamples(picture.luma, at, stride, rows, planes[1], planes[2], planes[3]);
        }
    }

    /**
     * Luma samples at a place between samples.
     *
     * @param x4       column of the first, in quarter samples: 4 * x + motion.
     * @param y4       row, likewise.
     * @param w        4, 8 or 16.
     * @param h        4, 8 or 16.
     * @param to       receives them.
     * @param toAt     first sample.
     * @param toStride rows' distance.
     */
    public void predictLuma(final int x4, final int y4, final int w, final int h, final byte[] to, final int toAt, final int toStride) {
        final int at = picture.lumaAt(x4 >> 2, y4 >> 2);
        final int fraction = (y4 & 3) << 2 | x4 & 3;
        if (fraction == 0) {
            Pixels.copy(picture.luma, at, stride, to, toAt, toStride, w, h);
            return;
        }
        need(at, w, h);
        final byte[] first = planes[FIRST[fraction]];
        final int firstAt = at + (FIRST_RIGHT >> fraction & 1);
        if (SECOND[fraction] < 0) {
            Pixels.copy(first, firstAt, stride, to, toAt, toStride, w, h);
        } else {
            Pixels.average(first, firstAt, planes[SECOND[fraction]], second(at, fraction), stride, to, toAt, toStride, w, h);
        }
    }

    private int second(final int at, final int fraction) {
        return at + (SECOND_RIGHT >> fraction & 1) + (SECOND_DOWN >> fraction & 1) * stride;
    }

    /**
     * Sum of absolute differences of a block to what is at a place between samples.
     *
     * @param from       the block's array.
     * @param fromAt     its first sample.
     * @param fromStride its rows' distance.
     * @param x4         column in quarter samples.
     * @param y4         row in quarter samples.
     * @param w          8 or 16.
     * @param h          8 or 16.
     * @return the sum.
     */
    public int sad(final byte[] from, final int fromAt, final int fromStride, final int x4, final int y4, final int w, final int h) {
        final int at = picture.lumaAt(x4 >> 2, y4 >> 2);
        final int fraction = (y4 & 3) << 2 | x4 & 3;
        if (fraction == 0) {
            return Pixels.sad(from, fromAt, fromStride, picture.luma, at, stride, w, h);
        }
        need(at, w, h);
        final byte[] first = planes[FIRST[fraction]];
        final int firstAt = at + (FIRST_RIGHT >> fraction & 1);
        return SECOND[fraction] < 0 ? Pixels.sad(from, fromAt, fromStride, first, firstAt, stride, w, h)
            : Pixels.sadOfAverage(from, fromAt, fromStride, first, firstAt, planes[SECOND[fraction]], second(at, fraction), stride, w, h);
    }

    /**
     * Sum of transformed differences ({@link Pixels#satd}) of a block to what is at a place between samples.
     *
     * @param from       the block's array.
     * @param fromAt     its first sample.
     * @param fromStride its rows' distance.
     * @param x4         column in quarter samples.
     * @param y4         row in quarter samples.
     * @param w          8 or 16.
     * @param h          8 or 16.
     * @param scratch    256 bytes to use.
     * @return the sum.
     */
    public int satd(final byte[] from, final int fromAt, final int fromStride, final int x4, final int y4, final int w, final int h,
                    final byte[] scratch) {
        final int at = picture.lumaAt(x4 >> 2, y4 >> 2);
        final int fraction = (y4 & 3) << 2 | x4 & 3;
        if (fraction == 0) {
            return Pixels.satd(from, fromAt, fromStride, picture.luma, at, stride, w, h);
        }
        need(at, w, h);
        final byte[] first = planes[FIRST[fraction]];
        final int firstAt = at + (FIRST_RIGHT >> fraction & 1);
        if (SECOND[fraction] < 0) {
            return Pixels.satd(from, fromAt, fromStride, first, firstAt, stride, w, h);
        }
        Pixels.average(first, firstAt, planes[SECOND[fraction]], second(at, fraction), stride, scratch, 0, w, w, h);
        return Pixels.satd(from, fromAt, fromStride, scratch, 0, w, w, h);
    }

    /**
     * Chroma samples at a place between samples (8.4.2.2.2).
     *
     * @param x8       column of the first, in eighths of samples: 8 * x + motion.
     * @param y8       row, likewise.
     * @param w        4 or 8.
     * @param h        4 or 8.
     * @param toCb     receives Cb.
     * @param cbAt     first sample.
     * @param toCr     receives Cr.
     * @param crAt     first sample.
     * @param toStride rows' distance of both.
     */
    public void predictChroma(final int x8, final int y8, final int w, final int h, final byte[] toCb, final int cbAt, final byte[] toCr,
                              final int crAt, final int toStride) {
        final int at = picture.chromaAt(x8 >> 3, y8 >> 3);
        final int x = x8 & 7;
        final int y = y8 & 7;
        if ((x | y) == 0) {
            Pixels.copy(picture.cb, at, picture.chromaStride, toCb, cbAt, toStride, w, h);
            Pixels.copy(picture.cr, at, picture.chromaStride, toCr, crAt, toStride, w, h);
        } else {
            Bilinear.predict(picture.cb, at, picture.chromaStride, x, y, w, h, toCb, cbAt, toStride);
            Bilinear.predict(picture.cr, at, picture.chromaStride, x, y, w, h, toCr, crAt, toStride);
        }
    }
}
