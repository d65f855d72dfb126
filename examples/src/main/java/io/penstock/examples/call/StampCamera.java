package io.penstock.examples.call;

import io.penstock.core.stages.PacedVideoSource;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;

/**
 * A camera whose pictures exist before they are due: a round of them, shown forwards and backwards by turns, or nothing but the stamp. The
 * stamp is the time at which the picture was due.
 */
final class StampCamera extends PacedVideoSource {
    private final byte[][] pictures;
    private long shown;

    /**
     * Creates a camera.
     *
     * @param format   what it puts out.
     * @param pictures its pictures, in order; none = whatever is in the frame.
     */
    StampCamera(final VideoFormat format, final byte[]... pictures) {
        super("camera", format, true);
        this.pictures = pictures;
    }

    @Override
    protected boolean paint(final MutableFrame frame, final long mediaNs, final long dueNs) {
        if (pictures.length > 0) {
            final int place = (int) (shown++ % (2L * pictures.length));
            final byte[] picture = pictures[place < pictures.length ? place : 2 * pictures.length - 1 - place];
            System.arraycopy(picture, 0, frame.array(), frame.arrayOffset(), picture.length);
        }
        PictureStamp.write(frame, dueNs);
        return true;
    }
}
