package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;

/** Where a picture would be shown: takes the time, then reads from the picture when it was captured and compares it with what was sent. */
final class PictureRenderer implements Sink {
    private final StageSpec spec = StageSpec.sink("picture-renderer", VideoSpec.any().layouts(PixelLayout.I420)).build();
    private final ReceiveMeter meter;
    private final PictureQuality quality;
    private final long remoteClockAheadNs;
    private MediaClock clock;

    /**
     * Creates a renderer.
     *
     * @param meter              takes the measurements.
     * @param quality            compares; null where the original is not at hand.
     * @param remoteClockAheadNs by how much the sender's clock is ahead of this one.
     */
    PictureRenderer(final ReceiveMeter meter, final PictureQuality quality, final long remoteClockAheadNs) {
        this.meter = meter;
        this.quality = quality;
        this.remoteClockAheadNs = remoteClockAheadNs;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        clock = context.clock();
    }

    @Override
    public void onFrame(final Frame in) {
        final long nowNs = clock.nanoTime();
        meter.counted(nowNs);
        final long stamp = PictureStamp.read(in);
        if (stamp == PictureStamp.DAMAGED) {
            meter.damaged();
            return;
        }
        final long ageNs = PictureStamp.ageNs(stamp, nowNs + remoteClockAheadNs);
        meter.latency().add(nowNs, ageNs);
        meter.shown(in, nowNs - ageNs, nowNs);
        if (quality != null) {
            final VideoFormat format = (VideoFormat) in.format();
            quality.shown(stamp, format.width(), format.height(), in.array(), in.arrayOffset());
        }
    }
}
