package io.penstock.core.stages.device;

import io.penstock.clock.MediaClock;
import io.penstock.core.stages.FrameTimer;
import io.penstock.error.ConfigurationException;
import io.penstock.format.FormatSpec;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.concurrent.locks.LockSupport;

/**
 * Pictures of a part of the screen at a steady rate, taken by {@link java.awt.Robot} on a thread of its own.
 *
 * <p>{@code ptsNs} and {@code captureNs} are the time at which the picture was asked of the screen. Pictures that fall due while one is still
 * being taken are skipped (counted {@code dropped.late}); those that the graph does not take are dropped (counted {@code dropped.overrun}).
 * The stage itself allocates nothing, the JDK a picture each time.
 */
public final class ScreenCapture implements Source {
    private static final int RING = 3;

    private final VideoFormat format;
    private final int left;
    private final int top;
    private final ScreenGrabber grabber;
    private final StageSpec spec;
    private final FrameTimer timer;
    private final BlockRing ring;
    private StageContext context;
    private Counter late;
    private Counter overrun;
    private Thread thread;
    private volatile boolean wanted;
    private volatile boolean closed;
    private volatile boolean deviceEnded;
    private volatile long overruns;
    private boolean ended;
    private long sequence;

    ScreenCapture(final VideoFormat format, final int left, final int top, final ScreenGrabber grabber) {
        if (format.layout() != PixelLayout.I420 || format.color() != VideoColor.BT601_LIMITED || (format.width() | format.height()) % 2 != 0
            || left < 0 || top < 0) {
            throw new ConfigurationException("screen: found " + format.describe() + ' ' + format.color() + " at " + left + ',' + top
                + "; accepted are i420 BT601_LIMITED of even size, from 0,0 on");
        }
        this.format = format;
        this.left = left;
        this.top = top;
        this.grabber = grabber;
        timer = new FrameTimer(format.rate());
        spec = StageSpec.source("screen", FormatSpec.of(format)).wakesItself().build();
        ring = new BlockRing(RING, format.frameBytes());
    }

    /**
     * The upper left part of the screen.
     *
     * @param format I420 of even size, BT.601 limited range, with a rate that is not variable.
     * @return the source; the screen is opened when the graph starts, which fails in one line where there is none.
     * @throws ConfigurationException for another format.
     */
    public static ScreenCapture of(final VideoFormat format) {
        return of(format, 0, 0);
    }

    /**
     * A part of the screen.
     *
     * @param format I420 of even size, BT.601 limited range, with a rate that is not variable.
     * @param left   leftmost column in pixels, 0 or more.
     * @param top    uppermost row in pixels, 0 or more.
     * @return the source; the screen is opened when the graph starts, which fails in one line where there is none.
     * @throws ConfigurationException for another format or place.
     */
    public static ScreenCapture of(final VideoFormat format, final int left, final int top) {
        return new ScreenCapture(format, left, top, new RobotGrabber());
    }

    /**
     * Changes how many pictures are taken, from the next one on. Any thread.
     *
     * @param rate frames per second, not variable.
     */
    public void rate(final FrameRate rate) {
        timer.rate(rate);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        late = stageContext.counter("dropped.late");
        overrun = stageContext.counter("dropped.overrun");
        grabber.open();
        thread = DeviceThreads.start("screen-" + stageContext.stageName(), () -> take(stageContext.clock(), stageContext.waker()));
    }

    private void take(final MediaClock clock, final Runnable waker) {
        try {
            while (!closed) {
                if (!wanted) {
                    LockSupport.park(this);
                    continue;
                }
                final long timeNs = clock.nanoTime();
                final int[] picture = grabber.grab(left, top, format.width(), format.height());
                final byte[] free = ring.free();
                if (free == null) {
                    overruns++;
                } else {
                    RgbToI420.toI420(picture, format.width(), format.width(), format.height(), free, 0);
                    ring.publish(format.frameBytes(), timeNs);
                }
                wanted = false;
                waker.run();
            }
        } finally {
            deviceEnded = true;
            waker.run();
        }
    }

    @Override
    public int poll(final Output out, final int limit) {
        overrun.set(overruns);
        final boolean last = deviceEnded;
        int work = 0;
        for (byte[] block = ring.first(); block != null && work < limit; block = ring.first()) {
            final MutableFrame frame = out.claim(format.frameBytes());
            if (frame == null) {
                break;
            }
            System.arraycopy(block, 0, frame.array(), frame.arrayOffset(), format.frameBytes());
            final long timeNs = ring.timeNs();
            ring.remove();
            frame.ptsNs(timeNs).captureNs(timeNs).durationNs(timer.durationNs()).flags(0).sequence(sequence++);
            out.commit(frame);
            work++;
        }
        if (last) {
            return work + end(out);
        }
        if (timer.poll(context.clock().nanoTime())) {
            late.add(timer.skipped());
            if (wanted) {
                late.increment();
            } else {
                wanted = true;
                LockSupport.unpark(thread);
            }
        }
        context.wakeAtNs(timer.nextNs());
        return work;
    }

    private int end(final Output out) {
        if (ended || ring.first() != null) {
            return 0;
        }
        ended = true;
        context.wakeAtNs(Long.MAX_VALUE);
        out.endOfStream();
        return 1;
    }

    @Override
    public void onFlush() {
        ring.clear();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        DeviceThreads.join(thread);
    }
}
