package io.penstock.dsp.kernel.picture;

import java.util.Arrays;

/**
 * Y'CbCr pictures from one layout to another; what samples mean stays as it is. Luma is copied. Chroma has the same columns in all layouts;
 * where its rows become more or fewer they are brought there by cubic convolution, in the middle of the rows they stand for, and from packed
 * pairs to planes by the mean of two rows: both as swscale does.
 * Where there was none it becomes 128.
 *
 * <p>One thread; nothing allocates after construction.
 */
public final class YcbcrRelayout {
    private final YcbcrLayout from;
    private final YcbcrLayout to;
    private final PlaneScaler rows;
    private final boolean averaged;

    /**
     * Prepares.
     *
     * @param from layout of what comes.
     * @param to   layout of what is made, of the same size.
     */
    public YcbcrRelayout(final YcbcrLayout from, final YcbcrLayout to) {
        if (from.width() != to.width() || from.height() != to.height()) {
            throw new IllegalArgumentException("relayout from " + from + " to " + to + ": sizes must be the same");
        }
        this.from = from;
        this.to = to;
        final boolean scaled = from.chromaRows() > 0 && to.chromaRows() > 0 && from.chromaRows() != to.chromaRows();
        rows = scaled ? new PlaneScaler(ScaleFilter.bicubic(from.chromaColumns(), from.chromaColumns()),
            ScaleFilter.bicubic(from.chromaRows(), to.chromaRows()), 0, 0) : null;
        averaged = scaled && from.chromaStep() == 4 && to.chromaStep() == 1;
    }

    /**
     * Converts a picture.
     *
     * @param in    holds the picture.
     * @param inAt  index of its first byte.
     * @param out   receives the other.
     * @param outAt index of its first byte.
     */
    public void process(final byte[] in, final int inAt, final byte[] out, final int outAt) {
        final int width = from.width();
        for (int y = 0; y < from.height(); y++) {
            final int at = outAt + y * to.lumaStride();
            copy(in, inAt + y * from.lumaStride(), from.lumaStep(), out, at, to.lumaStep(), width);
            if (to.lumaStep() == 2 && (width & 1) != 0) {
                out[at + 2 * width] = out[at + 2 * width - 2];
            }
        }
        if (to.chromaRows() > 0) {
            chroma(in, inAt + from.cb(), out, outAt + to.cb());
            chroma(in, inAt + from.cr(), out, outAt + to.cr());
        }
    }

    private void chroma(final byte[] in, final int inAt, final byte[] out, final int outAt) {
        if (averaged) {
            average(in, inAt, out, outAt);
            return;
        }
        if (rows != null) {
            rows.scale(in, inAt, from.chromaStep(), from.chromaStride(), out, outAt, to.chromaStep(), to.chromaStride());
            return;
        }
        for (int y = 0; y < to.chromaRows(); y++) {
            final int at = outAt + y * to.chromaStride();
            if (from.chromaRows() == 0) {
                fill(out, at, to.chromaStep(), to.chromaColumns());
            } else {
                copy(in, inAt + y * from.chromaStride(), from.chromaStep(), out, at, to.chromaStep(), to.chromaColumns());
            }
        }
    }

    private void average(final byte[] in, final int inAt, final byte[] out, final int outAt) {
        for (int y = 0; y < to.chromaRows(); y++) {
            final int upper = inAt + 2 * y * from.chromaStride();
            final int lower = 2 * y + 1 < from.chromaRows() ? upper + from.chromaStride() : upper;
            final int at = outAt + y * to.chromaStride();
            for (int i = 0; i < to.chromaColumns(); i++) {
                out[at + i] = (byte) ((in[upper + 4 * i] & 0xFF) + (in[lower + 4 * i] & 0xFF) + 1 >> 1);
            }
        }
    }

    private static void fill(final byte[] out, final int at, final int step, final int n) {
        if (step == 1) {
            Arrays.fill(out, at, at + n, (byte) 128);
        } else {
            for (int i = 0, q = at; i < n; i++, q += step) {
                out[q] = (byte) 128;
            }
        }
    }

    private static void copy(final byte[] in, final int inAt, final int inStep, final byte[] out, final int outAt, final int outStep,
                             final int n) {
        if (inStep == 1 && outStep == 1) {
            System.arraycopy(in, inAt, out, outAt, n);
        } else {
            for (int i = 0, p = inAt, q = outAt; i < n; i++, p += inStep, q += outStep) {
                out[q] = in[p];
            }
        }
    }
}
