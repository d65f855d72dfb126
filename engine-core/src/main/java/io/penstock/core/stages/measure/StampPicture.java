package io.penstock.core.stages.measure;

import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;

/** Paints the time of capture into every picture, so that {@link PictureStamp#read} at the far end tells the latency. */
public final class StampPicture implements InPlace {
    private static final StageSpec SPEC =
        StageSpec.same("stamp", VideoSpec.any().layouts(PixelLayout.I420, PixelLayout.NV12, PixelLayout.GRAY8)).build();

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onStart(final StageContext context) {
        PictureStamp.check((VideoFormat) context.inputFormat(0));
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        PictureStamp.write(frame, frame.captureNs());
        return Verdict.FORWARD;
    }
}
