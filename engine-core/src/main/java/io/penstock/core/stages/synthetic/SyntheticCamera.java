package io.penstock.core.stages.synthetic;

import io.penstock.core.stages.PacedVideoSource;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.error.ConfigurationException;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;

/**
 * A live camera that needs no device: someone talking in a room, hand-held, with sensor noise, and the time of capture as
 * {@link PictureStamp} at the top. The picture is a function of size, seed and time in the stream, but for the stamp. Allocates nothing per
 * frame; painting the layers takes a moment at construction.
 */
public final class SyntheticCamera extends PacedVideoSource {
    private static final int MOST_SIDE = 4_096;

    private final Scene scene;
    private final boolean stamped;

    /**
     * Creates a camera with stamp.
     *
     * @param format I420, even sides of 32 to 4096 pixels with room for the stamp, BT.601 limited range, a rate that is not variable.
     * @param seed   changes the room and the noise.
     */
    public SyntheticCamera(final VideoFormat format, final long seed) {
        this(format, seed, true);
    }

    /**
     * Creates a camera.
     *
     * @param format  I420, even sides of 32 to 4096 pixels, BT.601 limited range, a rate that is not variable.
     * @param seed    changes the room and the noise.
     * @param stamped whether it carries the stamp.
     */
    public SyntheticCamera(final VideoFormat format, final long seed, final boolean stamped) {
        super("camera", check(format, stamped), true);
        this.stamped = stamped;
        scene = new Scene(format.width(), format.height(), seed);
    }

    @Override
    protected boolean paint(final MutableFrame frame, final long mediaNs, final long dueNs) {
        scene.paint(frame.array(), frame.arrayOffset(), mediaNs);
        if (stamped) {
            PictureStamp.write(frame.array(), frame.arrayOffset(), format(), dueNs);
        }
        return true;
    }

    static VideoFormat check(final VideoFormat format, final boolean stamped) {
        final int w = format.width();
        final int h = format.height();
        if (format.layout() != PixelLayout.I420 || format.color() != VideoColor.BT601_LIMITED || (w | h) % 2 != 0 || Math.min(w, h) < 32
            || Math.max(w, h) > MOST_SIDE || stamped && !PictureStamp.fits(w, h)) {
            throw new ConfigurationException("camera: found " + format.describe() + " " + format.color() + "; accepted are i420 BT601_LIMITED "
                + "with even sides of 32 to " + MOST_SIDE + " pixels and, with a stamp, room for 40 blocks of 16x16");
        }
        return format;
    }
}
