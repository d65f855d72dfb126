package io.penstock.examples.call;

import io.penstock.clock.Timebase;
import io.penstock.core.stages.PacedVideoSource;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;

/** A camera that shows a clip, again and again, at its own speed whatever the rate of the camera. */
final class ClipCamera extends PacedVideoSource {
    private static final FrameRate UNTOLD = FrameRate.of(25);
    private final Pictures clip;
    private final FrameRate clipRate;

    ClipCamera(final Pictures clip, final FrameRate rate) {
        super("clip", VideoFormat.i420(clip.format().width(), clip.format().height(), rate), true);
        this.clip = clip;
        clipRate = clip.format().rate().numerator() == 0 ? UNTOLD : clip.format().rate();
    }

    @Override
    protected boolean paint(final MutableFrame frame, final long mediaNs, final long dueNs) {
        final long index = (long) (mediaNs * clipRate.fps() / Timebase.NANOS_PER_SECOND + 0.5) % clip.count();
        final byte[] picture = clip.frame().apply((int) index);
        System.arraycopy(picture, 0, frame.array(), frame.arrayOffset(), Math.min(picture.length, frame.length()));
        return true;
    }
}
