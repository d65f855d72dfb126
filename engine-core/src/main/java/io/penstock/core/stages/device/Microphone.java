package io.penstock.core.stages.device;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.SampleType;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;

/**
 * Sound from a capture device of {@code javax.sound.sampled}, read by a thread of its own.
 *
 * <p>{@code ptsNs} and {@code captureNs} are the time at which the first sample of the frame was recorded, smoothed over the jitter of
 * threads. When the graph does not keep up, the newest sound is dropped after about 200 ms (counted {@code dropped.overrun}, in frames). When the
 * device ends, so does the stream. Allocates nothing per frame.
 */
public final class Microphone implements Source {
    private static final long RING_NS = 200_000_000L;
    private static final int DEVICE_BUFFER_MS = 40;

    private final AudioFormat format;
    private final SoundLine line;
    private final StageSpec spec;
    private final BlockRing ring;
    private final CaptureClock captureClock = new CaptureClock();
    private StageContext context;
    private Counter overrun;
    private Thread thread;
    private volatile long overruns;
    private volatile boolean deviceEnded;
    private volatile boolean closed;
    private boolean ended;
    private long sequence;

    Microphone(final AudioFormat format, final SoundLine line) {
        if (format.sampleType() != SampleType.S16) {
            throw new ConfigurationException("microphone: " + format.describe() + "; accepted are 16-bit samples (s16)");
        }
        this.format = format;
        this.line = line;
        spec = StageSpec.source("microphone", FormatSpec.of(format)).wakesItself().latency(Latency.of(Duration.ofNanos(format.frameNs()))).build();
        ring = new BlockRing((int) Math.max(3, RING_NS / format.frameNs()), format.frameBytes());
    }

    /**
     * The default capture device.
     *
     * @param format 16-bit sound; opened when the graph starts.
     * @return the source.
     * @throws ConfigurationException if the samples are not 16-bit integers.
     */
    public static Microphone of(final AudioFormat format) {
        return of(format, "");
    }

    /**
     * A capture device by name.
     *
     * @param format 16-bit sound; opened when the graph starts, which fails in one line if the device is absent.
     * @param device part of the device's name; empty = the default device.
     * @return the source.
     * @throws ConfigurationException if the samples are not 16-bit integers.
     */
    public static Microphone of(final AudioFormat format, final String device) {
        return new Microphone(format, new JavaSoundLine(true, device, DEVICE_BUFFER_MS));
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        overrun = stageContext.counter("dropped.overrun");
        line.open(format);
        thread = DeviceThreads.start("microphone-" + stageContext.stageName(), () -> record(stageContext.clock(), stageContext.waker()));
    }

    private void record(final MediaClock clock, final Runnable waker) {
        final int bytes = format.frameBytes();
        final int sampleBytes = bytes / format.frameSamples();
        final byte[] spill = new byte[bytes];
        try {
            while (!closed) {
                final byte[] free = ring.free();
                final byte[] block = free == null ? spill : free;
                if (line.read(block, bytes) < bytes) {
                    break;
                }
                final long pending = Timebase.unitsToNs(line.pendingBytes() / sampleBytes, format.sampleRateHz());
                if (free == null) {
                    overruns++;
                } else {
                    ring.publish(bytes, clock.nanoTime() - pending - format.frameNs());
                }
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
            final MutableFrame frame = out.claim(ring.length());
            if (frame == null) {
                // Waits in the ring, which counts what it cannot take.
                context.wakeAtNs(context.clock().nanoTime() + StageSpec.DEFAULT_POLL_INTERVAL_NS);
                return work;
            }
            System.arraycopy(block, 0, frame.array(), frame.arrayOffset(), ring.length());
            final long timeNs = captureClock.timeOf(ring.timeNs(), format.frameNs());
            ring.remove();
            if (captureClock.jumped()) {
                out.discontinuity(timeNs);
            }
            frame.ptsNs(timeNs).captureNs(timeNs).durationNs((int) format.frameNs()).flags(0).sequence(sequence++);
            out.commit(frame);
            work++;
        }
        if (work == limit) {
            context.wakeAtNs(context.clock().nanoTime());
        } else if (last && !ended && ring.first() == null) {
            ended = true;
            out.endOfStream();
            work++;
        }
        return work;
    }

    @Override
    public void onFlush() {
        ring.clear();
    }

    @Override
    public void close() {
        closed = true;
        line.close();
        DeviceThreads.join(thread);
    }
}
