package io.penstock.codecs.h264.encoder;

/** Runs an encoder over invented pictures in which something of everything happens, until the JVM has compiled it. */
final class WarmUp {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 192;
    private static final int PICTURES_A_SCENE = 25;
    private static final int BITRATE = 400_000;
    private static final long INTERVAL_NS = 33_333_333;

    private WarmUp() {
    }

    static void run(final EncoderSettings like, final int pictures) {
        final byte[] luma = new byte[WIDTH * HEIGHT];
        final byte[] chroma = new byte[WIDTH * HEIGHT / 4];
        final byte[] out = new byte[WIDTH * HEIGHT * 4];
        try (H264Encoder encoder = new H264Encoder(like.size(WIDTH, HEIGHT).framesPerSecond(30, 1).bitrate(BITRATE))) {
            for (int i = 0; i < pictures; i++) {
                draw(luma, chroma, i);
                if (i % PICTURES_A_SCENE == 0) {
                    encoder.requestKeyFrame();
                }
                encoder.bitrate(BITRATE << i / PICTURES_A_SCENE % 3);
                encoder.encode(luma, 0, WIDTH, chroma, 0, chroma, 0, WIDTH / 2, i * INTERVAL_NS, out, 0, out.length);
            }
        }
    }

    /** A texture that moves by fractions of samples, a still part, a band of noise, and a block that jumps. */
    private static void draw(final byte[] luma, final byte[] chroma, final int i) {
        final double shift = 0.75 * i;
        int seed = 99 + i;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                seed = seed * 1_664_525 + 1_013_904_223;
                final double moving = x < WIDTH / 3 ? 0 : shift;
                final double wave = 40 * Math.sin(0.21 * (x + moving) + 0.05 * y) + 30 * Math.sin(0.13 * y - 0.07 * (x + 2 * moving));
                final int noise = y > HEIGHT * 3 / 4 ? seed >>> 28 : seed >>> 30;
                final boolean block = (x - i * 11 & 255) < 24 && (y + i * 5 & 127) < 24;
                luma[y * WIDTH + x] = (byte) (block ? 220 : 110 + wave + noise);
            }
        }
        for (int at = 0; at < chroma.length; at++) {
            chroma[at] = (byte) (118 + (at + 2 * i & 63) / 4);
        }
    }
}
