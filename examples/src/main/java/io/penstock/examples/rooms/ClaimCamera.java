package io.penstock.examples.rooms;

import io.penstock.core.stages.PacedVideoSource;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;
import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Map;

/**
 * The camera of a customer: it points at one scene after another, held by hand, and each picture carries the time when it was taken
 * ({@link PictureStamp}).
 */
final class ClaimCamera extends PacedVideoSource {
    /** How far a hand moves, pixels; the canvas is larger by it on each side. */
    static final int SWAY = 8;
    private static final double SWAY_SECONDS_X = 3.1;
    private static final double SWAY_SECONDS_Y = 2.3;
    private final Map<String, byte[]> scenes = new HashMap<>();
    private final int canvasWidth;
    private final int canvasHeight;
    private volatile byte[] shown;

    ClaimCamera(final VideoFormat format) {
        super("camera", format, true);
        canvasWidth = format.width() + 2 * SWAY;
        canvasHeight = format.height() + 2 * SWAY;
        ClaimScenes.NAMES.forEach(name -> scenes.put(name, yuv(ClaimScenes.draw(name, canvasWidth, canvasHeight))));
        shown = scenes.get(ClaimScenes.NAMES.get(0));
    }

    /** Points at something else from the next picture on; any thread. Unknown things are not found. */
    void pointAt(final String scene) {
        final byte[] next = scenes.get(scene);
        if (next != null) {
            shown = next;
        }
    }

    /** The luma of a scene, with the margin that hands move in. */
    byte[] luma(final String scene) {
        return scenes.get(scene);
    }

    int canvasWidth() {
        return canvasWidth;
    }

    /** BT.601, limited range. */
    private static byte[] yuv(final BufferedImage image) {
        final int w = image.getWidth();
        final int h = image.getHeight();
        final byte[] yuv = new byte[w * h * 3 / 2];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                final int rgb = image.getRGB(x, y);
                final int r = rgb >> 16 & 0xFF;
                final int g = rgb >> 8 & 0xFF;
                final int b = rgb & 0xFF;
                yuv[y * w + x] = (byte) (16.5 + 0.257 * r + 0.504 * g + 0.098 * b);
                if ((x & y & 1) == 1) {
                    final int chroma = w * h + (y / 2) * (w / 2) + x / 2;
                    yuv[chroma] = (byte) (128.5 - 0.148 * r - 0.291 * g + 0.439 * b);
                    yuv[chroma + w * h / 4] = (byte) (128.5 + 0.439 * r - 0.368 * g - 0.071 * b);
                }
            }
        }
        return yuv;
    }

    @Override
    protected boolean paint(final MutableFrame frame, final long mediaNs, final long dueNs) {
        final double seconds = mediaNs / 1e9;
        final int dx = SWAY + ((int) Math.round((SWAY - 1) * Math.sin(2 * Math.PI * seconds / SWAY_SECONDS_X)) & ~1);
        final int dy = SWAY + ((int) Math.round((SWAY - 1) * Math.sin(2 * Math.PI * seconds / SWAY_SECONDS_Y)) & ~1);
        final byte[] from = shown;
        final int w = format().width();
        final int h = format().height();
        final int to = frame.arrayOffset();
        copy(from, 0, canvasWidth, dx, dy, frame.array(), to, w, h);
        final int luma = canvasWidth * canvasHeight;
        copy(from, luma, canvasWidth / 2, dx / 2, dy / 2, frame.array(), to + w * h, w / 2, h / 2);
        copy(from, luma + luma / 4, canvasWidth / 2, dx / 2, dy / 2, frame.array(), to + w * h * 5 / 4, w / 2, h / 2);
        PictureStamp.write(frame.array(), to, format(), dueNs);
        return true;
    }

    private static void copy(final byte[] from, final int plane, final int stride, final int dx, final int dy, final byte[] to, final int at,
                             final int w, final int h) {
        for (int y = 0; y < h; y++) {
            System.arraycopy(from, plane + (dy + y) * stride + dx, to, at + y * w, w);
        }
    }
}
