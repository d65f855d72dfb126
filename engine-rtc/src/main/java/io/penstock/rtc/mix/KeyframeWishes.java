package io.penstock.rtc.mix;

import io.penstock.event.Event;
import io.penstock.format.FormatSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Output;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;

/** Hands on what a decoder asks for, where packets come from a tap and not from a session that could ask. */
final class KeyframeWishes implements Transform {
    private final StageSpec spec = StageSpec.same("keyframe-wishes", FormatSpec.any()).build();
    private final Runnable asked;

    KeyframeWishes(final Runnable asked) {
        this.asked = asked;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onFrame(final Frame in, final Output out) {
        out.forward(in);
    }

    @Override
    public boolean onUpstream(final int outPort, final Event.Upstream event) {
        if (event instanceof Event.KeyframeRequest) {
            asked.run();
            return true;
        }
        return false;
    }
}
