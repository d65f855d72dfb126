package io.penstock.examples.call;

import io.penstock.clock.Timebase;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/**
 * Gives received frames the times that the sender meant: the first frame's, moved on by RTP timestamps. A jitter buffer's own times follow
 * what arrives, by fractions of a millisecond, which a player takes for a rate that varies. Copies, because frames are shared.
 */
final class SteadyTimes implements Transform {
    private final StageSpec spec = StageSpec.same("steady-times", FormatSpec.any()).build();
    private final int clockRateHz;
    private boolean started;
    private int lastTimestamp;
    private long units;
    private long firstPtsNs;

    SteadyTimes(final int clockRateHz) {
        this.clockRateHz = clockRateHz;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        if (!started) {
            started = true;
            firstPtsNs = in.ptsNs();
            lastTimestamp = in.rtpTimestamp();
        }
        units += in.rtpTimestamp() - lastTimestamp; // 32-bit difference: right across the wrap
        lastTimestamp = in.rtpTimestamp();
        final MutableFrame copy = out.claim(in.length());
        out.commit(copy.copyMetadata(in).copyPayload(in).ptsNs(firstPtsNs + Timebase.unitsToNs(units, clockRateHz)));
    }
}
