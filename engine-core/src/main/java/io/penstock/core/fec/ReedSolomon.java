package io.penstock.core.fec;

/**
 * A systematic erasure code over GF(256): of k symbols and r repair symbols any k give all (Reed and Solomon 1960, with the Cauchy matrix of
 * Bloemer et al. 1995). A repair symbol j is the sum of the symbols i times 1 / (x_j + y_i), where x_j = 255 − j and y_i = i. One thread;
 * allocates nothing after construction.
 */
public final class ReedSolomon {
    /** Most symbols and repairs together. */
    public static final int MOST = 255;

    private final int[][] matrix;

    /**
     * Creates a code.
     *
     * @param mostMissing most symbols that {@link #solve} restores at once, 1–128.
     */
    public ReedSolomon(final int mostMissing) {
        if (mostMissing < 1 || mostMissing > 128) {
            throw new IllegalArgumentException("missing symbols " + mostMissing + ": accepted are 1–128");
        }
        matrix = new int[mostMissing][mostMissing];
    }

    /**
     * What a symbol is multiplied with in a repair.
     *
     * @param repair index of the repair, from 0.
     * @param symbol index of the symbol, from 0; both together less than {@value #MOST}.
     * @return 1–255.
     */
    public static int factor(final int repair, final int symbol) {
        return Galois.inverse(255 - repair ^ symbol);
    }

    /**
     * Adds a symbol to a repair.
     *
     * @param repair   index of the repair.
     * @param symbol   index of the symbol.
     * @param from     holds the symbol.
     * @param fromAt   where.
     * @param length   its bytes; missing ones are zero.
     * @param to       holds the repair, at first zero.
     * @param toAt     where.
     */
    public static void add(final int repair, final int symbol, final byte[] from, final int fromAt, final int length, final byte[] to,
                           final int toAt) {
        Galois.addTimes(factor(repair, symbol), from, fromAt, to, toAt, length);
    }

    /**
     * Restores missing symbols from as many repairs, to which the symbols that are there were added. In place: repair i becomes missing symbol i.
     *
     * @param repairs  indices of the repairs.
     * @param missing  indices of the missing symbols.
     * @param count    how many.
     * @param symbols  the repairs.
     * @param length   bytes of each.
     */
    public void solve(final int[] repairs, final int[] missing, final int count, final byte[][] symbols, final int length) {
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                matrix[row][column] = factor(repairs[row], missing[column]);
            }
        }
        // Every square part of a Cauchy matrix has an inverse, so no pivot is ever zero for want of another row.
        for (int step = 0; step < count; step++) {
            final int inverse = Galois.inverse(matrix[step][step]);
            scale(step, inverse, count, symbols, length);
            for (int row = 0; row < count; row++) {
                final int factor = matrix[row][step];
                if (row != step && factor != 0) {
                    for (int column = 0; column < count; column++) {
                        matrix[row][column] ^= Galois.times(factor, matrix[step][column]);
                    }
                    Galois.addTimes(factor, symbols[step], 0, symbols[row], 0, length);
                }
            }
        }
    }

    private void scale(final int row, final int by, final int count, final byte[][] symbols, final int length) {
        for (int column = 0; column < count; column++) {
            matrix[row][column] = Galois.times(by, matrix[row][column]);
        }
        Galois.multiply(by, symbols[row], 0, length);
    }
}
