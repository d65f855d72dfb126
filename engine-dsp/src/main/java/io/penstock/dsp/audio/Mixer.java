package io.penstock.dsp.audio;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.Junction;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Adds up to 64 sounds into one, each placed by its presentation time; 16-bit sums saturate, float sums do not.
 *
 * <p>Inputs {@code in0}, {@code in1}, ... are optional, may come and go while running, and have the rate and channels of the output, frames
 * of 1 to 120 ms and either sample type. A frame is put out as soon as every connected input has come past its end, or, on the clock, when
 * the longest wait is over; what comes for it later is dropped (counted {@code dropped.late}, in frames). The first frame after silence
 * on all inputs sets the grid. Times that miss the end of the input's last frame by less than a millisecond are taken as its continuation.
 *
 * <p>The capture time of a mix is that of the oldest sound in it. Nothing allocates after the start.
 */
public final class Mixer implements Junction {
    private static final int MOST_INPUTS = 64;
    private static final int LONGEST_FRAME_US = 120_000;
    private static final long JUMP_NS = 1_000_000L;

    private final AudioFormat format;
    private final long longestWaitNs;
    private final StageSpec spec;
    private final int frameSamples;
    private final int windowSamples;
    private final float[] sum;
    private final float[] scratch;
    private final boolean[] connected;
    private final long[] coveredTo;
    private final boolean[] started;
    private final long[] captureOffsetNs;
    private StageContext context;
    private Counter droppedLate;
    private boolean running;
    private long originNs;
    private long base;
    private long filledTo;
    private long sequence;

    private Mixer(final AudioFormat format, final int inputs, final Duration longestWait) {
        longestWaitNs = longestWait.toNanos();
        if (inputs < 1 || inputs > MOST_INPUTS || longestWaitNs < 0 || longestWaitNs > Timebase.NANOS_PER_SECOND
            || format.frameNs() > LONGEST_FRAME_US * 1000L) {
            throw new ConfigurationException("mixer: " + inputs + " inputs, longest wait " + Timebase.toMs(longestWaitNs) + " ms, "
                + format.describe() + "; accepted are 1 to " + MOST_INPUTS + " inputs, 0 to 1000 ms, frames of up to 120 ms");
        }
        this.format = format;
        frameSamples = format.frameSamples();
        final int longestFrame = (int) Timebase.nsToUnits(LONGEST_FRAME_US * 1000L, format.sampleRateHz()) + 1;
        final int waiting = (int) Timebase.nsToUnits(longestWaitNs, format.sampleRateHz());
        final int windowFrames = (waiting + longestFrame) / frameSamples + 2;
        windowSamples = windowFrames * frameSamples;
        final AudioSpec accepts = new AudioSpec(IntDomain.of(format.sampleRateHz()), IntDomain.of(format.channels()),
            format.sampleType() == SampleType.S16 ? List.of(SampleType.S16, SampleType.F32) : List.of(SampleType.F32, SampleType.S16),
            IntDomain.range(1, LONGEST_FRAME_US));
        final StageSpec.Builder builder = StageSpec.junction("mixer");
        for (int i = 0; i < inputs; i++) {
            builder.optionalInput("in" + i, accepts);
        }
        spec = builder.output("out", FormatSpec.of(format)).maxOutputsPerInput(2 * windowFrames).ticking()
            .latency(new Latency(0, longestWaitNs + format.frameNs())).build();
        sum = new float[windowSamples * format.channels()];
        scratch = new float[longestFrame * format.channels()];
        connected = new boolean[inputs];
        coveredTo = new long[inputs];
        started = new boolean[inputs];
        captureOffsetNs = new long[inputs];
    }

    /**
     * A mixer that waits up to 60 ms for a late input.
     *
     * @param format format of the mix.
     * @param inputs how many inputs there can be, 1–64.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Mixer of(final AudioFormat format, final int inputs) {
        return new Mixer(format, inputs, Duration.ofMillis(60));
    }

    /**
     * A mixer.
     *
     * @param format      format of the mix.
     * @param inputs      how many inputs there can be, 1–64.
     * @param longestWait how long a frame whose time has passed waits for inputs that have not come, 0–1 s.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Mixer of(final AudioFormat format, final int inputs, final Duration longestWait) {
        return new Mixer(format, inputs, longestWait);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        droppedLate = stageContext.counter("dropped.late");
        for (int i = 0; i < connected.length; i++) {
            connected[i] = stageContext.inputFormat(i) != null;
        }
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs outputs) {
        final Output out = outputs.port(0);
        connected[port] = true;
        final int channels = format.channels();
        final int bytes = ((AudioFormat) in.format()).sampleType().bytes() * channels;
        if (in.length() > scratch.length / channels * bytes || in.length() % bytes != 0) {
            droppedLate.increment();
            return;
        }
        final int n = in.length() / bytes;
        final long at = place(port, in.ptsNs(), n, out);
        if (at < 0) {
            droppedLate.increment();
            return;
        }
        captureOffsetNs[port] = in.captureNs() - in.ptsNs();
        Pcm.read(in, scratch);
        final int skip = (int) Math.max(0, base - at);
        final int to = (int) (at + skip - base) * channels;
        for (int i = skip * channels, k = to; i < n * channels; i++, k++) {
            sum[k] += scratch[i];
        }
        cover(port, at + n);
        putOutWhatIsComplete(out);
    }

    @Override
    public void onGap(final int port, final long ptsNs, final long durationNs, final Outputs outputs) {
        final long longest = windowSamples - 2L * frameSamples;
        final int n = (int) Math.min(longest, Math.max(0, Timebase.nsToUnits(durationNs, format.sampleRateHz())));
        if (running) {
            final long at = place(port, ptsNs, n, outputs.port(0));
            if (at >= 0) {
                cover(port, at + n);
                putOutWhatIsComplete(outputs.port(0));
            }
        }
    }

    /** Where a sound belongs, making room for it; −1 if its time has passed. */
    private long place(final int port, final long ptsNs, final int n, final Output out) {
        if (!running) {
            running = true;
            originNs = ptsNs;
            base = 0;
            filledTo = 0;
            Arrays.fill(started, false);
        }
        long at = Timebase.nsToUnits(ptsNs - originNs, format.sampleRateHz());
        if (started[port] && Math.abs(ptsNs - timeOf(coveredTo[port])) < JUMP_NS) {
            at = coveredTo[port];
        }
        if (at + n <= base) {
            return -1;
        }
        if (at + n - base > windowSamples) {
            // So far ahead that the others are late, or that it does not continue at all.
            while (filledTo > base && at + n - base > windowSamples) {
                putOut(out);
            }
            if (at + n - base > windowSamples) {
                originNs = ptsNs;
                base = 0;
                filledTo = 0;
                Arrays.fill(started, false);
                out.discontinuity(ptsNs);
                at = 0;
            }
        }
        return at;
    }

    private void cover(final int port, final long to) {
        started[port] = true;
        coveredTo[port] = to;
        filledTo = Math.max(filledTo, to);
    }

    private void putOutWhatIsComplete(final Output out) {
        while (running && complete()) {
            putOut(out);
        }
        askForWakeUp();
    }

    private boolean complete() {
        if (filledTo - base < frameSamples) {
            return false;
        }
        for (int i = 0; i < connected.length; i++) {
            if (connected[i] && (!started[i] || coveredTo[i] - base < frameSamples)) {
                return false;
            }
        }
        return true;
    }

    private void askForWakeUp() {
        context.wakeAtNs(running ? timeOf(base + frameSamples) + longestWaitNs : Long.MAX_VALUE);
    }

    @Override
    public int onTick(final long nowNs, final Outputs outputs) {
        int work = 0;
        while (running && nowNs >= timeOf(base + frameSamples) + longestWaitNs) {
            if (filledTo <= base) {
                running = false;
            } else {
                putOut(outputs.port(0));
                work++;
            }
        }
        askForWakeUp();
        return work;
    }

    private void putOut(final Output out) {
        final int channels = format.channels();
        final int samples = frameSamples * channels;
        final MutableFrame frame = out.claim(format.frameBytes());
        Pcm.write(sum, samples, format.sampleType(), frame);
        long offsetNs = Long.MAX_VALUE;
        for (int i = 0; i < connected.length; i++) {
            if (started[i] && coveredTo[i] > base) {
                offsetNs = Math.min(offsetNs, captureOffsetNs[i]);
            }
        }
        final long ptsNs = timeOf(base);
        frame.ptsNs(ptsNs).captureNs(ptsNs + (offsetNs == Long.MAX_VALUE ? 0 : offsetNs)).durationNs((int) (timeOf(base + frameSamples) - ptsNs))
            .flags(0).sequence(sequence++).rtpTimestamp(0).userTag(0);
        System.arraycopy(sum, samples, sum, 0, sum.length - samples);
        Arrays.fill(sum, sum.length - samples, sum.length, 0);
        base += frameSamples;
        out.commit(frame);
    }

    private long timeOf(final long sample) {
        return originNs + Timebase.unitsToNs(sample, format.sampleRateHz());
    }

    @Override
    public void onFlush(final int port) {
        Arrays.fill(sum, 0);
        Arrays.fill(started, false);
        running = false;
    }

    @Override
    public void onEndOfStream(final int port, final Outputs outputs) {
        connected[port] = false;
        final Output out = outputs.port(0);
        putOutWhatIsComplete(out);
        boolean last = true;
        for (final boolean other : connected) {
            last &= !other;
        }
        if (last) {
            while (running && filledTo > base) {
                putOut(out);
            }
            running = false;
            askForWakeUp();
        }
    }

    @Override
    public void onPortChange(final int port, final Format input) {
        connected[port] = input != null;
        started[port] = false;
    }

    /**
     * Format of the mix.
     *
     * @return the format.
     */
    public AudioFormat format() {
        return format;
    }
}
