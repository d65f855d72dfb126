package io.penstock.dsp.kernel.beauty;

/**
 * Smooths and whitens the skin of faces in 4:2:0 pictures, in place. Chroma is not touched, nor is anything but faces and what skin of
 * theirs joins on (ears, neck): skin-coloured walls, wood, sand and hands stay as they are, and a picture without a face stays as it is.
 *
 * <p>On the picture reduced to at most 320 cells a side: likelihood of skin ({@link SkinColor}), faces ({@link FaceFinder}), followed over
 * time ({@link FaceTracks}), a soft mask of each face's own colours ({@link SkinMask}); then the coefficients of a guided filter (He &amp;
 * Sun 2015, {@link GuidedFilter}) in which only flat skin has weight, and of a second one that fits the mask to the picture's edges. At full
 * size these coefficients are applied to luma ({@link SkinRetouch}): edges (brows, eyes, lips, hair) get back what smoothing took, and
 * whitening follows a logarithmic curve, both within the mask.
 *
 * <p>One thread, but for the settings; nothing allocates after construction.
 */
public final class BeautyKernel {
    /** Highest level of both settings. */
    public static final int HIGHEST = 9;
    private static final int LONGEST = 320;
    /** Radius of smoothing in widths of the face: what is finer than this is texture. */
    private static final float TEXTURE = 0.05f;
    private static final float LIMITED_TO_FULL = 255f / 219;

    private final PictureGrid grid;
    private final FaceTracks tracks;
    private final SkinMask mask;
    private final GuidedFilter guided;
    private final SkinRetouch retouch;
    private final SkinRetouch.Settings settings = new SkinRetouch.Settings();
    private final float[] guide;
    private final float[] weight;
    private final float[] a;
    private final float[] b;
    private final float[] maskA;
    private final float[] maskB;
    private final int width;
    private final int height;
    private final boolean full;
    private int left;
    private int top;
    private int right;
    private int bottom;
    private volatile int smoothing = 5;
    private volatile int whitening = 3;

    /**
     * Prepares for pictures of one size.
     *
     * @param width  pixels, positive.
     * @param height pixels, positive.
     * @param full   whether luma spans 0–255 rather than 16–235.
     */
    public BeautyKernel(final int width, final int height, final boolean full) {
        this.width = width;
        this.height = height;
        this.full = full;
        grid = new PictureGrid(width, height, LONGEST, full);
        tracks = new FaceTracks(grid.width, grid.height);
        mask = new SkinMask(grid.width, grid.height);
        guided = new GuidedFilter(grid.width, grid.height);
        retouch = new SkinRetouch(width, height, grid);
        guide = new float[grid.width * grid.height];
        weight = new float[guide.length];
        a = new float[guide.length];
        b = new float[guide.length];
        maskA = new float[guide.length];
        maskB = new float[guide.length];
    }

    /**
     * Sets smoothing; holds from the next picture on. Any thread.
     *
     * @param level 0 (none) to 9; what lies outside is limited to it.
     * @return this.
     */
    public BeautyKernel smoothing(final int level) {
        smoothing = Math.max(0, Math.min(HIGHEST, level));
        return this;
    }

    /**
     * Sets whitening; holds from the next picture on. Any thread.
     *
     * @param level 0 (none) to 9; what lies outside is limited to it.
     * @return this.
     */
    public BeautyKernel whitening(final int level) {
        whitening = Math.max(0, Math.min(HIGHEST, level));
        return this;
    }

    /** Forgets the pictures before: the next one is searched for faces as if it were the first. */
    public void reset() {
        tracks.reset();
        mask.reset();
    }

    /**
     * Faces in the picture last processed, those that fade in or out included.
     *
     * @return 0 to 6.
     */
    public int faces() {
        return tracks.count();
    }

    /**
     * Where a face is.
     *
     * @param index number of the face, below {@link #faces()}.
     * @param to    receives x and y between the eyes, and the width from ear to ear, in pixels.
     */
    public void face(final int index, final float[] to) {
        final FaceFinder.Face face = tracks.face(index);
        to[0] = (face.x + 0.5f) * grid.factor;
        to[1] = (face.y + 0.5f) * grid.factor;
        to[2] = face.width * grid.factor;
    }

    /**
     * Changes a picture.
     *
     * @param data       holds it.
     * @param luma       index of the first luma byte, rows tightly packed.
     * @param u          index of the first Cb, rows tightly packed, rounded up where sizes are odd.
     * @param v          index of the first Cr.
     * @param chromaStep bytes from one Cb to the next: 1 for I420, 2 for NV12.
     */
    public void process(final byte[] data, final int luma, final int u, final int v, final int chromaStep) {
        final int smooth = smoothing;
        final int white = whitening;
        if (smooth == 0 && white == 0) {
            return;
        }
        grid.reduce(data, luma, u, v, chromaStep);
        tracks.next(grid);
        final float widest = findMask();
        bounds();
        if (right <= left) {
            return;
        }
        final float unit = full ? LIMITED_TO_FULL : 1;
        final float black = full ? 16 : 0;
        settings.full = full;
        settings.whitening = white;
        settings.smoothing = (float) (1 - Math.pow(1 - smooth / (double) HIGHEST, 3.5));
        // Steps of luma: a face's features have gradients above 12 a pixel; its spots differ from their surroundings by less than 30.
        settings.edgeFrom = 12 * unit;
        settings.edgeTo = 26 * unit;
        settings.largest = (20 + 2 * smooth) * unit;
        for (int i = 0; i < guide.length; i++) {
            guide[i] = (grid.luma[i] - black) * unit - 128;
        }
        retouch.findEdges(data, luma, left, top, right, bottom, settings);
        retouch.flatness(mask.mask(), weight, left, top, right, bottom);
        final int radius = Math.max(2, Math.round(widest * TEXTURE));
        guided.itself(guide, weight, radius, (10 + 80f * smooth * smooth) * unit * unit, a, b);
        guided.guided(guide, mask.mask(), Math.max(1, radius / 2), 60 * unit * unit, maskA, maskB);
        retouch.apply(data, luma, a, b, maskA, maskB, left, top, right, bottom, settings);
    }

    /** Width of the widest face. */
    private float findMask() {
        mask.clear();
        float widest = 0;
        for (int i = 0; i < tracks.count(); i++) {
            mask.add(grid, tracks.skin(), tracks.face(i), Math.min(1, tracks.presence(i)));
            widest = Math.max(widest, tracks.face(i).width);
        }
        if (widest > 0) {
            mask.clean(Math.max(1, Math.round(widest * 0.04f)));
        }
        mask.settle();
        return widest;
    }

    /** The part of the picture that the mask reaches. */
    private void bounds() {
        left = width;
        top = height;
        right = 0;
        bottom = 0;
        final float[] m = mask.mask();
        final int cell = grid.factor;
        final int margin = 3 * cell;
        for (int y = 0; y < grid.height; y++) {
            for (int x = 0; x < grid.width; x++) {
                if (m[y * grid.width + x] > 0.02f) {
                    left = Math.min(left, x * cell - margin);
                    right = Math.max(right, x * cell + cell + margin);
                    top = Math.min(top, y * cell - margin);
                    bottom = Math.max(bottom, y * cell + cell + margin);
                }
            }
        }
        left = Math.max(0, left);
        top = Math.max(0, top);
        right = Math.min(width, right);
        bottom = Math.min(height, bottom);
    }
}
