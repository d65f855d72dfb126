package io.penstock.testkit;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.frame.Pcm;
import io.penstock.stage.Latency;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import java.util.List;

/**
 * By how much a stage was seen to delay media.
 *
 * @param minNs least delay in nanoseconds; may be negative for a source that stamps the future.
 * @param maxNs greatest delay.
 */
public record LatencyRange(long minNs, long maxNs) {
    private static final float IMPULSE = 0.9f;
    private static final int WARM_UP_FRAMES = 5;
    private static final int IMPULSE_AT_PERCENT = 30;

    static LatencyRange measure(final StageContract contract) {
        try (StageHarness h = contract.setup().start()) {
            if (h.rig.stage instanceof Sink || h.spec().outputs().isEmpty()) {
                return null;
            }
            if (h.rig.stage instanceof Source) {
                return ofSource(contract, h);
            }
            if (h.context.inputFormat(0) instanceof AudioFormat in && h.rig.outputs[0].format() instanceof AudioFormat out) {
                return ofImpulse(contract, h, in, out);
            }
            return ofTimestamps(contract, h);
        }
    }

    /** A frame comes out after its capture began, and not later than the declared latency after it ended. */
    private static LatencyRange ofSource(final StageContract contract, final StageHarness h) {
        contract.feed(h).steps(contract.frames());
        final Latency declared = h.spec().latency();
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (final CapturedFrame frame : h.frames()) {
            final long sinceBegin = frame.emittedNs() - frame.captureNs();
            final long sinceEnd = sinceBegin - frame.durationNs();
            min = Math.min(min, Math.min(sinceBegin, Math.max(sinceEnd, declared.minNs())));
            max = Math.max(max, Math.min(sinceBegin, Math.max(sinceEnd, declared.maxNs())));
        }
        return min == Long.MAX_VALUE ? null : new LatencyRange(min, max);
    }

    private static LatencyRange ofTimestamps(final StageContract contract, final StageHarness h) {
        final ContractFeed feed = contract.feed(h);
        feed.steps(contract.frames());
        final List<ContractFeed.Pushed> pushed = feed.pushed();
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (final CapturedFrame frame : h.frames()) {
            if (frame.port() != 0) {
                continue;
            }
            for (final ContractFeed.Pushed in : pushed) {
                if (frame.ptsNs() >= in.ptsNs() && frame.ptsNs() < in.ptsNs() + in.durationNs()) {
                    final long delay = frame.emittedNs() - in.pushedNs();
                    min = Math.min(min, delay);
                    max = Math.max(max, delay);
                    break;
                }
            }
        }
        if (min == Long.MAX_VALUE) {
            throw new AssertionError("no output has the presentation time of an input, of " + h.frames().size() + " outputs for "
                + pushed.size() + " inputs: override measureLatency()");
        }
        return new LatencyRange(min, max);
    }

    /** Puts an impulse into silence, and finds where the sound peaks at the output and when that came out. */
    private static LatencyRange ofImpulse(final StageContract contract, final StageHarness h, final AudioFormat in, final AudioFormat out) {
        final float[] silence = new float[in.frameSamples()];
        final float[] impulse = new float[in.frameSamples()];
        final int at = in.frameSamples() * IMPULSE_AT_PERCENT / 100;
        impulse[at] = IMPULSE;
        long impulseNs = 0;
        for (int i = 0; i < WARM_UP_FRAMES + contract.frames(); i++) {
            final boolean now = i == WARM_UP_FRAMES;
            if (now) {
                impulseNs = h.clock().nanoTime() + Timebase.unitsToNs(at, in.sampleRateHz());
            }
            final String port = h.spec().inputs().get(0).name();
            h.push(port, h.frame(port).payload(SamplePayload.samples(in, now ? impulse : silence)));
            for (int other = 1; other < h.spec().inputs().size(); other++) {
                if (h.context.inputFormat(other) instanceof AudioFormat format) {
                    final String name = h.spec().inputs().get(other).name();
                    h.push(name, h.frame(name).payload(SamplePayload.samples(format, new float[format.frameSamples()])));
                }
            }
            h.advanceNs(in.frameNs());
        }
        float peak = 0;
        long delayNs = 0;
        for (final CapturedFrame frame : h.frames()) {
            if (frame.port() != 0) {
                continue;
            }
            final float[] samples = new float[frame.length() / out.sampleType().bytes()];
            Pcm.read(frame, samples);
            for (int i = 0; i < samples.length; i++) {
                if (Math.abs(samples[i]) > peak) {
                    peak = Math.abs(samples[i]);
                    delayNs = frame.emittedNs() + Timebase.unitsToNs(i / out.channels(), out.sampleRateHz()) - impulseNs;
                }
            }
        }
        if (peak < IMPULSE / 100) {
            throw new AssertionError("an impulse of " + IMPULSE + " did not come out (peak " + peak + "): override measureLatency()");
        }
        return new LatencyRange(delayNs, delayNs);
    }

    @Override
    public String toString() {
        return minNs == maxNs ? Timebase.toMs(minNs) + " ms" : Timebase.toMs(minNs) + "–" + Timebase.toMs(maxNs) + " ms";
    }
}
