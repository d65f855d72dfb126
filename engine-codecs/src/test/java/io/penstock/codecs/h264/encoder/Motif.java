package io.penstock.codecs.h264.encoder;

import java.util.SplittableRandom;

/** What is to be seen: synthetic films of any size, the same for the same seed. */
enum Motif {
    /** A texture that moves by fractions of a sample. */
    PAN {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            final SplittableRandom random = new SplittableRandom(seed);
            Texture.of(seed).draw(to, n * random.nextDouble(-3, 3), n * random.nextDouble(-2, 2), 1);
        }
    },
    /** A texture that comes nearer and moves fast. */
    ZOOM {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            Texture.of(seed).draw(to, 7.3 * n, 40 * Math.sin(n * 0.2), 1 / (1 + 0.02 * (n % 50)));
        }
    },
    /** Things that move before one another, each its own way. */
    SPRITES {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            Texture.of(seed).draw(to, 0.25 * n, 0, 1);
            final SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 12; i++) {
                final int side = random.nextInt(3, 40);
                final double fromX = random.nextDouble(to.width);
                final double fromY = random.nextDouble(to.height);
                final int x = Math.floorMod((int) (fromX + n * random.nextDouble(-9, 9)), to.width);
                final int y = Math.floorMod((int) (fromY + n * random.nextDouble(-9, 9)), to.height);
                box(to, x, y, side, random.nextInt(256), random.nextInt(256), random.nextInt(256));
            }
        }
    },
    /** Nothing moves. */
    STILL {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            Texture.of(seed).draw(to, 0, 0, 1);
        }
    },
    /** Something small moves before what does not. */
    TALKER {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            Texture.of(seed).draw(to, 0, 0, 1);
            box(to, to.width / 3 + n % 7, to.height / 3, Math.min(to.width, to.height) / 4, 200, 100, 150);
        }
    },
    /** A ramp that turns. */
    GRADIENT {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            final double a = Math.cos(n * 0.05) * 200 / to.width;
            final double b = Math.sin(n * 0.05) * 200 / to.height;
            for (int y = 0; y < to.height; y++) {
                for (int x = 0; x < to.width; x++) {
                    to.luma(x, y, (int) (128 + a * (x - to.width / 2.0) + b * (y - to.height / 2.0)));
                }
            }
            for (int y = 0; y < to.chromaHeight; y++) {
                for (int x = 0; x < to.chromaWidth; x++) {
                    to.chroma(x, y, (int) (128 + a * x), (int) (128 - b * y));
                }
            }
        }
    },
    /** One colour, another one now and then. */
    FLAT {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            final SplittableRandom random = new SplittableRandom(seed + n / 5);
            to.fill(random.nextInt(256), random.nextInt(256), random.nextInt(256));
        }
    },
    /** Black, as cameras with the lid on send it. */
    BLACK {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            to.fill(16, 128, 128);
        }
    },
    /** Any value at any place. */
    NOISE {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            final SplittableRandom random = new SplittableRandom(seed ^ n * 0x9E3779B97F4A7C15L);
            random.nextBytes(to.luma);
            random.nextBytes(to.cb);
            random.nextBytes(to.cr);
        }
    },
    /** A texture in poor light. */
    GRAIN {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            Texture.of(seed).draw(to, 0.5 * n, 0, 1);
            long state = seed + n;
            for (int i = 0; i < to.luma.length; i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                to.luma[i] = (byte) Math.max(0, Math.min(255, (to.luma[i] & 255) + (int) (state >>> 60) - 8));
            }
        }
    },
    /** The greatest steps that there are, in blocks of any size: what overflows first. */
    EXTREME {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            final SplittableRandom random = new SplittableRandom(seed + n);
            final int shift = random.nextInt(5);
            final int phase = random.nextInt(16);
            final long pattern = random.nextLong();
            for (int y = 0; y < to.height; y++) {
                for (int x = 0; x < to.width; x++) {
                    final int at = (x + phase >> shift) + 3 * (y + phase >> shift);
                    to.luma(x, y, (pattern >>> at & 1) != 0 ? 255 : 0);
                }
            }
            for (int y = 0; y < to.chromaHeight; y++) {
                for (int x = 0; x < to.chromaWidth; x++) {
                    final int at = (x + phase >> shift) + 5 * (y >> shift);
                    to.chroma(x, y, (pattern >>> at & 1) != 0 ? 255 : 0, (pattern >>> at & 2) != 0 ? 0 : 255);
                }
            }
        }
    },
    /** Black and white by turns. */
    BLINK {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            to.fill(n % 2 == 0 ? 0 : 255, n % 3 == 0 ? 0 : 255, n % 2 == 0 ? 255 : 0);
        }
    },
    /** Everything goes dark and bright again. */
    FADE {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            Texture.of(seed).draw(to, 0, 0, 1);
            final int gain = (int) (128 + 127 * Math.sin(n * 0.3));
            for (int i = 0; i < to.luma.length; i++) {
                to.luma[i] = (byte) ((to.luma[i] & 255) * gain >> 8);
            }
        }
    },
    /** Another scene every few pictures. */
    CUTS {
        @Override
        void draw(final Yuv to, final int n, final long seed) {
            Texture.of(seed + n / 4).draw(to, 1.7 * n, -0.6 * n, 1);
        }
    };

    /** Paints picture n. */
    abstract void draw(Yuv to, int n, long seed);

    private static void box(final Yuv to, final int fromX, final int fromY, final int side, final int luma, final int blue, final int red) {
        for (int y = Math.max(0, fromY); y < Math.min(to.height, fromY + side); y++) {
            for (int x = Math.max(0, fromX); x < Math.min(to.width, fromX + side); x++) {
                to.luma(x, y, luma + ((x ^ y) & 3));
                to.chroma(x / 2, y / 2, blue, red);
            }
        }
    }

    /** Smooth and sharp structure that repeats every 256 samples, to be sampled anywhere between them. */
    private static final class Texture {
        private static final int SIDE = 256;
        private static Texture last;
        private final long seed;
        private final float[] value = new float[SIDE * SIDE];

        private Texture(final long seed) {
            this.seed = seed;
            final SplittableRandom random = new SplittableRandom(seed);
            for (int octave = 2; octave <= 64; octave *= 2) {
                final float[] grid = new float[octave * octave];
                for (int i = 0; i < grid.length; i++) {
                    grid[i] = (float) random.nextDouble(-1, 1) * 160 / (float) Math.sqrt(octave);
                }
                final float step = (float) octave / SIDE;
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        value[y * SIDE + x] += bilinear(grid, octave, x * step, y * step);
                    }
                }
            }
            for (int i = 0; i < 6; i++) {
                final int fromX = random.nextInt(SIDE);
                final int fromY = random.nextInt(SIDE);
                final int side = random.nextInt(4, 60);
                final float more = (float) random.nextDouble(-90, 90);
                for (int y = fromY; y < Math.min(SIDE, fromY + side); y++) {
                    for (int x = fromX; x < Math.min(SIDE, fromX + side); x++) {
                        value[y * SIDE + x] += more;
                    }
                }
            }
        }

        static synchronized Texture of(final long seed) {
            if (last == null || last.seed != seed) {
                last = new Texture(seed);
            }
            return last;
        }

        private static float bilinear(final float[] grid, final int side, final float x, final float y) {
            final int x0 = (int) Math.floor(x);
            final int y0 = (int) Math.floor(y);
            final float fx = x - x0;
            final float fy = y - y0;
            final int row0 = (y0 & side - 1) * side;
            final int row1 = (y0 + 1 & side - 1) * side;
            final int column0 = x0 & side - 1;
            final int column1 = x0 + 1 & side - 1;
            return (grid[row0 + column0] * (1 - fx) + grid[row0 + column1] * fx) * (1 - fy)
                + (grid[row1 + column0] * (1 - fx) + grid[row1 + column1] * fx) * fy;
        }

        void draw(final Yuv to, final double moveX, final double moveY, final double scale) {
            for (int y = 0; y < to.height; y++) {
                for (int x = 0; x < to.width; x++) {
                    to.luma(x, y, (int) (126 + bilinear(value, SIDE, (float) (x * scale + moveX), (float) (y * scale + moveY))));
                }
            }
            for (int y = 0; y < to.chromaHeight; y++) {
                for (int x = 0; x < to.chromaWidth; x++) {
                    final float at = bilinear(value, SIDE, (float) (2 * x * scale + moveX + 77), (float) (2 * y * scale + moveY));
                    to.chroma(x, y, (int) (128 + at / 3), (int) (128 - at / 4));
                }
            }
        }
    }
}
