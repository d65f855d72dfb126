package io.penstock.examples.rooms;

import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.VideoFormat;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** How much a picture looks like what was painted: PSNR of luma, wherever the hand has moved the camera. */
final class StillQuality {
    private static final double PEAK = 255.0 * 255.0;
    private static final double BEST_DB = 99;

    private StillQuality() {
    }

    /** BT.601, limited range, as the camera painted it, and in that size: a bad network makes pictures smaller. */
    static byte[] luma(final BufferedImage picture, final VideoFormat size) {
        final int w = size.width();
        BufferedImage image = picture;
        if (picture.getWidth() != w || picture.getHeight() != size.height()) {
            image = new BufferedImage(w, size.height(), BufferedImage.TYPE_INT_RGB);
            final Graphics2D g = image.createGraphics();
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            g.drawImage(picture, 0, 0, w, size.height(), null);
            g.dispose();
        }
        final int[] rgb = image.getRGB(0, 0, w, size.height(), null, 0, w);
        final byte[] luma = new byte[rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            luma[i] = (byte) (16.5 + 0.257 * (rgb[i] >> 16 & 0xFF) + 0.504 * (rgb[i] >> 8 & 0xFF) + 0.098 * (rgb[i] & 0xFF));
        }
        return luma;
    }

    /** Decibels; the rows of the stamp are left out. */
    static double psnr(final byte[] luma, final int width, final ClaimCamera camera, final String scene) {
        final byte[] canvas = camera.luma(scene);
        final int height = luma.length / width;
        final int top = PictureStamp.rows(width);
        double best = Double.MAX_VALUE;
        for (int dy = 0; dy <= 2 * ClaimCamera.SWAY; dy += 2) {
            for (int dx = 0; dx <= 2 * ClaimCamera.SWAY; dx += 2) {
                long sum = 0;
                for (int y = top; y < height; y++) {
                    int at = (y + dy) * camera.canvasWidth() + dx;
                    for (int i = y * width; i < (y + 1) * width; i++, at++) {
                        final int difference = (luma[i] & 0xFF) - (canvas[at] & 0xFF);
                        sum += (long) difference * difference;
                    }
                }
                best = Math.min(best, sum / (double) (width * (height - top)));
            }
        }
        return best == 0 ? BEST_DB : Math.min(BEST_DB, 10 * Math.log10(PEAK / best));
    }

    /** Which of the scenes it shows. */
    static String scene(final byte[] luma, final int width, final ClaimCamera camera) {
        String best = "";
        double bestDb = 0;
        for (final String scene : ClaimScenes.NAMES) {
            final double db = psnr(luma, width, camera, scene);
            if (db > bestDb) {
                best = scene;
                bestDb = db;
            }
        }
        return best;
    }
}
