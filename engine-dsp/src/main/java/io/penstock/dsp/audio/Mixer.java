package io.penstock.dsp.audio;

import io.penstock.clock.Timebase;
import io.penstock.dsp.kernel.mix.MixKernel;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.Junction;
import io.penstock.stage.Latency;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Adds up to 64 sounds, each placed by its presentation time: into one, and, for conferences, into one for each input that leaves that input out.
 *
 * <p>Inputs {@code in0}, {@code in1}, ... are optional, may come and go while running, and have the rate and channels of the output, frames
 * of 1 to 120 ms and either sample type. A frame is put out as soon as every connected input has come past its end, or, on the clock, when
 * the longest wait is over; what has not come by then is silence, or made up if so asked for. What comes for it later is dropped. The first frame
 * after silence on all inputs sets the grid. Times that miss the end of the input's last frame by less than a millisecond are taken as its
 * continuation; of two sounds of one input for the same time the later counts.
 *
 * <p>Output {@code out} is everything; {@code out0}, {@code out1}, ... ({@link MixOptions#withoutOneself()}) are everything but one input. All
 * are exact: the true sum, rounded once. Sixteen-bit sums saturate, float sums do not, and with {@link MixOptions#limiter()} neither passes the
 * ceiling; below it the limiter changes nothing. Outputs that are not connected cost nothing. Gains glide within 5 ms.
 *
 * <p>The capture time of a mix is that of the oldest sound in it. Counters: {@code dropped.late} (frames), {@code errors.malformed} (frames of a
 * wrong length), {@code errors.notfinite} (samples, taken as silence), {@code late} (frames of an input that were mixed without all of its sound),
 * {@code speakers.changed}. Nothing allocates after the start.
 */
public final class Mixer implements Junction {
    /** Inputs at most. */
    static final int MOST_INPUTS = 64;
    private static final int LONGEST_FRAME_US = 120_000;
    private static final long JUMP_NS = 1_000_000L;

    private final AudioFormat format;
    private final long longestWaitNs;
    private final StageSpec spec;
    private final int frameSamples;
    private final int windowSamples;
    private final MixInput[] inputs;
    private final MixDesk desk;
    private final float[] scratch;
    private StageContext context;
    private Counter droppedLate;
    private Counter malformed;
    private Counter notFinite;
    private boolean running;
    private long originNs;
    private long base;
    private long filledTo;

    private Mixer(final AudioFormat format, final int count, final MixOptions options) {
        longestWaitNs = options.longestWaitNs();
        if (count < 1 || count > MOST_INPUTS || format.frameNs() > LONGEST_FRAME_US * 1000L) {
            throw new ConfigurationException("mixer: " + count + " inputs, " + format.describe() + "; accepted are 1 to " + MOST_INPUTS
                + " inputs, frames of up to 120 ms");
        }
        this.format = format;
        frameSamples = format.frameSamples();
        final int longestFrame = (int) Timebase.nsToUnits(LONGEST_FRAME_US * 1000L, format.sampleRateHz()) + 1;
        final int waiting = (int) Timebase.nsToUnits(longestWaitNs, format.sampleRateHz());
        final int windowFrames = (waiting + longestFrame) / frameSamples + 2;
        windowSamples = windowFrames * frameSamples;
        spec = spec(format, count, options, 2 * windowFrames);
        inputs = new MixInput[count];
        for (int i = 0; i < count; i++) {
            inputs[i] = new MixInput(format, windowSamples, options.isConcealing());
        }
        desk = new MixDesk(format, inputs, options);
        scratch = new float[longestFrame * format.channels()];
    }

    private static StageSpec spec(final AudioFormat format, final int count, final MixOptions options, final int mostOutputs) {
        final AudioSpec accepts = new AudioSpec(IntDomain.of(format.sampleRateHz()), IntDomain.of(format.channels()),
            format.sampleType() == SampleType.S16 ? List.of(SampleType.S16, SampleType.F32) : List.of(SampleType.F32, SampleType.S16),
            IntDomain.range(1, LONGEST_FRAME_US));
        final StageSpec.Builder builder = StageSpec.junction("mixer");
        for (int i = 0; i < count; i++) {
            builder.optionalInput("in" + i, accepts);
        }
        builder.output("out", FormatSpec.of(format));
        for (int i = 0; i < count && options.isWithoutOneself(); i++) {
            builder.output("out" + i, FormatSpec.of(format));
        }
        return builder.maxOutputsPerInput(mostOutputs).ticking()
            .latency(new Latency(0, options.longestWaitNs() + format.frameNs())).build();
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
        return new Mixer(format, inputs, new MixOptions());
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
        return new Mixer(format, inputs, new MixOptions().longestWait(longestWait));
    }

    /**
     * A mixer by options: {@code Mixer.of(format, 16, m -> m.withoutOneself().limiter().speakers(3))} for a conference.
     *
     * @param format  format of the mix.
     * @param inputs  how many inputs there can be, 1–64.
     * @param options sets them.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static Mixer of(final AudioFormat format, final int inputs, final Consumer<MixOptions> options) {
        final MixOptions chosen = new MixOptions();
        options.accept(chosen);
        return new Mixer(format, inputs, chosen);
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    /**
     * Changes how loud an input is in the mix; gains are 0 dB at first. Any thread.
     *
     * @param input number of the input.
     * @param db    −120 to 40.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public Mixer gainDb(final int input, final double db) {
        Objects.checkIndex(input, inputs.length);
        if (!(db >= -120 && db <= 40)) {
            throw new ConfigurationException("mixer: gain of " + db + " dB; accepted are -120 to 40");
        }
        inputs[input].wantedGain = (float) Math.pow(10, db / 20);
        return this;
    }

    /**
     * Leaves an input out of the mix, or takes it in again. Any thread.
     *
     * @param input number of the input.
     * @param mute  whether to leave it out.
     * @return this.
     */
    public Mixer muted(final int input, final boolean mute) {
        inputs[Objects.checkIndex(input, inputs.length)].wantedMute = mute;
        return this;
    }

    /**
     * Whether an input is among those that are mixed: all are unless {@link MixOptions#speakers} are fewer. Any thread.
     *
     * @param input number of the input.
     * @return true if so.
     */
    public boolean isMixed(final int input) {
        return desk.isMixed(Objects.checkIndex(input, inputs.length));
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        droppedLate = stageContext.counter("dropped.late");
        malformed = stageContext.counter("errors.malformed");
        notFinite = stageContext.counter("errors.notfinite");
        desk.count(stageContext);
        for (int i = 0; i < inputs.length; i++) {
            inputs[i].connected = stageContext.inputFormat(i) != null;
        }
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs out) {
        final MixInput input = inputs[port];
        input.connected = true;
        final int channels = format.channels();
        final int bytes = ((AudioFormat) in.format()).sampleType().bytes() * channels;
        if (in.length() > scratch.length / channels * bytes || in.length() % bytes != 0) {
            malformed.increment();
            return;
        }
        final int n = in.length() / bytes;
        final long at = place(port, in.ptsNs(), n, out);
        if (at + n <= base) {
            droppedLate.increment();
            return;
        }
        input.captureOffsetNs = in.captureNs() - in.ptsNs();
        Pcm.read(in, scratch);
        clean(scratch, n * channels);
        final int skip = (int) Math.max(0, base - at);
        input.write(scratch, skip, n, at + skip);
        cover(input, at + n);
        putOutWhatIsComplete(out);
    }

    @Override
    public void onGap(final int port, final long ptsNs, final long durationNs, final Outputs out) {
        final long longest = windowSamples - 2L * frameSamples;
        final int n = (int) Math.min(longest, Math.max(0, Timebase.nsToUnits(durationNs, format.sampleRateHz())));
        if (running) {
            final long at = place(port, ptsNs, n, out);
            if (at + n > base) {
                inputs[port].silent(Math.max(base, at), at + n);
                cover(inputs[port], at + n);
                putOutWhatIsComplete(out);
            }
        }
    }

    /** Where a sound belongs, making room for it; it ends at or before {@link #base} if its time has passed. */
    private long place(final int port, final long ptsNs, final int n, final Outputs out) {
        if (!running) {
            running = true;
            restart(ptsNs);
        }
        final MixInput input = inputs[port];
        long at = Timebase.nsToUnits(ptsNs - originNs, format.sampleRateHz());
        if (input.started && Math.abs(ptsNs - timeOf(input.coveredTo)) < JUMP_NS) {
            at = input.coveredTo;
        }
        if (at + n - base > windowSamples) {
            // So far ahead that the others are late, or that it does not continue at all.
            while (filledTo > base && at + n - base > windowSamples) {
                putOut(out);
            }
            if (at + n - base > windowSamples) {
                restart(ptsNs);
                for (int o = 0; o < out.count(); o++) {
                    if (out.isConnected(o)) {
                        out.port(o).discontinuity(ptsNs);
                    }
                }
                at = 0;
            }
        }
        return at;
    }

    private void restart(final long ptsNs) {
        originNs = ptsNs;
        base = 0;
        filledTo = 0;
        for (final MixInput input : inputs) {
            input.restart();
        }
    }

    private void cover(final MixInput input, final long to) {
        input.started = true;
        input.coveredTo = Math.max(input.coveredTo, to);
        filledTo = Math.max(filledTo, to);
    }

    private void putOutWhatIsComplete(final Outputs out) {
        while (running && complete()) {
            putOut(out);
        }
        askForWakeUp();
    }

    private boolean complete() {
        if (filledTo - base < frameSamples) {
            return false;
        }
        for (final MixInput input : inputs) {
            if (input.connected && (!input.started || input.coveredTo - base < frameSamples)) {
                return false;
            }
        }
        return true;
    }

    private void askForWakeUp() {
        context.wakeAtNs(running ? timeOf(base + frameSamples) + longestWaitNs : Long.MAX_VALUE);
    }

    @Override
    public int onTick(final long nowNs, final Outputs out) {
        int work = 0;
        while (running && nowNs >= timeOf(base + frameSamples) + longestWaitNs) {
            if (filledTo <= base) {
                running = false;
            } else {
                putOut(out);
                work++;
            }
        }
        askForWakeUp();
        return work;
    }

    private void putOut(final Outputs out) {
        final long from = base;
        base += frameSamples;
        final long ptsNs = timeOf(from);
        desk.mix(from, base);
        desk.putOut(ptsNs, (int) (timeOf(base) - ptsNs), out);
    }

    private void clean(final float[] x, final int n) {
        for (int i = 0; i < n; i++) {
            if (!(Math.abs(x[i]) <= MixKernel.MOST)) {
                notFinite.add(Math.abs(x[i]) <= Float.MAX_VALUE ? 0 : 1);
                x[i] = Math.abs(x[i]) <= Float.MAX_VALUE ? Math.copySign(MixKernel.MOST, x[i]) : 0;
            }
        }
    }

    private long timeOf(final long sample) {
        return originNs + Timebase.unitsToNs(sample, format.sampleRateHz());
    }

    @Override
    public void onFlush(final int port) {
        for (final MixInput input : inputs) {
            input.clear();
        }
        desk.reset();
        running = false;
    }

    @Override
    public void onEndOfStream(final int port, final Outputs out) {
        inputs[port].connected = false;
        putOutWhatIsComplete(out);
        boolean last = true;
        for (final MixInput input : inputs) {
            last &= !input.connected;
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
        inputs[port].connected = input != null;
        if (input != null) {
            inputs[port].clear();
        }
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
