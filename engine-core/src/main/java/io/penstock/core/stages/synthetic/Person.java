package io.penstock.core.stages.synthetic;

/** Paints who is talking: shoulders in a knitted pullover, and a head with mouth and eyes as asked. Lit from the left. */
final class Person {
    private static final double SKIN_R = 0.86;
    private static final double SKIN_G = 0.65;
    private static final double SKIN_B = 0.53;

    private Person() {
    }

    /** Shoulders; {@code r} is half the height of the face, the neck comes out at (width / 2, 0). */
    static Canvas body(final int width, final int height, final double r, final long seed) {
        final Canvas canvas = new Canvas(width, height);
        final double cx = width / 2.0;
        final Canvas.Mask trunk = (x, y) -> {
            final double across = Math.abs(x - cx) / r;
            final double shoulder = 0.62 + 0.10 * across * across + 0.9 * Math.pow(Math.max(0, across - 1.35) / 0.62, 3);
            return Canvas.smooth((y / r - shoulder) * r / 3 + 0.5);
        };
        canvas.draw(Canvas.box(cx - 0.40 * r, -9, cx + 0.40 * r, 0.9 * r, 3), Canvas.shaded(SKIN_R, SKIN_G, SKIN_B, (x, y) ->
            0.80 - 0.32 * (x - cx + 0.4 * r) / (0.8 * r) - 0.22 * Canvas.smooth(0.8 - y / (0.5 * r))));
        canvas.draw(trunk, Canvas.shaded(0.20, 0.33, 0.42, (x, y) -> {
            final double across = (x - cx) / (2 * r);
            final double knit = 0.06 * Math.sin(x * 42 / r + 1.2 * Math.sin(y * 30 / r)) * Math.sin(y * 30 / r);
            final double folds = 0.16 * Canvas.noise(x * 1.2, y * 0.6, 0.8 * r, seed + 100);
            return 1.15 - 0.42 * across - 0.3 * across * across + knit + folds;
        }));
        // Collar and the hollow of the neck.
        canvas.draw(Canvas.ellipse(cx, 0.56 * r, 0.56 * r, 0.26 * r, 2), Canvas.plain(0.15, 0.25, 0.33));
        canvas.draw(Canvas.ellipse(cx, 0.49 * r, 0.47 * r, 0.24 * r, 2), Canvas.shaded(SKIN_R, SKIN_G, SKIN_B, (x, y) ->
            0.74 - 0.22 * (x - cx) / (0.5 * r)));
        return canvas;
    }

    /** A head with its centre in the middle of the canvas; {@code mouth} from 0 (shut) to 1 (wide open). */
    static Canvas head(final int width, final int height, final double r, final double mouth, final boolean blink, final long seed) {
        final Canvas canvas = new Canvas(width, height);
        final double cx = width / 2.0;
        final double cy = height / 2.0;
        final Canvas.Paint hair = Canvas.shaded(0.23, 0.15, 0.10, (x, y) ->
            1.05 - 0.35 * (x - cx) / r + 0.55 * Canvas.noise((x - cx) * 3.2, (y - cy) * 0.7, 0.35 * r, seed + 120));
        canvas.draw(Canvas.ellipse(cx, cy - 0.22 * r, 0.93 * r, 1.02 * r, 3), hair);
        for (int side = -1; side <= 1; side += 2) {
            canvas.draw(Canvas.ellipse(cx + side * 0.77 * r, cy + 0.08 * r, 0.13 * r, 0.22 * r, 2),
                Canvas.shaded(SKIN_R, SKIN_G * 0.95, SKIN_B * 0.93, (x, y) -> x < cx ? 0.92 : 0.68));
        }
        canvas.draw(face(cx, cy, r), skin(cx, cy, r, seed));
        // The fringe falls over the forehead in a curve.
        canvas.draw((x, y) -> {
            final double dx = (x - cx) / r;
            final double line = cy - 0.58 * r + 0.30 * r * dx * dx - 0.10 * r * dx + 0.03 * r * Math.sin(dx * 11);
            return face(cx, cy - 0.06 * r, r * 1.04).at(x, y) * Canvas.smooth((line - y) / 4 + 0.5);
        }, hair);
        for (int side = -1; side <= 1; side += 2) {
            eye(canvas, cx + side * 0.33 * r, cy - 0.10 * r, r, side, blink);
        }
        nose(canvas, cx, cy, r);
        lips(canvas, cx, cy + (0.55 + 0.03 * mouth) * r, r, mouth);
        return canvas;
    }

    private static Canvas.Mask face(final double cx, final double cy, final double r) {
        return (x, y) -> {
            final double dy = (y - cy) / r;
            // Narrower towards the chin.
            final double rx = 0.77 * r * (dy > 0 ? 1 - 0.16 * dy * dy : 1);
            return Canvas.ellipse(cx, cy, rx, r, 2.5).at(x, y);
        };
    }

    private static Canvas.Paint skin(final double cx, final double cy, final double r, final long seed) {
        return (x, y, rgb) -> {
            final double nx = (x - cx) / (0.80 * r);
            final double ny = (y - cy) / (1.03 * r);
            final double nz = Math.sqrt(Math.max(0.02, 1 - nx * nx - ny * ny));
            final double light = 0.56 + 0.52 * Math.max(0, -0.48 * nx - 0.28 * ny + 0.82 * nz) + 0.035 * Canvas.noise(x, y, 0.3 * r, seed + 140);
            final double blush = 0.06 * (bump(x - cx + 0.42 * r, y - cy - 0.28 * r, 0.24 * r) + bump(x - cx - 0.42 * r, y - cy - 0.28 * r, 0.24 * r));
            rgb[0] = Math.min(1, SKIN_R * light + 0.3 * blush);
            rgb[1] = SKIN_G * light - 0.5 * blush;
            rgb[2] = SKIN_B * light - 0.4 * blush;
        };
    }

    private static double bump(final double dx, final double dy, final double size) {
        return Math.exp(-(dx * dx + dy * dy) / (size * size));
    }

    private static void eye(final Canvas canvas, final double ex, final double ey, final double r, final int side, final boolean blink) {
        canvas.draw((x, y) -> 0.35 * bump((x - ex) * 0.7, y - ey, 0.19 * r), Canvas.plain(0.42, 0.26, 0.20));
        if (blink) {
            canvas.draw(Canvas.ellipse(ex, ey, 0.165 * r, 0.09 * r, 2), Canvas.plain(0.74, 0.53, 0.43));
            canvas.draw(Canvas.ellipse(ex, ey + 0.055 * r, 0.16 * r, 0.022 * r, 1.5), Canvas.plain(0.22, 0.13, 0.10));
        } else {
            final Canvas.Mask open = Canvas.ellipse(ex, ey, 0.165 * r, 0.088 * r, 1.5);
            canvas.draw(Canvas.ellipse(ex, ey - 0.015 * r, 0.18 * r, 0.105 * r, 2), Canvas.plain(0.26, 0.16, 0.13));
            canvas.draw(open, Canvas.shaded(0.93, 0.91, 0.89, (x, y) -> 0.90 + 0.12 * (y - ey) / (0.1 * r)));
            canvas.draw((x, y) -> open.at(x, y) * Canvas.ellipse(ex, ey - 0.01 * r, 0.085 * r, 0.085 * r, 1.5).at(x, y),
                Canvas.plain(0.25, 0.36, 0.36));
            canvas.draw((x, y) -> open.at(x, y) * Canvas.ellipse(ex, ey - 0.01 * r, 0.042 * r, 0.042 * r, 1.5).at(x, y),
                Canvas.plain(0.06, 0.06, 0.07));
            canvas.draw(Canvas.ellipse(ex - 0.035 * r, ey - 0.04 * r, 0.020 * r, 0.020 * r, 1.2), Canvas.plain(0.97, 0.97, 0.97));
        }
        canvas.draw((x, y) -> {
            final double along = (x - ex) * side / r;
            final double brow = ey - 0.225 * r + 0.55 * r * (along - 0.03) * (along - 0.03);
            return 0.85 * Canvas.smooth(1 - Math.abs(y - brow) / (0.042 * r)) * Canvas.smooth((0.22 - Math.abs(along)) / 0.07);
        }, Canvas.plain(0.25, 0.16, 0.11));
    }

    private static void nose(final Canvas canvas, final double cx, final double cy, final double r) {
        canvas.draw((x, y) -> 0.30 * bump((x - cx - 0.10 * r) * 2.4, (y - cy - 0.12 * r) * 0.75, 0.22 * r), Canvas.plain(0.50, 0.32, 0.25));
        canvas.draw((x, y) -> 0.32 * bump((x - cx + 0.015 * r) * 2.6, (y - cy - 0.13 * r) * 0.8, 0.2 * r), Canvas.plain(0.98, 0.84, 0.74));
        canvas.draw((x, y) -> 0.45 * bump((x - cx) * 0.55, y - cy - 0.325 * r, 0.065 * r), Canvas.plain(0.45, 0.27, 0.22));
        for (int side = -1; side <= 1; side += 2) {
            final double nx = cx + side * 0.075 * r;
            canvas.draw((x, y) -> 0.8 * bump((x - nx) * 0.8, y - cy - 0.31 * r, 0.032 * r), Canvas.plain(0.25, 0.13, 0.11));
        }
    }

    private static void lips(final Canvas canvas, final double mx, final double my, final double r, final double mouth) {
        final double wide = (0.27 - 0.05 * mouth) * r;
        canvas.draw(Canvas.ellipse(mx, my, wide, (0.070 + 0.10 * mouth) * r, 3), Canvas.shaded(0.70, 0.37, 0.34, (x, y) ->
            1.0 - 0.25 * (x - mx) / (0.3 * r) + 0.14 * (y - my) / (0.1 * r)));
        canvas.draw(Canvas.ellipse(mx, my - 0.005 * r, wide * 0.86, (0.012 + 0.095 * mouth) * r, 2), Canvas.plain(0.24, 0.08, 0.08));
        if (mouth > 0.3) {
            canvas.draw(Canvas.ellipse(mx, my - 0.062 * mouth * r, wide * 0.62, 0.026 * r, 1.5), Canvas.plain(0.86, 0.84, 0.80));
        }
    }
}
