package io.penstock.codecs.jcodec;

import io.penstock.error.CodecException;
import org.jcodec.codecs.h264.decode.MBlock;
import org.jcodec.codecs.h264.decode.SliceReader;
import org.jcodec.codecs.h264.decode.aso.Mapper;
import org.jcodec.codecs.h264.io.CABAC;
import org.jcodec.codecs.h264.io.CAVLC;
import org.jcodec.codecs.h264.io.model.MBType;
import org.jcodec.codecs.h264.io.model.NALUnit;
import org.jcodec.codecs.h264.io.model.PictureParameterSet;
import org.jcodec.codecs.h264.io.model.SliceHeader;
import org.jcodec.common.io.BitReader;

/** Reads the macroblocks of a slice, counts them, and refuses the raw ones, which JCodec gets wrong. */
final class CountingSliceReader extends SliceReader {
    private final int limit;
    private int count;

    CountingSliceReader(final PictureParameterSet pps, final CABAC cabac, final CAVLC[] cavlc, final BoundedBins bins, final BitReader in,
        final Mapper mapper, final SliceHeader header, final NALUnit nal, final int limit) {
        super(pps, cabac, cavlc, bins, in, mapper, header, nal);
        this.limit = limit;
    }

    @Override
    public boolean readMacroblock(final MBlock block) {
        if (count == limit || !super.readMacroblock(block)) {
            return false;
        }
        if (block.curMbType == MBType.I_PCM) {
            throw new CodecException("h264: raw macroblocks (I_PCM) are not supported");
        }
        count++;
        return true;
    }

    /** Macroblocks read so far. */
    int count() {
        return count;
    }
}
