package io.penstock.core.stages;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

import java.time.Duration;
import java.util.Arrays;

/**
 * Cuts sound into frames of another length: 10 ms of a microphone into the 20 ms of an Opus encoder, 20 ms of a decoder into the 10 ms of an
 * echo canceller.
 *
 * <p>Every frame put out has the same length. Its presentation and capture times are those of its first sample, counted from the frame in
 * which that sample came in, so that neither rounding nor the drift of a capture clock adds up. Samples are copied once, and those that
 * wait for the next frame once more; nothing allocates.
 *
 * <p>Where the input does not continue (a gap, a jump of its times by more than half an input frame, a change of format, the end), what waits
 * is filled up with silence and put out; a gap that is sent on begins after that silence. Counter: {@code padded} (frames).
 *
 * <p>Latency: up to the length of a frame put out.
 */
public final class Reframer implements Transform {
    /** Input frames may be this long unless stated otherwise: the longest that Opus and telephony use. */
    private static final Duration LONGEST_INPUT = Duration.ofMillis(60);
    private static final int SHORTEST_US = 1_000;
    private static final int LONGEST_US = 1_000_000;

    private final Duration to;
    private final StageSpec spec;
    private AudioFormat format;
    private int stride;
    private int frameBytes;
    private byte[] waiting;
    private int waitingBytes;
    private long waitingPtsNs;
    private long waitingCaptureNs;
    private int waitingFlags;
    private boolean onlyGaps;
    private long endNs;
    private long sequence;
    private int streamId;
    private Counter padded;

    private Reframer(final Duration to, final Duration longestInput) {
        this.to = to;
        final long us = to.toNanos() / 1000;
        final long longestUs = longestInput.toNanos() / 1000;
        if (us < SHORTEST_US || us > LONGEST_US || longestUs < SHORTEST_US || longestUs > LONGEST_US) {
            throw new ConfigurationException("reframer: frames of " + us / 1000.0 + " ms from frames of up to " + longestUs / 1000.0
                + " ms; accepted are 1–1000 ms each");
        }
        final AudioSpec any = AudioSpec.any();
        final AudioSpec accepts = new AudioSpec(any.sampleRatesHz(), any.channels(), any.sampleTypes(), IntDomain.range(1, (int) longestUs));
        spec = StageSpec.transform("reframer", accepts, in -> FormatSpec.of(reframed((AudioFormat) in)))
            .latency(new Latency(0, to.toNanos())).maxOutputsPerInput((int) ((longestUs + us - 1) / us) + 1).build();
    }

    /**
     * Frames of a length, from frames of up to 60 ms (or of that length, if it is longer).
     *
     * @param length 1–1000 ms; rounded to whole samples.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Reframer to(final Duration length) {
        return to(length, length.compareTo(LONGEST_INPUT) > 0 ? length : LONGEST_INPUT);
    }

    /**
     * Frames of a length, from frames of up to another.
     *
     * @param length       1–1000 ms; rounded to whole samples.
     * @param longestInput longest frame that comes in, 1–1000 ms; decides how many frames one of them may become.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Reframer to(final Duration length, final Duration longestInput) {
        return new Reframer(length, longestInput);
    }

    private AudioFormat reframed(final AudioFormat in) {
        final int samples = (int) Math.max(1, Timebase.nsToUnits(to.toNanos(), in.sampleRateHz()));
        return new AudioFormat(in.sampleRateHz(), in.channels(), in.sampleType(), samples);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        padded = context.counter("padded");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat in) {
        format = in;
        stride = in.channels() * in.sampleType().bytes();
        frameBytes = reframed(in).frameBytes();
        waiting = new byte[frameBytes];
        waitingBytes = 0;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        // Half a sample is damage that an earlier stage left; it cannot be played.
        final int length = in.length() - in.length() % stride;
        if (waitingBytes > 0 && Math.abs(in.ptsNs() - endNs) > format.frameNs() / 2) {
            fillUp(out);
        }
        streamId = in.streamId();
        int at = 0;
        while (waitingBytes + length - at >= frameBytes) {
            if (waitingBytes == 0) {
                begin(in, at);
            } else {
                onlyGaps &= in.has(FrameFlags.GAP);
            }
            final int missing = frameBytes - waitingBytes;
            final MutableFrame frame = claim(out);
            frame.buffer().putBytes(0, waiting, 0, waitingBytes);
            copy(in, at, frame, waitingBytes, missing);
            at += missing;
            waitingBytes = 0;
            out.commit(frame);
        }
        if (at < length) {
            if (waitingBytes == 0) {
                begin(in, at);
            } else {
                onlyGaps &= in.has(FrameFlags.GAP);
            }
            in.buffer().getBytes(at, waiting, waitingBytes, length - at);
            waitingBytes += length - at;
        }
        endNs = in.ptsNs() + Timebase.unitsToNs(length / stride, format.sampleRateHz());
    }

    private static void copy(final Frame from, final int at, final MutableFrame to, final int toAt, final int bytes) {
        if (from.hasArray() && to.hasArray()) {
            System.arraycopy(from.array(), from.arrayOffset() + at, to.array(), to.arrayOffset() + toAt, bytes);
        } else {
            to.buffer().putBytes(toAt, from.buffer(), at, bytes);
        }
    }

    private void begin(final Frame in, final int at) {
        final long offsetNs = Timebase.unitsToNs(at / stride, format.sampleRateHz());
        waitingPtsNs = in.ptsNs() + offsetNs;
        waitingCaptureNs = in.captureNs() + offsetNs;
        waitingFlags = at == 0 ? in.flags() & FrameFlags.DISCONTINUITY : 0;
        onlyGaps = in.has(FrameFlags.GAP);
    }

    private MutableFrame claim(final Output out) {
        final MutableFrame frame = out.claim(frameBytes);
        return frame.ptsNs(waitingPtsNs).captureNs(waitingCaptureNs)
            .durationNs((int) Timebase.unitsToNs(frameBytes / stride, format.sampleRateHz()))
            .flags(waitingFlags | (onlyGaps ? FrameFlags.GAP : 0)).sequence(sequence++).streamId(streamId);
    }

    /** Ends the frame that waits with silence. */
    private void fillUp(final Output out) {
        if (waitingBytes == 0) {
            return;
        }
        Arrays.fill(waiting, waitingBytes, frameBytes, (byte) 0);
        final MutableFrame frame = claim(out);
        frame.buffer().putBytes(0, waiting, 0, frameBytes);
        endNs = waitingPtsNs + frame.durationNs();
        waitingBytes = 0;
        padded.increment();
        out.commit(frame);
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
        if (waitingBytes == 0) {
            return false;
        }
        fillUp(out);
        final long coveredNs = Math.max(0, endNs - ptsNs);
        if (coveredNs < durationNs) {
            out.gap(ptsNs + coveredNs, durationNs - coveredNs);
        }
        return true;
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output out) {
        fillUp(out);
        return false;
    }

    @Override
    public boolean onFormatChange(final Format changed, final Output out) {
        fillUp(out);
        configure((AudioFormat) changed);
        return false;
    }

    @Override
    public void onFlush() {
        waitingBytes = 0;
    }

    @Override
    public void onEndOfStream(final Output out) {
        fillUp(out);
    }
}
