package io.penstock.benchmarks.scale;

import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/**
 * Encoded frames of one length at fixed times, as a camera or a microphone with an encoder behind it would give them. What a receiver needs
 * to tell how late a frame is can be read on any thread: the time of the first one, and how many were sent.
 */
final class PacedFrames implements Source {
    /** Of a VP8 key frame (RFC 6386, 9.1): frame tag, start code, size. The rest is not looked at on the way. */
    private static final byte[] KEY_FRAME = {0x10, 0, 0, (byte) 0x9D, 0x01, 0x2A, (byte) 0x80, 0x02, 0x68, 0x01};

    private final EncodedFormat format;
    private final StageSpec spec;
    private final long periodNs;
    private final long phaseNs;
    private final int bytes;
    private final byte[] header;
    private StageContext context;
    private volatile long firstNs;
    private volatile long sent;
    private volatile boolean stopped;
    private long nextNs;

    private PacedFrames(final EncodedFormat format, final long periodNs, final long phaseNs, final int bytes, final byte[] header) {
        this.format = format;
        this.periodNs = periodNs;
        this.phaseNs = phaseNs;
        this.bytes = bytes;
        this.header = header;
        spec = StageSpec.source("paced", FormatSpec.of(format)).wakesItself().build();
    }

    /**
     * Pictures, all of them key frames of VP8.
     *
     * @param format  what they are.
     * @param phaseNs when the first one comes after the start.
     * @param bytes   length of each.
     * @return the source.
     */
    static PacedFrames pictures(final EncodedFormat format, final long phaseNs, final int bytes) {
        return new PacedFrames(format, format.frameNs(), phaseNs, bytes, KEY_FRAME);
    }

    /**
     * Sound.
     *
     * @param format  what it is.
     * @param phaseNs when the first frame comes after the start.
     * @param bytes   length of each.
     * @return the source.
     */
    static PacedFrames sound(final EncodedFormat format, final long phaseNs, final int bytes) {
        return new PacedFrames(format, format.frameNs(), phaseNs, bytes, new byte[0]);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        nextNs = context.clock().nanoTime() + phaseNs;
        firstNs = nextNs;
        context.wakeAtNs(nextNs);
    }

    @Override
    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    public int poll(final Output out, final int limit) {
        if (stopped) {
            context.wakeAtNs(Long.MAX_VALUE - 1);
            return 0;
        }
        final long nowNs = context.clock().nanoTime();
        int work = 0;
        while (work < limit && nowNs >= nextNs) {
            final MutableFrame frame = out.claim(bytes);
            if (frame == null) {
                break;
            }
            System.arraycopy(header, 0, frame.array(), frame.arrayOffset(), header.length);
            frame.ptsNs(nextNs).captureNs(nextNs).durationNs((int) periodNs).sequence(sent).flags(FrameFlags.KEYFRAME);
            nextNs += periodNs;
            sent++;
            out.commit(frame);
            work++;
        }
        context.wakeAtNs(nextNs);
        return work;
    }

    /** Sends no more; any thread. */
    void fallSilent() {
        stopped = true;
    }

    /**
     * When a frame was due.
     *
     * @param sinceFirstNs its media time after the first frame, within half a period.
     * @return time on the engine's clock.
     */
    long dueNs(final long sinceFirstNs) {
        return firstNs + Math.floorDiv(sinceFirstNs + periodNs / 2, periodNs) * periodNs;
    }

    /**
     * Frames that are due in a span of time.
     *
     * @param fromNs from here on.
     * @param toNs   before this.
     * @return the count.
     */
    long dueBetween(final long fromNs, final long toNs) {
        return dueBefore(toNs) - dueBefore(fromNs);
    }

    private long dueBefore(final long timeNs) {
        return Math.max(0, Math.floorDiv(timeNs - firstNs + periodNs - 1, periodNs));
    }

    /**
     * Frames sent.
     *
     * @return the count.
     */
    long sent() {
        return sent;
    }

    /**
     * What it sends.
     *
     * @return the format.
     */
    EncodedFormat format() {
        return format;
    }
}
