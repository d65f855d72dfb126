package io.penstock.benchmarks.peers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Stamped pictures through a pipe: raw I420, one after another. The clock is the one that all processes of the machine share. */
final class StampStream {
    private static final double SECOND_NS = 1e9;

    private StampStream() {
    }

    /**
     * Writes pictures at their time, until all are written or nobody reads any more.
     *
     * @param out     the pipe.
     * @param size    of the pictures.
     * @param fps     pictures a second.
     * @param seconds how long.
     * @return pictures written.
     */
    static long generate(final OutputStream out, final PictureSize size, final double fps, final double seconds) {
        final MovingPicture picture = new MovingPicture(size);
        final long startNs = System.nanoTime();
        final long count = (long) Math.ceil(fps * seconds);
        for (long i = 0; i < count; i++) {
            final long dueNs = startNs + (long) (i / fps * SECOND_NS);
            for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(left);
                if (Thread.currentThread().isInterrupted()) {
                    return i;
                }
            }
            try {
                out.write(picture.paint(i, System.nanoTime()));
                out.flush();
            } catch (final IOException e) {
                // The reader has gone: that is how such a pipe ends.
                return i;
            }
        }
        return count;
    }

    /**
     * Writes the same pictures as a clip, at once and without stamps, for a program that paces and stamps by itself.
     *
     * @param out  a Y4M file.
     * @param size of the pictures.
     * @param fps  pictures a second.
     * @throws IOException if it cannot be written.
     */
    static void clip(final OutputStream out, final PictureSize size, final int fps) throws IOException {
        final MovingPicture picture = new MovingPicture(size);
        out.write(("YUV4MPEG2 W" + size.width() + " H" + size.height() + " F" + fps + ":1 Ip A1:1 C420jpeg\n").getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < MovingPicture.PERIOD; i++) {
            out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
            out.write(picture.paint(i));
        }
    }

    /**
     * Reads pictures until the stream ends. A last picture that is cut short is not one.
     *
     * @param in    the pipe.
     * @param size  of the pictures.
     * @param tally takes them.
     * @param clock nanoseconds.
     * @throws IOException if the stream breaks.
     */
    static void read(final InputStream in, final PictureSize size, final StampTally tally, final LongSupplier clock) throws IOException {
        final byte[] picture = new byte[size.bytes()];
        while (in.readNBytes(picture, 0, picture.length) == picture.length) {
            tally.add(picture, clock.getAsLong());
        }
    }
}
