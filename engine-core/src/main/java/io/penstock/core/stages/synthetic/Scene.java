package io.penstock.core.stages.synthetic;

import java.util.SplittableRandom;

/**
 * Someone talking in a room, as a hand-held camera sees it: layers painted once, drawn at sub-pixel positions that are functions of the
 * time in the stream, with sensor noise from a table. The same size, seed and time give the same picture.
 */
final class Scene {
    private static final int MARGIN = 16;
    private static final int MOUTHS = 6;
    private static final int LIGHTS = 3;
    private static final int NOISE_TABLE = 1 << 16;
    private static final double NOISE_SIGMA = 1.0;
    private static final int NOISE_LIMIT = 5;
    private static final double TURN = 2 * Math.PI;

    private final int width;
    private final int height;
    private final double faceSize;
    private final Layer room;
    private final Layer body;
    private final double bodyLeft;
    private final Layer[] heads = new Layer[MOUTHS + 1];
    private final double headSide;
    private final Layer[] lights = new Layer[LIGHTS];
    private final double[] lightSize = new double[LIGHTS];
    private final byte[] noise;
    private final int[] scratch;
    private final long seed;

    Scene(final int width, final int height, final long seed) {
        this.width = width;
        this.height = height;
        this.seed = seed;
        faceSize = 0.215 * Math.min(width, height);
        room = new Layer(Room.paint(width + 2 * MARGIN, height + 2 * MARGIN, seed), true);
        final int bodyWidth = even(4.3 * faceSize);
        bodyLeft = (width - bodyWidth) / 2.0;
        body = new Layer(Person.body(bodyWidth, even(height - neckY() + 2 * MARGIN), faceSize, seed), false);
        final int side = even(2.7 * faceSize);
        headSide = side;
        for (int i = 0; i < MOUTHS; i++) {
            heads[i] = new Layer(Person.head(side, side, faceSize, (double) i / (MOUTHS - 1), false, seed), false);
        }
        heads[MOUTHS] = new Layer(Person.head(side, side, faceSize, 0, true, seed), false);
        for (int i = 0; i < LIGHTS; i++) {
            lightSize[i] = even((0.5 + 0.22 * i) * faceSize);
            lights[i] = light((int) lightSize[i], 0.30 - 0.05 * i);
        }
        noise = noiseTable(width, seed);
        scratch = new int[2 * (Math.max(width, bodyWidth) + 2 * MARGIN + 4)];
    }

    /** Paints the picture of a time into an I420 picture of this scene's size. */
    void paint(final byte[] out, final int base, final long mediaNs) {
        final double t = mediaNs / 1e9;
        final double unit = faceSize / 77;
        final double shakeX = unit * (3.2 * wave(t, 0.11, 0) + 1.1 * wave(t, 0.37, 0.3));
        final double shakeY = unit * (2.4 * wave(t, 0.13, 0.6) + 0.9 * wave(t, 0.31, 0.1));
        room.draw(out, base, width, height, clamp(shakeX, MARGIN - 2) - MARGIN, clamp(shakeY, MARGIN - 2) - MARGIN, scratch);
        for (int i = 0; i < LIGHTS; i++) {
            final double x = width * (0.5 + 0.55 * wave(t, 0.031 + 0.017 * i, 0.2 + 0.37 * i));
            final double y = height * (0.28 + 0.10 * wave(t, 0.043 + 0.011 * i, 0.7 * i));
            lights[i].draw(out, base, width, height, x - lightSize[i] / 2, y - lightSize[i] / 2, scratch);
        }
        final double swayX = unit * (7 * wave(t, 0.23, 0.15) + 2.5 * wave(t, 0.61, 0.4));
        final double swayY = unit * (3.5 * wave(t, 0.41, 0.8) + 1.5 * wave(t, 0.89, 0.5));
        body.draw(out, base, width, height, bodyLeft + shakeX + 0.35 * swayX, neckY() + shakeY + 0.25 * swayY - 2, scratch);
        heads[face(t)].draw(out, base, width, height, (width - headSide) / 2 + shakeX + swayX, headY() - headSide / 2 + shakeY + swayY, scratch);
        addNoise(out, base, mediaNs);
    }

    private double headY() {
        return 0.46 * height;
    }

    private double neckY() {
        return headY() + 0.72 * faceSize;
    }

    /** Shut while it pauses, opening about five times a second while it speaks, now and then a blink. */
    private static int face(final double t) {
        final boolean speaking = wave(t, 0.29, 0.05) > -0.55;
        if (!speaking && t % 3.1 < 0.14) {
            return MOUTHS;
        }
        if (!speaking) {
            return 0;
        }
        final double open = 0.5 + 0.5 * wave(t, 2.3, 0) * wave(t, 3.7, 0.21);
        return (int) Math.min(MOUTHS - 1, open * MOUTHS);
    }

    private static double wave(final double t, final double hz, final double turns) {
        return Math.sin(TURN * (hz * t + turns));
    }

    private static double clamp(final double value, final double most) {
        return Math.max(-most, Math.min(most, value));
    }

    /** The table's values and the layers' luma leave room for each other, so a byte sum cannot wrap. */
    private void addNoise(final byte[] out, final int base, final long mediaNs) {
        long h = mediaNs * 0x9e37_79b9_7f4a_7c15L + seed;
        for (int y = 0; y < height; y++) {
            h = (h ^ h >>> 29) * 0xbf58_476d_1ce4_e5b9L + y;
            final int from = (int) (h >>> 40) & NOISE_TABLE - 1;
            final int at = base + y * width;
            for (int x = 0; x < width; x++) {
                out[at + x] += noise[from + x];
            }
        }
    }

    private static byte[] noiseTable(final int width, final long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final byte[] table = new byte[NOISE_TABLE + width];
        for (int i = 0; i < NOISE_TABLE; i++) {
            // Sum of twelve uniforms: a bell with deviation 1.
            double sum = -6;
            for (int k = 0; k < 12; k++) {
                sum += random.nextDouble();
            }
            table[i] = (byte) Math.round(clamp(sum * NOISE_SIGMA, NOISE_LIMIT));
        }
        for (int i = 0; i < width; i++) {
            table[NOISE_TABLE + i] = table[i % NOISE_TABLE];
        }
        return table;
    }

    private static Layer light(final int side, final double strength) {
        final Canvas canvas = new Canvas(side, side);
        final double c = side / 2.0;
        canvas.draw((x, y) -> strength * Canvas.ellipse(c, c, c - 2, c - 2, 0.35 * c).at(x, y), Canvas.plain(0.98, 0.93, 0.80));
        return new Layer(canvas, false);
    }

    private static int even(final double size) {
        return Math.max(2, 2 * (int) Math.ceil(size / 2));
    }
}
