package io.penstock.codecs.jcodec;

import io.penstock.error.CodecException;
import java.nio.ByteBuffer;
import org.jcodec.codecs.common.biari.MDecoder;

/**
 * An arithmetic decoder that gives up when far more bins are asked for than the slice can hold. JCodec's own goes on for ever at the end of
 * its data, and some of its callers loop until they read a 0.
 */
final class BoundedBins extends MDecoder {
    /** Two bytes are read ahead; the most probable symbol costs at least 0.02 bits. */
    private static final int BINS_AFTER_END = 2048;

    private final ByteBuffer data;
    private int after;

    BoundedBins(final ByteBuffer data, final int[][] contexts) {
        super(data, contexts);
        this.data = data;
    }

    @Override
    public int decodeBin(final int context) {
        count();
        return super.decodeBin(context);
    }

    @Override
    public int decodeBinBypass() {
        count();
        return super.decodeBinBypass();
    }

    @Override
    public int decodeFinalBin() {
        count();
        return super.decodeFinalBin();
    }

    private void count() {
        if (!data.hasRemaining() && ++after > BINS_AFTER_END) {
            throw new CodecException("h264: slice ends before its macroblocks do");
        }
    }
}
