package io.penstock.dsp.kernel.beauty;

/**
 * The faces of moving pictures: each is followed from picture to picture, new ones are looked for in parts, so many windows a picture, so
 * that cost is even; places are smoothed, faces fade in and out. The first picture is searched whole and at once. One thread; nothing allocates
 * after construction.
 */
final class FaceTracks {
    /** Windows that are looked at closely in a picture. */
    private static final int LOOKS = 1500;
    /** Scores, about logarithms of odds: to be taken for a face, and to stay one. */
    private static final float BEGIN = 1.5f;
    private static final float STAY = -1.5f;
    /** To be taken for one where there is no better, if it is so large a part of the shorter side: somebody sits before most cameras. */
    private static final float PERHAPS = -1;
    private static final float LARGE = 0.2f;
    private static final int PATIENCE = 12;
    private static final float FADE = 0.15f;

    private final FaceFinder finder;
    private final FaceFinder.Face[] faces = new FaceFinder.Face[FaceFinder.MOST];
    private final float[] presence = new float[FaceFinder.MOST];
    private final int[] missed = new int[FaceFinder.MOST];
    private final FaceFinder.Face moved = new FaceFinder.Face();
    private int count;
    private boolean fresh = true;

    FaceTracks(final int width, final int height) {
        finder = new FaceFinder(width, height);
        for (int i = 0; i < faces.length; i++) {
            faces[i] = new FaceFinder.Face();
        }
    }

    void reset() {
        count = 0;
        fresh = true;
    }

    int count() {
        return count;
    }

    FaceFinder.Face face(final int index) {
        return faces[index];
    }

    /** How much a face counts, 0 to 1. */
    float presence(final int index) {
        return presence[index];
    }

    float[] skin() {
        return finder.skin();
    }

    /** Takes in the next picture. */
    void next(final PictureGrid grid) {
        finder.look(grid);
        for (int i = 0; i < count; i++) {
            follow(i);
        }
        if (fresh) {
            finder.search(BEGIN);
            if (finder.found() == 0) {
                finder.search(PERHAPS);
                finder.keepBestOf(LARGE);
            }
        } else {
            finder.search(BEGIN, LOOKS);
        }
        for (int i = 0; i < finder.found(); i++) {
            add(finder.face(i));
        }
        fresh = false;
        forget();
    }

    private void follow(final int i) {
        final FaceFinder.Face face = faces[i];
        moved.copy(face);
        if (finder.follow(moved, STAY)) {
            missed[i] = 0;
            final float distance = (Math.abs(moved.x - face.x) + Math.abs(moved.y - face.y)) / face.width;
            // Less than a tenth of the face is mostly the finder's own trembling.
            final float gain = Math.min(1, 0.25f + 4 * distance);
            face.x += gain * (moved.x - face.x);
            face.y += gain * (moved.y - face.y);
            face.width += 0.25f * (moved.width - face.width);
            face.turn += 0.25f * (moved.turn - face.turn);
            face.score = moved.score;
            presence[i] = Math.min(1, presence[i] + FADE);
        } else if (++missed[i] > PATIENCE) {
            presence[i] -= FADE;
        }
    }

    private void add(final FaceFinder.Face found) {
        for (int i = 0; i < count; i++) {
            final float reach = 0.6f * Math.max(faces[i].width, found.width);
            if (Math.abs(faces[i].x - found.x) < reach && Math.abs(faces[i].y - found.y) < 1.4f * reach) {
                return;
            }
        }
        if (count < faces.length) {
            faces[count].copy(found);
            presence[count] = fresh ? 1 : FADE;
            missed[count] = 0;
            count++;
        }
    }

    private void forget() {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (presence[i] > 0 && !taken(i, kept)) {
                final FaceFinder.Face swap = faces[kept];
                faces[kept] = faces[i];
                faces[i] = swap;
                presence[kept] = presence[i];
                missed[kept] = missed[i];
                kept++;
            }
        }
        count = kept;
    }

    /** Two that climbed to one place are one. */
    private boolean taken(final int index, final int before) {
        for (int i = 0; i < before; i++) {
            final float reach = 0.4f * faces[i].width;
            if (Math.abs(faces[i].x - faces[index].x) < reach && Math.abs(faces[i].y - faces[index].y) < reach) {
                return true;
            }
        }
        return false;
    }
}
