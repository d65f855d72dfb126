package io.penstock.dsp.kernel.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class PlaneScalerTest {
    /** With a pattern of weights that vector code takes, without one, up, down, both, tiny, and more than fifteen times. */
    private static final int[][] SIZES = {{64, 48, 32, 24}, {40, 30, 80, 60}, {96, 48, 64, 32}, {61, 47, 37, 83}, {50, 40, 50, 20},
        {50, 40, 25, 40}, {3, 2, 7, 5}, {1, 1, 4, 4}, {9, 9, 1, 1}, {160, 90, 10, 5}, {36, 36, 36, 36}, {120, 20, 160, 15}};

    private static byte[] noise(final int n) {
        final byte[] bytes = new byte[n];
        new Random(11).nextBytes(bytes);
        return bytes;
    }

    private static byte[] scale(final BiFunction<Integer, Integer, ScaleFilter> filter, final byte[] in, final int[] size) {
        final byte[] out = new byte[size[2] * size[3]];
        new PlaneScaler(filter.apply(size[0], size[2]), filter.apply(size[1], size[3]), 0, 0).scale(in, 0, 1, size[0], out, 0, 1, size[2]);
        return out;
    }

    private static double[] row(final double[] in, final int target, final int lobes, final DoubleUnaryOperator kernel) {
        final double[] out = new double[target];
        final double step = (double) in.length / target;
        final double stretch = Math.max(1, step);
        for (int i = 0; i < target; i++) {
            final double centre = (i + 0.5) * step - 0.5;
            double sum = 0;
            double weights = 0;
            for (int k = (int) Math.floor(centre - lobes * stretch); k <= centre + lobes * stretch; k++) {
                final double x = Math.abs(k - centre) / stretch;
                final double w = x < lobes ? kernel.applyAsDouble(x) : 0;
                sum += w * in[Math.max(0, Math.min(in.length - 1, k))];
                weights += w;
            }
            out[i] = sum / weights;
        }
        return out;
    }

    private static double[] plane(final byte[] in, final int[] size, final int lobes, final DoubleUnaryOperator kernel) {
        final double[][] half = new double[size[1]][];
        for (int y = 0; y < size[1]; y++) {
            final double[] row = new double[size[0]];
            for (int x = 0; x < size[0]; x++) {
                row[x] = in[y * size[0] + x] & 0xFF;
            }
            half[y] = size[0] == size[2] ? row : row(row, size[2], lobes, kernel);
        }
        final double[] out = new double[size[2] * size[3]];
        for (int x = 0; x < size[2]; x++) {
            final double[] column = new double[size[1]];
            for (int y = 0; y < size[1]; y++) {
                column[y] = half[y][x];
            }
            final double[] scaled = size[1] == size[3] ? column : row(column, size[3], lobes, kernel);
            for (int y = 0; y < size[3]; y++) {
                out[y * size[2] + x] = Math.max(0, Math.min(255, scaled[y]));
            }
        }
        return out;
    }

    private static void agree(final double[] wanted, final byte[] found, final int[] size, final String what) {
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], found[i] & 0xFF, 0.6, what + ' ' + size[0] + 'x' + size[1] + " to " + size[2] + 'x' + size[3] + ", " + i);
        }
    }

    private static double sinc(final double x) {
        return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    @Test
    void agreesWithLanczosInDoubles() {
        for (final int[] size : SIZES) {
            final byte[] in = noise(size[0] * size[1]);
            agree(plane(in, size, 3, x -> sinc(x) * sinc(x / 3)), scale(ScaleFilter::lanczos, in, size), size, "lanczos");
        }
    }

    @Test
    void agreesWithTheTriangleInDoubles() {
        for (final int[] size : SIZES) {
            final byte[] in = noise(size[0] * size[1]);
            agree(plane(in, size, 1, x -> 1 - x), scale(ScaleFilter::triangle, in, size), size, "triangle");
        }
    }

    @Test
    void takesTheMeanOfTheAreaThatAPixelCovers() {
        final int[] size = {45, 30, 12, 7};
        final byte[] in = noise(45 * 30);
        final double[] wanted = new double[12 * 7];
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 12; x++) {
                double sum = 0;
                for (int v = 0; v < 30; v++) {
                    for (int u = 0; u < 45; u++) {
                        final double w = Math.max(0, Math.min((x + 1) * 45 / 12.0, u + 1) - Math.max(x * 45 / 12.0, u));
                        final double h = Math.max(0, Math.min((y + 1) * 30 / 7.0, v + 1) - Math.max(y * 30 / 7.0, v));
                        sum += w * h * (in[v * 45 + u] & 0xFF);
                    }
                }
                wanted[y * 12 + x] = sum / (45 / 12.0 * 30 / 7.0);
            }
        }
        agree(wanted, scale(ScaleFilter::area, in, size), size, "area");
    }

    @Test
    void leavesFlatAreasFlat() {
        for (final int[] size : SIZES) {
            for (final int level : new int[] {0, 1, 127, 254, 255}) {
                final byte[] in = new byte[size[0] * size[1]];
                java.util.Arrays.fill(in, (byte) level);
                for (final byte b : scale(ScaleFilter::lanczos, in, size)) {
                    assertEquals(level, b & 0xFF);
                }
            }
        }
    }

    @Test
    void scalesARectangleOfOneComponentIntoAnother() {
        final byte[] in = noise(20 * 10 * 4);
        final byte[] out = new byte[30 * 30 * 3];
        new PlaneScaler(ScaleFilter.lanczos(8, 16), ScaleFilter.lanczos(6, 3), 5, 2).scale(in, 1, 4, 80, out, 3 * (30 * 4 + 7), 3, 90);
        final byte[] cut = new byte[8 * 6];
        for (int i = 0; i < cut.length; i++) {
            cut[i] = in[1 + 4 * ((i / 8 + 2) * 20 + i % 8 + 5)];
        }
        final byte[] wanted = scale(ScaleFilter::lanczos, cut, new int[] {8, 6, 16, 3});
        int written = 0;
        for (int i = 0; i < wanted.length; i++) {
            assertEquals(wanted[i], out[3 * (30 * (4 + i / 16) + 7 + i % 16)]);
        }
        for (final byte b : out) {
            written += b != 0 ? 1 : 0;
        }
        assertEquals(true, written <= wanted.length, "nothing else is touched");
    }

    @Test
    void weightsAddUpToOne() {
        for (final int[] size : SIZES) {
            for (final ScaleFilter f : new ScaleFilter[] {ScaleFilter.lanczos(size[0], size[2]), ScaleFilter.area(size[0], size[2]),
                ScaleFilter.bicubic(size[0], size[2]), ScaleFilter.triangle(size[0], size[2])}) {
                for (int i = 0; i < f.target(); i++) {
                    int sum = 0;
                    for (int k = 0; k < f.taps(); k++) {
                        sum += f.weight(i, k);
                    }
                    assertEquals(ScaleFilter.ONE, sum);
                }
            }
        }
    }
}
