package io.penstock.dsp.kernel.beauty;

/**
 * Finds upright faces, turned by up to about 35 degrees in the picture's plane, on a reduced picture: a window of every size slides over
 * it, those on skin are looked at closely, neighbours that agree are merged. One thread; nothing allocates after construction.
 */
final class FaceFinder {
    static final int MOST = 6;
    private static final int CANDIDATES = 512;
    private static final float STEP = 1.18f;
    /** The smallest face in cells: below this eyes are less than two cells high. */
    private static final float SMALLEST = 16;
    /** The smallest face as a share of the shorter side: a beauty filter is for those who sit before the camera. */
    private static final float SMALLEST_SHARE = 0.12f;
    /** What climbing from the coarse steps to the best place may add to a score. */
    private static final float REFINED = 3;
    private static final float LEAST_SKIN = 0.3f;
    private static final float NONE = Float.NEGATIVE_INFINITY;
    private static final float[] TURNS = {0, 0.25f, -0.25f, 0.5f, -0.5f};

    private final int width;
    private final int height;
    private final FaceWindow window;
    private final float[] x = new float[CANDIDATES];
    private final float[] y = new float[CANDIDATES];
    private final float[] size = new float[CANDIDATES];
    private final float[] turn = new float[CANDIDATES];
    private final float[] score = new float[CANDIDATES];
    private int candidates;
    private int weakest;
    private final float smallest;
    private float sizeNow;
    private float rowNow;
    private int looks;
    private float accept;
    private final Face[] faces = new Face[MOST];
    private final Face sought = new Face();
    private int found;

    /** A face in cells of the grid: the point between the eyes, width from ear to ear, turn in radians. */
    static final class Face {
        float x;
        float y;
        float width;
        float turn;
        float score;

        void copy(final Face from) {
            x = from.x;
            y = from.y;
            width = from.width;
            turn = from.turn;
            score = from.score;
        }
    }

    FaceFinder(final int width, final int height) {
        this.width = width;
        this.height = height;
        window = new FaceWindow(width, height);
        smallest = Math.max(SMALLEST, SMALLEST_SHARE * Math.min(width, height));
        sizeNow = smallest;
        rowNow = 0.3f * smallest;
        for (int i = 0; i < faces.length; i++) {
            faces[i] = new Face();
        }
    }

    /** Likelihood of skin by cell, of the picture last looked at. */
    float[] skin() {
        return window.skin();
    }

    int found() {
        return found;
    }

    Face face(final int index) {
        return faces[index];
    }

    FaceWindow window() {
        return window;
    }

    /** Takes in a picture; to be followed by {@link #search} or {@link #follow}. */
    void look(final PictureGrid grid) {
        window.look(grid);
    }

    /** Looks everywhere for faces that score at least so high. */
    void search(final float least) {
        sizeNow = smallest;
        rowNow = 0.3f * sizeNow;
        search(least, Integer.MAX_VALUE);
    }

    /**
     * Goes on looking where the last search ended, and starts again from the beginning when it was everywhere: how much of a picture looks like
     * skin decides how long a whole search takes, not how long a picture does.
     *
     * @param least score that faces must have.
     * @param most  how many windows to look at closely, to the end of a row.
     */
    void search(final float least, final int most) {
        begin(least - REFINED);
        final int side = Math.min(width, height);
        looks = 0;
        while (looks < most) {
            if (sizeNow * 0.95f > side) {
                sizeNow = smallest;
                rowNow = 0.3f * sizeNow;
                break;
            }
            row(sizeNow, rowNow);
            rowNow += Math.max(1, sizeNow / 11);
            if (rowNow >= height - 0.4f * sizeNow) {
                sizeNow *= STEP;
                rowNow = 0.3f * sizeNow;
            }
        }
        merge();
        refine(least);
    }

    private void row(final float w, final float cy) {
        final float step = Math.max(1, w / 11);
        // rows of little skin cost something too
        looks++;
        for (float cx = 0.35f * w; cx < width - 0.35f * w; cx += step) {
            if (window.skinAt(cx, cy, w) > LEAST_SKIN) {
                consider(cx, cy, w);
                looks += TURNS.length;
            }
        }
    }

    /** Forgets all faces but the best of those that are as wide as a share of the shorter side. */
    void keepBestOf(final float share) {
        int best = -1;
        for (int i = 0; i < found; i++) {
            if (faces[i].width >= share * Math.min(width, height) && (best < 0 || faces[i].score > faces[best].score)) {
                best = i;
            }
        }
        if (best > 0) {
            final Face face = faces[0];
            faces[0] = faces[best];
            faces[best] = face;
        }
        found = best < 0 ? 0 : 1;
    }

    /** Climbs from what the coarse steps found to the best place near it, and lets go what is too low even there. */
    private void refine(final float least) {
        int kept = 0;
        for (int i = 0; i < found; i++) {
            final Face face = faces[i];
            face.score = window.rate(face.x, face.y, face.width, face.turn);
            for (float step = 0.05f; step > 0.012f; step *= 0.5f) {
                for (int round = 0; round < 3 && climb(face, step); round++) {
                    continue;
                }
            }
            if (face.score > least) {
                faces[i] = faces[kept];
                faces[kept++] = face;
            }
        }
        found = kept;
    }

    private boolean climb(final Face face, final float step) {
        final float before = face.score;
        for (int side = -1; side <= 1; side += 2) {
            final float d = side * step;
            better(face, face.x + d * face.width, face.y, face.width, face.turn);
            better(face, face.x, face.y + d * face.width, face.width, face.turn);
            better(face, face.x, face.y, face.width * (1 + d), face.turn);
            better(face, face.x, face.y, face.width, face.turn + 2 * d);
        }
        return face.score > before;
    }

    private void better(final Face face, final float x1, final float y1, final float width1, final float turn1) {
        final float s = window.rate(x1, y1, width1, turn1);
        if (s > face.score) {
            face.x = x1;
            face.y = y1;
            face.width = width1;
            face.turn = turn1;
            face.score = s;
        }
    }

    /**
     * Looks only around where a face was in the picture before, and moves it there.
     *
     * @param face  where it was; changed if found again.
     * @param least score that it must have.
     * @return whether it is still there.
     */
    boolean follow(final Face face, final float least) {
        sought.copy(face);
        sought.score = window.rate(sought.x, sought.y, sought.width, sought.turn);
        for (float step = 0.1f; step > 0.02f; step *= 0.5f) {
            for (int round = 0; round < 3 && climb(sought, step); round++) {
                continue;
            }
        }
        if (sought.score < least) {
            return false;
        }
        face.copy(sought);
        return true;
    }

    private void begin(final float least) {
        accept = least;
        candidates = 0;
        weakest = 0;
    }

    private void consider(final float cx, final float cy, final float w) {
        for (final float t : TURNS) {
            consider(cx, cy, w, t);
        }
    }

    private void consider(final float cx, final float cy, final float w, final float t) {
        final float s = window.rate(cx, cy, w, t);
        if (s > accept) {
            keep(cx, cy, w, t, s);
        }
    }

    private void keep(final float cx, final float cy, final float w, final float angle, final float s) {
        final int at;
        if (candidates < CANDIDATES) {
            at = candidates++;
        } else if (s > score[weakest]) {
            at = weakest;
        } else {
            return;
        }
        x[at] = cx;
        y[at] = cy;
        size[at] = w;
        turn[at] = angle;
        score[at] = s;
        if (candidates == CANDIDATES) {
            weakest = 0;
            for (int i = 1; i < CANDIDATES; i++) {
                weakest = score[i] < score[weakest] ? i : weakest;
            }
        }
    }

    /** Takes the best, averages it with its neighbours, removes them; again for the next face. */
    private void merge() {
        found = 0;
        while (found < MOST) {
            int best = -1;
            for (int i = 0; i < candidates; i++) {
                best = score[i] > NONE && (best < 0 || score[i] > score[best]) ? i : best;
            }
            if (best < 0) {
                return;
            }
            final Face face = faces[found];
            final float top = score[best];
            average(best, face);
            face.score = top;
            final float bx = x[best];
            final float by = y[best];
            final float bw = size[best];
            for (int i = 0; i < candidates; i++) {
                final float reach = 0.7f * Math.max(bw, size[i]);
                if (Math.abs(x[i] - bx) < reach && Math.abs(y[i] - by) < 1.3f * reach) {
                    score[i] = NONE;
                }
            }
            found++;
        }
    }

    private void average(final int best, final Face face) {
        float sum = 0;
        float sx = 0;
        float sy = 0;
        float sw = 0;
        float st = 0;
        for (int i = 0; i < candidates; i++) {
            final float near = 0.2f * size[best];
            final boolean alike = size[i] < 1.3f * size[best] && size[best] < 1.3f * size[i];
            if (score[i] > NONE && alike && Math.abs(x[i] - x[best]) < near && Math.abs(y[i] - y[best]) < near) {
                final float k = (float) Math.exp(score[i] - score[best]);
                sum += k;
                sx += k * x[i];
                sy += k * y[i];
                sw += k * size[i];
                st += k * turn[i];
            }
        }
        face.x = sx / sum;
        face.y = sy / sum;
        face.width = sw / sum;
        face.turn = st / sum;
    }
}
