package io.penstock.core.stages.device;

import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A sound device that delivers blocks of counting bytes at once, then waits or ends; and plays only as many as it is allowed. */
final class FakeLine implements SoundLine {
    final CountDownLatch allRead = new CountDownLatch(1);
    final CountDownLatch opened = new CountDownLatch(1);
    final Semaphore mayPlay = new Semaphore(0);
    final Semaphore played = new Semaphore(0);
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final AtomicInteger left;
    private final boolean ends;
    private final boolean absent;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final int blocks;

    FakeLine(final int blocks, final boolean ends, final boolean absent) {
        this.blocks = blocks;
        left = new AtomicInteger(blocks);
        this.ends = ends;
        this.absent = absent;
    }

    @Override
    public void open(final AudioFormat format) {
        if (absent) {
            throw new EngineException(EngineException.Category.IO, "no device");
        }
        opened.countDown();
    }

    @Override
    public int read(final byte[] to, final int length) {
        if (left.get() == 0) {
            allRead.countDown();
            if (!ends) {
                await(closed);
            }
            return 0;
        }
        Arrays.fill(to, 0, length, (byte) (blocks - left.getAndDecrement()));
        return length;
    }

    @Override
    public void write(final byte[] from, final int length) {
        mayPlay.acquireUninterruptibly();
        if (closed.getCount() > 0) {
            synchronized (heard) {
                heard.write(from, 0, length);
            }
            played.release();
        }
    }

    byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    @Override
    public int pendingBytes() {
        return left.get() * 320;
    }

    @Override
    public void close() {
        closed.countDown();
        mayPlay.release(1000);
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
