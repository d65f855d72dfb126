package io.penstock.dsp.video;

import io.penstock.format.VideoFormat;

/** What an {@link Overlay} shows, before it is known over what. Immutable. */
interface OverlayContent {
    /** Makes it ready for a format; takes its time. */
    Painter prepare(VideoFormat format);

    /** What is ready to be laid over pictures. Draws without allocating. */
    interface Painter {
        /** Whether pictures are of the format that it was made for, size apart. */
        boolean fits(VideoFormat format);

        /** Pixels. */
        int width();

        /** Pixels. */
        int height();

        /** Lays it over a picture; {@code localNs} counts from the beginning of 1970 where the clock is read. */
        void draw(byte[] picture, int base, Component[] parts, int x, int y, int opacity, long localNs);
    }

    /** A picture. */
    record Picture(Still still) implements OverlayContent {
        @Override
        public Painter prepare(final VideoFormat format) {
            final Sprite sprite = new Sprite(still, format);
            return new Painter() {
                @Override
                public boolean fits(final VideoFormat other) {
                    return sprite.fits(other);
                }

                @Override
                public int width() {
                    return sprite.width();
                }

                @Override
                public int height() {
                    return sprite.height();
                }

                @Override
                public void draw(final byte[] picture, final int base, final Component[] parts, final int x, final int y, final int opacity,
                                 final long localNs) {
                    sprite.draw(picture, base, parts, x, y, opacity);
                }
            };
        }
    }
}
