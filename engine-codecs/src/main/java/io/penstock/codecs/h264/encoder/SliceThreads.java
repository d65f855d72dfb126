package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.MacroblockMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Codes all slices of a picture: by the caller's thread alone, or each thread a band of macroblock rows. Bands are slices of their own, so
 * that nobody waits for a neighbour; what they hold does not depend on which thread is faster.
 */
final class SliceThreads implements AutoCloseable {
    /** Bytes that a macroblock may take (A.3.1), and a slice header. */
    private static final int MOST_MACROBLOCK_BYTES = 400;
    private static final int HEADER_BYTES = 64;
    private static final int MOST_SPINS = 200;

    private final int widthMbs;
    private final int heightMbs;
    private final int bands;
    private final SliceCoder[] coders;
    private final byte[][] buffers;
    private final Thread[] threads;
    private final AtomicInteger running = new AtomicInteger();
    private volatile int round;
    private volatile boolean closed;
    private volatile RuntimeException failure;
    private PictureJob job;
    private volatile Thread caller;
    private int slices;
    private int averageQp;

    SliceThreads(final MacroblockMap map, final EncoderSettings settings, final AccessUnitWriter unit) {
        widthMbs = map.widthMbs;
        heightMbs = map.heightMbs;
        bands = Math.min(settings.threads(), heightMbs);
        coders = new SliceCoder[bands];
        buffers = new byte[bands - 1][];
        threads = new Thread[bands - 1];
        for (int i = 0; i < bands; i++) {
            coders[i] = new SliceCoder(map, Tools.of(settings.preset()), settings.sliceBytes(), unit.sliceHeader(), unit.chromaQpOffset());
        }
        for (int i = 0; i < threads.length; i++) {
            final int band = i + 1;
            buffers[i] = new byte[(from(band + 1) - from(band)) * (MOST_MACROBLOCK_BYTES + HEADER_BYTES)];
            threads[i] = new Thread(() -> work(band), "h264-slices-" + band);
            threads[i].setDaemon(true);
            threads[i].start();
        }
    }

    /** The first macroblock of a band. */
    private int from(final int band) {
        return heightMbs * band / bands * widthMbs;
    }

    /** Codes a picture behind what the access unit holds; gives its bytes in all, or 0 if it does not fit. */
    int run(final PictureJob picture, final AccessUnitWriter unit) {
        job = picture;
        if (threads.length > 0) {
            caller = Thread.currentThread();
            running.set(threads.length);
            round++;
            for (final Thread thread : threads) {
                LockSupport.unpark(thread);
            }
        }
        coders[0].run(picture, 0, from(1), unit.out(), unit.end(), unit.limit());
        await();
        boolean fits = !coders[0].failed();
        if (fits) {
            unit.advance(coders[0].bytes());
        }
        for (int i = 0; i < threads.length; i++) {
            fits = fits && !coders[i + 1].failed() && unit.append(buffers[i], coders[i + 1].bytes());
        }
        total();
        return fits ? unit.bytes() : 0;
    }

    private void await() {
        int spins = 0;
        while (running.get() > 0) {
            if (spins++ < MOST_SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        final RuntimeException thrown = failure;
        if (thrown != null) {
            failure = null;
            throw thrown;
        }
    }

    private void work(final int band) {
        int seen = 0;
        while (!closed) {
            if (round == seen) {
                LockSupport.park(this);
                continue;
            }
            seen++;
            try {
                coders[band].run(job, from(band), from(band + 1), buffers[band - 1], 0, buffers[band - 1].length);
            } catch (final RuntimeException e) {
                failure = e;
            } finally {
                if (running.decrementAndGet() == 0) {
                    LockSupport.unpark(caller);
                }
            }
        }
    }

    private void total() {
        long sum = 0;
        slices = 0;
        for (final SliceCoder coder : coders) {
            slices += coder.slices();
            sum += coder.qpSum();
        }
        averageQp = (int) ((sum + widthMbs * heightMbs / 2) / (widthMbs * heightMbs));
    }

    int slices() {
        return slices;
    }

    int averageQp() {
        return averageQp;
    }

    @Override
    public void close() {
        closed = true;
        for (final Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
