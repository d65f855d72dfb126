package io.penstock.codecs.jcodec;

import io.penstock.codecs.h264.AccessUnitGuard;
import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.codecs.h264.SliceHeader;
import io.penstock.error.CodecException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jcodec.codecs.h264.decode.DeblockerInput;
import org.jcodec.codecs.h264.decode.SliceDecoder;
import org.jcodec.codecs.h264.decode.aso.MapManager;
import org.jcodec.codecs.h264.decode.aso.Mapper;
import org.jcodec.codecs.h264.decode.deblock.DeblockingFilter;
import org.jcodec.codecs.h264.io.CABAC;
import org.jcodec.codecs.h264.io.CAVLC;
import org.jcodec.codecs.h264.io.model.Frame;
import org.jcodec.codecs.h264.io.model.NALUnit;
import org.jcodec.codecs.h264.io.model.NALUnitType;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.common.io.BitReader;
import org.jcodec.common.model.ColorSpace;

/**
 * Decodes pictures with JCodec's macroblock and slice decoders, on the calling thread.
 *
 * <p>It takes the place of JCodec's {@code H264Decoder}, which reads headers without bounds, decodes slices on a thread pool that it never shuts
 * down (and that goes on writing after one of its threads has failed), cannot switch the loop filter off and does not notice missing slices.
 */
final class PictureDecoder {
    private final References references = new References();
    private SequenceParameters sequence;
    private SeqParameterSet model;
    private byte[][] planes;

    /**
     * Decodes the picture that a guard has let through.
     *
     * @return the picture, valid until the next call; samples are signed, 128 below those of the stream.
     * @throws RuntimeException of any kind if the slices are damaged.
     */
    Frame decode(final AccessUnitGuard guard, final byte[] a) {
        final SliceHeader first = guard.header(0);
        final boolean idr = first.nalType == NalUnits.IDR;
        if (idr) {
            final boolean newSize = sequence == null || sequence.widthMbs() != first.sps.widthMbs()
                || sequence.heightMbs() != first.sps.heightMbs();
            if (newSize) {
                final int luma = 256 * first.sps.widthMbs() * first.sps.heightMbs();
                planes = new byte[][] {new byte[luma], new byte[luma / 4], new byte[luma / 4]};
            }
            references.begin(first, newSize);
            sequence = first.sps;
            model = SliceModels.sequence(sequence);
        } else if (guard.gap() > 0) {
            references.skip(first, guard.gap());
        }
        final DeblockerInput blocks = new DeblockerInput(model);
        final Frame picture = new Frame(16 * sequence.widthMbs(), 16 * sequence.heightMbs(), planes, ColorSpace.YUV420, null,
            first.frameNum, null, blocks.mvs, blocks.refsUsed, guard.pictureOrder());
        for (int i = 0; i < guard.slices(); i++) {
            decodeSlice(guard, i, a, blocks, picture);
        }
        new DeblockingFilter(sequence.widthMbs(), 8, blocks).deblockFrame(picture);
        if (first.refIdc != 0) {
            references.mark(first, picture);
        }
        return picture;
    }

    private void decodeSlice(final AccessUnitGuard guard, final int i, final byte[] a, final DeblockerInput blocks, final Frame picture) {
        final SliceHeader header = guard.header(i);
        final int all = sequence.widthMbs() * sequence.heightMbs();
        final int limit = (i + 1 < guard.slices() ? guard.header(i + 1).firstMb : all) - header.firstMb;
        final org.jcodec.codecs.h264.io.model.SliceHeader slice = SliceModels.slice(header, model);
        final CountingSliceReader reader = reader(slice, header, ByteBuffer.wrap(a, guard.payloadFrom(i),
            guard.payloadTo(i) - guard.payloadFrom(i)).slice(), limit);
        new SliceDecoder(model, references.shortTerm(), references.longTerm(), blocks, picture).decodeFromReader(reader);
        if (reader.count() != limit) {
            throw new CodecException("h264: slice has " + reader.count() + " macroblocks of " + limit + "; the rest is missing");
        }
    }

    private CountingSliceReader reader(final org.jcodec.codecs.h264.io.model.SliceHeader slice, final SliceHeader header,
        final ByteBuffer payload, final int limit) {
        final Mapper mapper = new MapManager(model, slice.pps).getMapper(slice);
        final CAVLC[] cavlc = {new CAVLC(model, slice.pps, 2, 2), new CAVLC(model, slice.pps, 1, 1), new CAVLC(model, slice.pps, 1, 1)};
        final CABAC cabac = new CABAC(sequence.widthMbs());
        final NALUnit nal = new NALUnit(NALUnitType.fromValue(header.nalType), header.refIdc);
        if (header.pps.cabac()) {
            payload.position((header.headerBits + 7) / 8);
            final int[][] contexts = new int[2][1024];
            cabac.initModels(contexts, slice.sliceType, header.cabacInitIdc, header.qp);
            return new CountingSliceReader(slice.pps, cabac, cavlc, new BoundedBins(payload, contexts), null, mapper, slice, nal, limit);
        }
        final BitReader in = BitReader.createBitReader(payload);
        for (int bit = 0; bit < header.headerBits; bit++) {
            in.read1Bit();
        }
        return new CountingSliceReader(slice.pps, cabac, cavlc, null, in, mapper, slice, nal, limit);
    }

    /** Forgets all references. */
    void reset() {
        references.clear();
        sequence = null;
        if (planes != null) {
            for (final byte[] plane : planes) {
                Arrays.fill(plane, (byte) 0);
            }
        }
    }

    /** Parameters of the last picture. */
    SequenceParameters sequence() {
        return sequence;
    }
}
