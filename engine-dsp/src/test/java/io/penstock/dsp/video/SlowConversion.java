package io.penstock.dsp.video;

import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;

/** Conversions between layouts in doubles, straight from the standards' equations and Keys' cubic: what the fast ones are held against. */
final class SlowConversion {
    private final int width;
    private final int height;
    private final double red;
    private final double blue;
    private final boolean full;

    SlowConversion(final int width, final int height, final VideoColor color) {
        this.width = width;
        this.height = height;
        final boolean old = color == VideoColor.BT601_FULL || color == VideoColor.BT601_LIMITED;
        red = old ? 0.299 : 0.2126;
        blue = old ? 0.114 : 0.0722;
        full = color == VideoColor.BT601_FULL || color == VideoColor.BT709_FULL;
    }

    /** Expected bytes, before rounding; NaN where nothing is promised. */
    double[] convert(final PixelLayout from, final PixelLayout to, final byte[] in) {
        final double[][][] yuv = rgb(from) ? fromRgb(from, in, rows(to)) : planes(from, in);
        if (rgb(to)) {
            return toRgb(rgb(from) ? rgbOf(from, in) : matrixed(yuv), to);
        }
        final double[] out = new double[to.frameBytes(width, height)];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                out[lumaAt(to, x, y)] = yuv[0][y][x];
            }
        }
        for (int part = 1; part <= 2 && rows(to) > 0; part++) {
            final double[][] rows = yuv[part].length == rows(to) ? yuv[part] : from == PixelLayout.YUY2 && to == PixelLayout.I420
                ? means(yuv[part]) : transposed(resampled(transposed(yuv[part]), rows(to), false));
            for (int y = 0; y < rows(to); y++) {
                for (int x = 0; x < (width + 1) / 2; x++) {
                    out[chromaAt(to, part, x, y)] = Math.max(0, Math.min(255, rows[y][x]));
                }
            }
        }
        if (to == PixelLayout.YUY2 && width % 2 == 1) {
            for (int y = 0; y < height; y++) {
                out[lumaAt(to, width, y)] = Double.NaN;
            }
        }
        return out;
    }

    private static boolean rgb(final PixelLayout layout) {
        return layout == PixelLayout.RGB24 || layout == PixelLayout.BGRA;
    }

    private int rows(final PixelLayout layout) {
        return layout == PixelLayout.YUY2 ? height : layout == PixelLayout.GRAY8 ? 0 : (height + 1) / 2;
    }

    private int lumaAt(final PixelLayout layout, final int x, final int y) {
        return layout == PixelLayout.YUY2 ? y * layout.stride(0, width) + 2 * x : y * width + x;
    }

    private int chromaAt(final PixelLayout layout, final int part, final int x, final int y) {
        final int columns = (width + 1) / 2;
        return switch (layout) {
            case YUY2 -> y * layout.stride(0, width) + 4 * x + (part == 1 ? 1 : 3);
            case NV12 -> width * height + y * 2 * columns + 2 * x + part - 1;
            default -> width * height + (part - 1) * columns * ((height + 1) / 2) + y * columns + x;
        };
    }

    private double[][][] planes(final PixelLayout layout, final byte[] in) {
        final double[][][] yuv = {new double[height][width], new double[Math.max(1, rows(layout))][(width + 1) / 2],
            new double[Math.max(1, rows(layout))][(width + 1) / 2]};
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                yuv[0][y][x] = in[lumaAt(layout, x, y)] & 0xFF;
            }
        }
        for (int part = 1; part <= 2; part++) {
            for (int y = 0; y < yuv[part].length; y++) {
                for (int x = 0; x < yuv[part][y].length; x++) {
                    yuv[part][y][x] = rows(layout) == 0 ? 128 : in[chromaAt(layout, part, x, y)] & 0xFF;
                }
            }
        }
        return yuv;
    }

    private double[][][] rgbOf(final PixelLayout layout, final byte[] in) {
        final int size = layout == PixelLayout.BGRA ? 4 : 3;
        final double[][][] rgb = new double[3][height][width];
        for (int i = 0; i < width * height; i++) {
            for (int k = 0; k < 3; k++) {
                rgb[layout == PixelLayout.BGRA ? 2 - k : k][i / width][i % width] = in[i * size + k] & 0xFF;
            }
        }
        return rgb;
    }

    /** BT.601 2.5.1–2.5.3, BT.709 3.2–3.4, over 8 bits. */
    private double[][][] fromRgb(final PixelLayout layout, final byte[] in, final int rows) {
        final double[][][] rgb = rgbOf(layout, in);
        final int columns = (width + 1) / 2;
        final double[][][] yuv = {new double[height][width], new double[height][columns], new double[height][columns]};
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final double luma = luma(rgb, x, y);
                yuv[0][y][x] = full ? luma : 16 + luma * 219 / 255;
            }
            for (int x = 0; x < columns; x++) {
                final int next = Math.min(width - 1, 2 * x + 1);
                final double span = full ? 1 : 224.0 / 255;
                final double b = rgb[2][y][2 * x] - luma(rgb, 2 * x, y) + rgb[2][y][next] - luma(rgb, next, y);
                final double r = rgb[0][y][2 * x] - luma(rgb, 2 * x, y) + rgb[0][y][next] - luma(rgb, next, y);
                yuv[1][y][x] = 128 + b / 2 / (2 * (1 - blue)) * span;
                yuv[2][y][x] = 128 + r / 2 / (2 * (1 - red)) * span;
            }
        }
        for (int part = 1; part <= 2; part++) {
            yuv[part] = rows == 0 || rows == height ? yuv[part] : transposed(resampled(transposed(yuv[part]), rows, false));
        }
        return yuv;
    }

    private double luma(final double[][][] rgb, final int x, final int y) {
        return red * rgb[0][y][x] + (1 - red - blue) * rgb[1][y][x] + blue * rgb[2][y][x];
    }

    private double[][][] matrixed(final double[][][] yuv) {
        final double[][] cb = transposed(resampled(transposed(resampled(yuv[1], width, true)), height, false));
        final double[][] cr = transposed(resampled(transposed(resampled(yuv[2], width, true)), height, false));
        final double[][][] rgb = new double[3][height][width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final double luma = full ? yuv[0][y][x] : (yuv[0][y][x] - 16) * 255 / 219;
                final double b = (cb[y][x] - 128) * (full ? 1 : 255.0 / 224);
                final double r = (cr[y][x] - 128) * (full ? 1 : 255.0 / 224);
                rgb[0][y][x] = luma + 2 * (1 - red) * r;
                rgb[2][y][x] = luma + 2 * (1 - blue) * b;
                rgb[1][y][x] = (luma - red * rgb[0][y][x] - blue * rgb[2][y][x]) / (1 - red - blue);
            }
        }
        return rgb;
    }

    private double[] toRgb(final double[][][] rgb, final PixelLayout layout) {
        final int size = layout == PixelLayout.BGRA ? 4 : 3;
        final double[] out = new double[layout.frameBytes(width, height)];
        for (int i = 0; i < width * height; i++) {
            for (int k = 0; k < size; k++) {
                out[i * size + k] = k == 3 ? 255 : Math.max(0, Math.min(255, rgb[size == 4 ? 2 - k : k][i / width][i % width]));
            }
        }
        return out;
    }

    private static double[][] means(final double[][] in) {
        final double[][] out = new double[(in.length + 1) / 2][in[0].length];
        for (int y = 0; y < out.length; y++) {
            for (int x = 0; x < in[0].length; x++) {
                out[y][x] = (in[2 * y][x] + in[Math.min(in.length - 1, 2 * y + 1)][x]) / 2;
            }
        }
        return out;
    }

    private static double[][] transposed(final double[][] in) {
        final double[][] out = new double[in[0].length][in.length];
        for (int y = 0; y < in.length; y++) {
            for (int x = 0; x < in[0].length; x++) {
                out[x][y] = in[y][x];
            }
        }
        return out;
    }

    private static double[][] resampled(final double[][] in, final int target, final boolean limited) {
        final double[][] out = new double[in.length][target];
        for (int y = 0; y < in.length; y++) {
            for (int x = 0; x < target; x++) {
                final double value = cubic(in[y], x, target);
                out[y][x] = limited ? Math.min(32_767.0 / 128, value) : value;
            }
        }
        return out;
    }

    private static double cubic(final double[] in, final int x, final int target) {
        if (in.length == target) {
            return in[x];
        }
        final double step = (double) in.length / target;
        final double stretch = Math.max(1, step);
        final double centre = (x + 0.5) * step - 0.5;
        final int size = 1 + (in.length <= target ? 4 : (4 * in.length + target - 1) / target);
        double sum = 0;
        double weights = 0;
        for (int i = (int) (centre - (size - 2) / 2.0); i < centre + 2 * stretch; i++) {
            final double d = Math.abs(i - centre) / stretch;
            final double w = d < 1 ? 1.4 * d * d * d - 2.4 * d * d + 1 : d < 2 ? -0.6 * d * d * d + 3 * d * d - 4.8 * d + 2.4 : 0;
            sum += w * in[Math.max(0, Math.min(in.length - 1, i))];
            weights += w;
        }
        return sum / weights;
    }
}
