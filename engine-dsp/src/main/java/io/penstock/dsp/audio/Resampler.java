package io.penstock.dsp.audio;

import io.penstock.clock.Timebase;
import io.penstock.dsp.kernel.rate.ResampleKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.Latency;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.Arrays;
import java.util.List;

/**
 * Brings sound to another sample rate, 8000–192000 Hz both: any ratio, any channels, either sample type.
 *
 * <p>Frames put out last as long as those of the input. Their times are those of the sound in them, taken from the input frame that
 * completed them, so that nothing drifts: a stream begins with as much silence before its first time as the filter delays. The latency is
 * that delay; where a frame of the input is no whole number of output samples (10 ms of 11025 Hz), or the ratio changes, frames wait up to
 * a frame's length more.
 *
 * <p>Jumps of the input's times, and gaps, of up to two frames and the delay are filled with silence (flagged as gap); at longer ones the sound is
 * put out to its end, the last frame filled up with silence, and a new stream begins. Where the rates are equal and cannot change, frames are
 * passed on as they are.
 *
 * <p>Counters: {@code errors.malformed} (frames with half a sample or longer than the format says), {@code errors.notfinite} (samples). Allocates
 * only when the format changes.
 *
 * @see ResampleKernel
 */
public final class Resampler implements Transform {
    private static final int LOWEST_HZ = 8_000;
    private static final int HIGHEST_HZ = 192_000;
    private static final int LONGEST_US = 60_000;
    private static final int LONGEST_CHANGING_US = 20_000;

    private final int toHz;
    private final ResampleKernel.Quality quality;
    private final boolean changing;
    private final StageSpec spec;
    private volatile double ratio = 1;
    private ResampleKernel kernel;
    private AudioFormat from;
    private AudioFormat target;
    private float[] samples;
    private float[] fresh;
    private float[] waiting;
    private float[] going;
    private int waitingSamples;
    private boolean running;
    private long endNs;
    private long captureOffsetNs;
    private int flags;
    private int streamId;
    private long userTag;
    private long sequence;
    private long headNs;
    private Counter malformed;
    private Counter notFinite;

    private Resampler(final int fromHz, final int toHz, final ResampleKernel.Quality quality, final boolean changing) {
        if (Math.min(fromHz == 0 ? toHz : fromHz, toHz) < LOWEST_HZ || Math.max(fromHz, toHz) > HIGHEST_HZ) {
            throw new ConfigurationException("resampler: " + (fromHz == 0 ? "" : fromHz + " Hz ") + "to " + toHz + " Hz; accepted are "
                + LOWEST_HZ + " to " + HIGHEST_HZ);
        }
        this.toHz = toHz;
        this.quality = quality;
        this.changing = changing;
        final int longestUs = changing ? LONGEST_CHANGING_US : LONGEST_US;
        final int shortestUs = quality.shortestFrameUs();
        final AudioSpec any = AudioSpec.any();
        final AudioSpec accepts = new AudioSpec(fromHz == 0 ? IntDomain.range(LOWEST_HZ, HIGHEST_HZ) : IntDomain.of(fromHz), any.channels(),
            List.of(SampleType.F32, SampleType.S16), IntDomain.range(shortestUs, longestUs));
        final long delayNs;
        final long leastNs;
        if (fromHz == 0) {
            delayNs = quality.longestDelayNs(LOWEST_HZ);
            leastNs = 0;
        } else {
            final int delay = new ResampleKernel(fromHz, toHz, 1, quality, changing, 1).latencySamples();
            delayNs = Timebase.unitsToNs(delay, toHz);
            leastNs = delayNs;
        }
        final int delayed = (int) Math.ceil(delayNs / (shortestUs * 1e3));
        spec = StageSpec.transform("resampler", accepts, in -> FormatSpec.of(resampled((AudioFormat) in)))
            .latency(new Latency(leastNs, delayNs + (changing ? longestUs * 1000L : 0))).maxOutputsPerInput(2 * delayed + 3).build();
    }

    /**
     * To a rate, from any: flat to 0.91 of the Nyquist frequency, 120 dB of everything else.
     *
     * @param rateHz samples per second, 8000–192000.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Resampler to(final int rateHz) {
        return to(rateHz, ResampleKernel.Quality.HIGH);
    }

    /**
     * To a rate, from any.
     *
     * @param rateHz  samples per second, 8000–192000.
     * @param quality what it costs and gives.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Resampler to(final int rateHz, final ResampleKernel.Quality quality) {
        return new Resampler(0, rateHz, quality, false);
    }

    /**
     * From one rate only, which declares the latency exactly.
     *
     * @param fromHz  samples per second that come, 8000–192000.
     * @param toHz    samples per second that go.
     * @param quality what it costs and gives.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Resampler between(final int fromHz, final int toHz, final ResampleKernel.Quality quality) {
        return new Resampler(fromHz, toHz, quality, false);
    }

    /**
     * To a rate by a clock of its own, which {@link #ratio} follows; takes frames of up to 20 ms.
     *
     * @param rateHz  samples per second, 8000–192000.
     * @param quality what it costs and gives.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Resampler adjustable(final int rateHz, final ResampleKernel.Quality quality) {
        return new Resampler(0, rateHz, quality, true);
    }

    /**
     * Changes how many samples go for one that comes, from the next frame on, without a step in the sound: for clocks that drift. Any thread.
     *
     * @param relative relative to the rates, 0.98–1.02; 1.0001 = 100 ppm more samples go.
     * @return this.
     * @throws ConfigurationException if out of range, or the stage was not made {@link #adjustable}.
     */
    public Resampler ratio(final double relative) {
        if (!changing || !(Math.abs(relative - 1) <= ResampleKernel.MOST_DEVIATION)) {
            throw new ConfigurationException("resampler: ratio " + relative + (changing ? "; accepted are 0.98 to 1.02"
                : " of one whose ratio is fixed; make it with Resampler.adjustable"));
        }
        ratio = relative;
        return this;
    }

    /**
     * {@link #ratio} in millionths.
     *
     * @param ppm how many millionths more samples go than the rates say, −20000 to 20000.
     * @return this.
     * @throws ConfigurationException if out of range, or the stage was not made {@link #adjustable}.
     */
    public Resampler ratioPpm(final double ppm) {
        return ratio(1 + ppm * 1e-6);
    }

    private AudioFormat resampled(final AudioFormat in) {
        // 10 ms stay 10 ms, also where the input's frame had to be rounded to whole samples
        final long ms = Math.round(Timebase.toMs(in.frameNs()));
        final long wholeNs = ms * Timebase.NANOS_PER_MS;
        final boolean whole = ms > 0 && Timebase.nsToUnits(wholeNs, in.sampleRateHz()) == in.frameSamples();
        final long samplesOut = whole ? Timebase.nsToUnits(wholeNs, toHz)
            : Math.round((double) in.frameSamples() * toHz / in.sampleRateHz());
        return new AudioFormat(toHz, in.channels(), in.sampleType(), (int) Math.max(1, samplesOut));
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        malformed = context.counter("errors.malformed");
        notFinite = context.counter("errors.notfinite");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        from = input;
        target = resampled(input);
        final int channels = input.channels();
        kernel = new ResampleKernel(input.sampleRateHz(), toHz, channels, quality, changing, input.frameSamples());
        samples = new float[input.frameSamples() * channels];
        fresh = new float[Math.max(kernel.mostOut(), kernel.mostDrained()) * channels];
        waiting = new float[(target.frameSamples() + kernel.latencySamples()) * channels + fresh.length];
        going = new float[target.frameSamples() * channels];
        waitingSamples = 0;
        running = false;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (from.sampleRateHz() == toHz && !changing) {
            out.forward(in);
            return;
        }
        final int bytes = from.channels() * from.sampleType().bytes();
        final int n = in.length() / bytes;
        if (in.length() % bytes != 0 || n > from.frameSamples()) {
            malformed.increment();
            return;
        }
        if (running && Math.abs(in.ptsNs() - endNs) > from.frameNs() / 2) {
            jump(in.ptsNs(), out);
        }
        flags = in.flags() & (FrameFlags.DISCONTINUITY | FrameFlags.GAP | FrameFlags.CORRUPT);
        streamId = in.streamId();
        userTag = in.userTag();
        captureOffsetNs = in.captureNs() - in.ptsNs();
        Pcm.read(in, samples);
        feed(in.ptsNs(), n, out);
    }

    private void jump(final long ptsNs, final Output out) {
        final long missingNs = ptsNs - endNs;
        if (fillable(missingNs)) {
            fill(missingNs, out);
        } else {
            end(out, true);
        }
    }

    private boolean fillable(final long missingNs) {
        return missingNs > 0 && missingNs <= 2 * from.frameNs() + Timebase.unitsToNs(kernel.latencySamples(), toHz);
    }

    private void fill(final long missingNs, final Output out) {
        flags = FrameFlags.GAP;
        long missing = Timebase.nsToUnits(missingNs, from.sampleRateHz());
        Arrays.fill(samples, 0);
        while (missing > 0) {
            final int n = (int) Math.min(missing, from.frameSamples());
            feed(endNs, n, out);
            missing -= n;
        }
    }

    private void feed(final long ptsNs, final int n, final Output out) {
        if (!running) {
            running = true;
            waitingSamples = kernel.latencySamples();
            Arrays.fill(waiting, 0, waitingSamples * from.channels(), 0);
        }
        if (changing) {
            kernel.ratio(ratio);
        }
        append(kernel.process(samples, n, fresh));
        notFinite.set(kernel.notFinite());
        // the place of the next output in time, and from there back to the first that waits
        final double beyondNs = (n - kernel.backlogSamples()) * 1e9 / from.sampleRateHz();
        headNs = ptsNs + Math.round(beyondNs - waitingSamples * 1e9 / (toHz * ratio));
        endNs = ptsNs + Timebase.unitsToNs(n, from.sampleRateHz());
        putOutWhatIsComplete(out);
    }

    private void append(final int n) {
        System.arraycopy(fresh, 0, waiting, waitingSamples * from.channels(), n * from.channels());
        waitingSamples += n;
    }

    private void putOutWhatIsComplete(final Output out) {
        final int frame = target.frameSamples();
        final int complete = waitingSamples / frame * frame;
        try {
            for (int at = 0; at < complete; at += frame) {
                putOut(at, frame, out);
            }
        } finally {
            // where an output failed its sound is lost, not late
            waitingSamples -= complete;
            headNs += Timebase.unitsToNs(complete, toHz);
            System.arraycopy(waiting, complete * from.channels(), waiting, 0, waitingSamples * from.channels());
        }
    }

    private void putOut(final int at, final int n, final Output out) {
        final int channels = from.channels();
        final long ptsNs = headNs + Timebase.unitsToNs(at, toHz);
        final MutableFrame frame = out.claim(n * channels * target.sampleType().bytes());
        // Pcm writes from the beginning of an array
        System.arraycopy(waiting, at * channels, going, 0, n * channels);
        Pcm.write(going, n * channels, target.sampleType(), frame);
        frame.ptsNs(ptsNs).captureNs(ptsNs + captureOffsetNs).durationNs((int) Timebase.unitsToNs(n, toHz)).flags(flags).sequence(sequence++)
            .streamId(streamId).rtpTimestamp(0).userTag(userTag);
        out.commit(frame);
    }

    /** Puts out what is left; the last frame filled up, or short. */
    private void end(final Output out, final boolean fillUp) {
        if (!running) {
            return;
        }
        append(kernel.drain(fresh));
        running = false;
        putOutWhatIsComplete(out);
        if (waitingSamples > 0) {
            final int channels = from.channels();
            final int frame = target.frameSamples();
            if (fillUp) {
                Arrays.fill(waiting, waitingSamples * channels, frame * channels, 0);
            }
            putOut(0, fillUp ? frame : waitingSamples, out);
        }
        waitingSamples = 0;
    }

    @Override
    public boolean onGap(final long ptsNs, final long durationNs, final Output out) {
        if (!running) {
            return false;
        }
        if (fillable(durationNs)) {
            fill(durationNs, out);
            return true;
        }
        end(out, true);
        return false;
    }

    @Override
    public boolean onDiscontinuity(final long ptsNs, final Output out) {
        if (running && Math.abs(ptsNs - endNs) > from.frameNs() / 2) {
            end(out, true);
        }
        return false;
    }

    @Override
    public boolean onFormatChange(final Format format, final Output out) {
        end(out, true);
        configure((AudioFormat) format);
        return false;
    }

    @Override
    public void onFlush() {
        kernel.reset();
        running = false;
        waitingSamples = 0;
    }

    @Override
    public void onEndOfStream(final Output out) {
        end(out, false);
    }
}
