package io.penstock.benchmarks.peers;

import io.penstock.core.stages.measure.PictureStamp;
import java.util.Arrays;
import java.util.Random;

/**
 * The picture that all programs are given: a wall of grey patches that slides to and fro, and a white box before it that crosses it. After
 * {@link #PERIOD} pictures it starts again without a jump. I420.
 */
final class MovingPicture {
    /** Pictures until it repeats. */
    static final int PERIOD = 128;

    private static final int SLIDE = 2;
    private static final int PATCHES = 600;
    private static final byte NEUTRAL = (byte) 128;
    private static final byte WHITE = (byte) 235;

    private final PictureSize size;
    private final int wallWidth;
    private final byte[] wall;
    private final byte[] picture;

    MovingPicture(final PictureSize size) {
        this.size = size;
        wallWidth = size.width() + SLIDE * PERIOD / 2;
        wall = new byte[wallWidth * size.height()];
        picture = new byte[size.bytes()];
        Arrays.fill(wall, NEUTRAL);
        Arrays.fill(picture, NEUTRAL);
        final Random random = new Random(1);
        for (int i = 0; i < PATCHES; i++) {
            patch(random.nextInt(wallWidth), random.nextInt(size.height()), 10 + random.nextInt(70), 10 + random.nextInt(50),
                (byte) (30 + random.nextInt(190)));
        }
    }

    /** Paints a picture without a stamp. The array is the same each time. */
    byte[] paint(final long index) {
        final int step = (int) (index % PERIOD);
        final int swing = Math.min(step, PERIOD - step);
        final int width = size.width();
        for (int y = 0; y < size.height(); y++) {
            System.arraycopy(wall, y * wallWidth + swing * SLIDE, picture, y * width, width);
        }
        final int side = Math.min(60, Math.min(width, size.height()) / 2);
        final int left = (width - side) * swing * 2 / PERIOD;
        for (int y = (size.height() - side) / 2, end = y + side; y < end; y++) {
            Arrays.fill(picture, y * width + left, y * width + left + side, WHITE);
        }
        return picture;
    }

    /** Paints a picture with the time it is painted at. */
    byte[] paint(final long index, final long timeNs) {
        paint(index);
        PictureStamp.writeLuma(picture, 0, size.width(), size.width(), PictureStamp.micros(timeNs));
        return picture;
    }

    private void patch(final int left, final int top, final int wide, final int high, final byte level) {
        for (int y = top; y < Math.min(size.height(), top + high); y++) {
            Arrays.fill(wall, y * wallWidth + left, y * wallWidth + Math.min(wallWidth, left + wide), level);
        }
    }
}
