package io.penstock.core.stages.device;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Sound to a rendering device of {@code javax.sound.sampled}, written by a thread of its own.
 *
 * <p>It plays what comes when it comes; smoothing is the jitter buffer's business. When more is waiting than the ring holds (about
 * 200 ms), the newest is dropped (counted {@code dropped.overrun}, in frames). After the end of the stream it plays on what is waiting until
 * it is closed; closing does not wait. Allocates nothing per frame.
 */
public final class Speaker implements Sink {
    private static final long RING_NS = 200_000_000L;
    private static final int DEVICE_BUFFER_MS = 60;
    private static final int MOST_FRAME_MS = 120;

    private final SoundLine line;
    private final StageSpec spec;
    private AudioFormat format;
    private BlockRing ring;
    private Counter overrun;
    private Thread thread;
    private volatile boolean closed;

    Speaker(final SoundLine line) {
        this.line = line;
        spec = StageSpec.sink("speaker", AudioSpec.any().types(SampleType.S16).channels(1, 2))
            .latency(Latency.between(Duration.ZERO, Duration.ofNanos(RING_NS).plusMillis(DEVICE_BUFFER_MS))).build();
    }

    /**
     * The default rendering device.
     *
     * @return the sink.
     */
    public static Speaker open() {
        return of("");
    }

    /**
     * A rendering device by name, opened when the graph starts, which fails in one line if it is absent.
     *
     * @param device part of the device's name; empty = the default device.
     * @return the sink.
     */
    public static Speaker of(final String device) {
        return new Speaker(new JavaSoundLine(false, device, DEVICE_BUFFER_MS));
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        format = (AudioFormat) context.inputFormat(0);
        overrun = context.counter("dropped.overrun");
        if (format.frameNs() > MOST_FRAME_MS * 1_000_000L) {
            throw new ConfigurationException("speaker: frames of " + format.describe() + "; accepted are up to " + MOST_FRAME_MS
                + " ms, put a Reframer before it");
        }
        line.open(format);
        ring = new BlockRing((int) Math.max(3, RING_NS / format.frameNs()), format.frameBytes());
        thread = DeviceThreads.start("speaker-" + context.stageName(), this::play);
    }

    @Override
    public void onFrame(final Frame in) {
        final byte[] block = ring.free();
        final int sampleBytes = format.channels() * SampleType.S16.bytes();
        final int length = in.length() - in.length() % sampleBytes;
        if (block == null || length > block.length) {
            overrun.increment();
            return;
        }
        in.buffer().getBytes(0, block, 0, length);
        ring.publish(length, in.ptsNs());
        LockSupport.unpark(thread);
    }

    /** Another rate or channel count needs another line; what a line was opened with stays. */
    @Override
    public void onFormatChange(final Format next) {
        final AudioFormat sound = (AudioFormat) next;
        if (sound.sampleRateHz() != format.sampleRateHz() || sound.channels() != format.channels()) {
            throw new ConfigurationException("speaker: opened for " + format.describe() + ", cannot change to " + next.describe()
                + " while running; put a resampler before it");
        }
    }

    private void play() {
        while (!closed) {
            final byte[] block = ring.first();
            if (block == null) {
                LockSupport.park(this);
            } else {
                line.write(block, ring.length());
                ring.remove();
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        line.close();
        LockSupport.unpark(thread);
        DeviceThreads.join(thread);
    }
}
