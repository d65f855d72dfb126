package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;

/**
 * The moment of capture of a picture that is painted rather than photographed: when it has been painted, as a stamp on a canvas of a browser
 * would say. Time and stamp are those of this moment; the rhythm of the pictures ({@code ptsNs}) stays that of the camera.
 *
 * <p>Painting takes milliseconds, for which no sound may wait: the region with the shutter is a heavy one.
 */
final class Shutter implements InPlace {
    private static final StageSpec SPEC = StageSpec.same("shutter", VideoSpec.any().layouts(PixelLayout.I420)).heavy().build();
    private MediaClock clock;

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onStart(final StageContext context) {
        clock = context.clock();
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        final long nowNs = clock.nanoTime();
        PictureStamp.write(frame.captureNs(nowNs), nowNs);
        return Verdict.FORWARD;
    }
}
