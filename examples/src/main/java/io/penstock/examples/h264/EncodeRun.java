package io.penstock.examples.h264;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.H264Encoder;
import io.penstock.codecs.h264.picture.Picture;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

/**
 * Encodes a clip and measures that: CPU time of this thread within the encoder's calls alone, so neither reading nor writing nor comparing is
 * in it, and neither are the JVM's compiler threads. One thread.
 */
final class EncodeRun {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BYTES_A_SAMPLE = 4;
    private static final int HEADERS = 4096;
    private static final double BILLION = 1e9;

    private final PictureClip clip;
    private final EncoderSettings settings;

    EncodeRun(final PictureClip clip, final EncoderSettings settings) {
        this.clip = clip;
        this.settings = settings;
    }

    /**
     * What came of it.
     *
     * @param frames     pictures that went in.
     * @param skipped    of them, how many the encoder left out.
     * @param keys       key pictures.
     * @param slices     slices in all.
     * @param largest    bytes of the largest access unit.
     * @param bytes      of all.
     * @param meanQp     of the pictures that were not left out.
     * @param cpuSeconds of this thread in the encoder's calls.
     * @param wallSeconds what the calls took.
     * @param seconds    how long the clip is shown.
     * @param quality    of what decoders show, where the encoder left a picture out of the one before; null if that was not asked for.
     */
    record Result(int frames, int skipped, int keys, int slices, int largest, long bytes, double meanQp, double cpuSeconds, double wallSeconds,
                  double seconds, Quality quality) {
        /** Pictures per CPU second. */
        double fps() {
            return frames / Math.max(cpuSeconds, 1 / BILLION);
        }

        double kbps() {
            return bytes * 8 / seconds / 1000;
        }
    }

    /** What to do after each picture. */
    interface Progress {
        /** So many pictures are done. */
        void at(int pictures);
    }

    /** Runs an encoder of its own over the clip, again and again, for so many seconds of CPU time at least: so much that the JVM has compiled it. */
    void warmUp(final double seconds) throws IOException {
        final long endNs = THREADS.getCurrentThreadCpuTime() + (long) (seconds * BILLION);
        while (THREADS.getCurrentThreadCpuTime() < endNs) {
            encode(OutputStream.nullOutputStream(), false, endNs, n -> { });
        }
    }

    /** Encodes the clip once. */
    Result run(final OutputStream to, final boolean measured, final Progress progress) throws IOException {
        return encode(to, measured, Long.MAX_VALUE, progress);
    }

    private Result encode(final OutputStream to, final boolean measured, final long endNs, final Progress progress) throws IOException {
        try (H264Encoder encoder = new H264Encoder(settings)) {
            return encode(encoder, to, measured, endNs, progress);
        }
    }

    private Result encode(final H264Encoder encoder, final OutputStream to, final boolean measured, final long endNs, final Progress progress)
        throws IOException {
        final int width = clip.format().width();
        final int height = clip.format().height();
        final int chromaWidth = (width + 1) / 2;
        final int chroma = chromaWidth * ((height + 1) / 2);
        final byte[] out = new byte[BYTES_A_SAMPLE * (width + 16) * (height + 16) + HEADERS];
        final byte[] shown = new byte[width * height + 2 * chroma];
        final Quality quality = measured ? new Quality(width, height) : null;
        final int[] counts = new int[5];
        long bytes = 0;
        long cpuNs = 0;
        long wallNs = 0;
        long qpSum = 0;
        for (int i = 0; i < clip.pictures().size() && THREADS.getCurrentThreadCpuTime() < endNs; i++) {
            final byte[] picture = clip.pictures().get(i);
            final long timeNs = (long) (BILLION * i * clip.rateDenominator() / clip.rateNumerator());
            final long beganNs = System.nanoTime();
            final long beganCpuNs = THREADS.getCurrentThreadCpuTime();
            final int length = encoder.encode(picture, 0, width, picture, width * height, picture, width * height + chroma, chromaWidth,
                timeNs, out, 0, out.length);
            cpuNs += THREADS.getCurrentThreadCpuTime() - beganCpuNs;
            wallNs += System.nanoTime() - beganNs;
            to.write(out, 0, length);
            bytes += length;
            counts[0]++;
            counts[1] += length == 0 ? 1 : 0;
            counts[2] += length > 0 && encoder.keyFrame() ? 1 : 0;
            counts[3] += length > 0 ? encoder.slices() : 0;
            counts[4] = Math.max(counts[4], length);
            if (quality != null) {
                if (length > 0) {
                    copy(encoder.reconstruction(), shown, width, height);
                }
                quality.add(picture, 0, shown, 0);
            }
            qpSum += length > 0 ? encoder.qp() : 0;
            progress.at(i + 1);
        }
        final double meanQp = qpSum / (double) Math.max(1, counts[0] - counts[1]);
        return new Result(counts[0], counts[1], counts[2], counts[3], counts[4], bytes, meanQp, cpuNs / BILLION, wallNs / BILLION,
            clip.seconds(), quality);
    }

    private static void copy(final Picture from, final byte[] to, final int width, final int height) {
        int at = 0;
        for (int y = 0; y < height; y++) {
            System.arraycopy(from.luma, from.lumaAt(0, y), to, at, width);
            at += width;
        }
        for (final byte[] plane : Arrays.asList(from.cb, from.cr)) {
            for (int y = 0; y < (height + 1) / 2; y++) {
                System.arraycopy(plane, from.chromaAt(0, y), to, at, (width + 1) / 2);
                at += (width + 1) / 2;
            }
        }
    }
}
