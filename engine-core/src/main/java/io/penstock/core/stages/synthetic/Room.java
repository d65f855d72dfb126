package io.penstock.core.stages.synthetic;

/** Paints what stands still: a room with a wall in window light, a window on the sky, and a shelf of books, slightly out of focus. */
final class Room {
    private static final double[][] BOOKS = {
        {0.48, 0.20, 0.17}, {0.20, 0.30, 0.42}, {0.72, 0.62, 0.40}, {0.25, 0.36, 0.26}, {0.62, 0.58, 0.52}, {0.33, 0.22, 0.30},
        {0.66, 0.42, 0.22}, {0.16, 0.20, 0.26}};

    private final Canvas canvas;
    private final double w;
    private final double h;
    private final double unit;
    private final long seed;

    private Room(final int width, final int height, final long seed) {
        canvas = new Canvas(width, height);
        w = width;
        h = height;
        unit = Math.min(w, h) / 100;
        this.seed = seed;
    }

    static Canvas paint(final int width, final int height, final long seed) {
        final Room room = new Room(width, height, seed);
        room.wall();
        room.window();
        room.shelf();
        room.canvas.blur(Math.max(1, (int) Math.round(room.unit * 0.45)));
        return room.canvas;
    }

    private void wall() {
        canvas.draw((x, y) -> 1, Canvas.shaded(0.70, 0.66, 0.60, (x, y) -> {
            final double fromWindow = Math.hypot(x - 0.15 * w, y - 0.3 * h) / Math.hypot(w, h);
            return 1.12 - 0.75 * fromWindow + 0.05 * Canvas.noise(x, y, unit * 14, seed) + 0.035 * Canvas.noise(x, y, unit * 2.4, seed + 9);
        }));
        // A wainscot gives the wall a horizon.
        final double top = 0.72 * h;
        canvas.draw((x, y) -> y > top ? 1 : 0, Canvas.shaded(0.44, 0.37, 0.31, (x, y) ->
            1.05 - 0.4 * x / w + 0.12 * Canvas.noise(x * 0.25, y * 3, unit * 5, seed + 21)));
        canvas.draw(Canvas.box(-9, top - unit, w + 9, top + unit, unit * 0.6), Canvas.plain(0.62, 0.56, 0.49));
    }

    private void window() {
        final double x0 = -0.02 * w;
        final double x1 = 0.36 * w;
        final double y0 = 0.11 * h;
        final double y1 = 0.58 * h;
        final double frame = unit * 2.2;
        canvas.draw(Canvas.box(x0 - frame, y0 - frame, x1 + frame, y1 + frame * 1.6, 1.5), Canvas.plain(0.86, 0.84, 0.80));
        canvas.draw(Canvas.box(x0, y0, x1, y1, 1.5), (x, y, rgb) -> {
            final double down = (y - y0) / (y1 - y0);
            final double cloud = Canvas.smooth(Canvas.noise(x, y * 1.7, unit * 26, seed + 40) * 1.5 + 0.35);
            rgb[0] = 0.56 + 0.2 * down + 0.22 * cloud;
            rgb[1] = 0.72 + 0.1 * down + 0.13 * cloud;
            rgb[2] = 0.90 - 0.02 * down + 0.04 * cloud;
            final double hills = 0.74 + 0.07 * Canvas.noise(x, 0, unit * 30, seed + 41);
            final double green = Canvas.smooth((down - hills) * 40);
            final double leaf = 1 + 0.5 * Canvas.noise(x, y, unit * 5, seed + 42);
            rgb[0] += green * (0.27 * leaf - rgb[0]);
            rgb[1] += green * (0.40 * leaf - rgb[1]);
            rgb[2] += green * (0.24 * leaf - rgb[2]);
        });
        final double middle = (x0 + x1) / 2 + unit * 2;
        final double cross = y0 + (y1 - y0) * 0.42;
        canvas.draw(Canvas.box(middle - unit, y0, middle + unit, y1, 1.5), Canvas.plain(0.80, 0.78, 0.74));
        canvas.draw(Canvas.box(x0, cross - unit, x1, cross + unit, 1.5), Canvas.plain(0.82, 0.80, 0.76));
    }

    private void shelf() {
        final double x0 = 0.66 * w;
        final double y0 = 0.14 * h;
        final double y1 = 0.68 * h;
        final int boards = 4;
        final double step = (y1 - y0) / boards;
        canvas.draw(Canvas.box(x0, y0, w + 20, y1, 1.5),
            Canvas.shaded(0.24, 0.17, 0.12, (x, y) -> 1 + 0.2 * Canvas.noise(x, y, unit * 6, seed + 60)));
        for (int board = 0; board < boards; board++) {
            final double floor = y0 + (board + 1) * step - unit * 1.6;
            double x = x0 + unit * 1.8;
            for (int book = 0; x < w; book++) {
                final double pick = Canvas.corner(book, board, seed + 70);
                final double thick = unit * (3.2 + 1.6 * Canvas.corner(book, board, seed + 71));
                final double tall = step * (0.68 + 0.14 * Canvas.corner(book, board, seed + 72));
                if (pick < 0.8) {
                    book(x, floor - tall, x + thick * 0.93, floor, BOOKS[(int) ((pick + 1) * 4.4) % BOOKS.length]);
                }
                x += thick;
            }
            canvas.draw(Canvas.box(x0, floor, w + 20, floor + unit * 1.6, 1),
                Canvas.shaded(0.46, 0.33, 0.22, (px, py) -> 1 + 0.25 * Canvas.noise(px * 0.2, py * 2, unit * 4, seed + 61)));
        }
        canvas.draw(Canvas.box(x0 - unit * 0.8, y0 - unit, x0 + unit * 1.2, y1, 1), Canvas.plain(0.47, 0.34, 0.23));
        canvas.draw(Canvas.box(x0 - unit * 0.8, y0 - unit * 1.2, w + 20, y0 + unit * 0.8, 1), Canvas.plain(0.50, 0.37, 0.25));
    }

    private void book(final double x0, final double y0, final double x1, final double y1, final double[] colour) {
        canvas.draw(Canvas.box(x0, y0, x1, y1, 1), Canvas.shaded(colour[0], colour[1], colour[2], (x, y) -> {
            final double across = (x - x0) / (x1 - x0);
            final double band = Math.abs((y - y0) / (y1 - y0) - 0.2) < 0.035 ? 1.5 : 1;
            return band * (0.72 + 0.5 * Math.sin(Math.PI * across)) * (1 + 0.1 * Canvas.noise(x, y, unit * 3, seed + 80));
        }));
    }
}
