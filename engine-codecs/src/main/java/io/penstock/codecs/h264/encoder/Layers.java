package io.penstock.codecs.h264.encoder;

/**
 * Which temporal layer a picture is in, by its place after the key picture, and what it refers to.
 *
 * <pre>
 * two layers:    0 1 0 1 …      layer 1 refers to the layer 0 before, layer 0 to the layer 0 before
 * three layers:  0 2 1 2 …      layer 1 refers to the layer 0 before, layer 2 to whatever is before
 * </pre>
 */
final class Layers {
    private Layers() {
    }

    static int layer(final int place, final int layers) {
        if (layers == 1 || place % (layers == 2 ? 2 : 4) == 0) {
            return 0;
        }
        return layers == 2 || place % 4 == 2 ? 1 : 2;
    }

    /** Whether nothing refers to pictures of a layer. */
    static boolean discardable(final int layer, final int layers) {
        return layers > 1 && layer == layers - 1;
    }

    /** Whether a picture refers to the newest reference rather than to the newest one of layer 0. */
    static boolean fromNewest(final int place, final int layers) {
        return layers == 3 && place % 4 == 3;
    }
}
