package io.penstock.codecs.h264.deblock;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;

import org.jcodec.codecs.h264.H264Utils;
import org.jcodec.codecs.h264.decode.DeblockerInput;
import org.jcodec.codecs.h264.decode.FrameReader;
import org.jcodec.codecs.h264.decode.SliceDecoder;
import org.jcodec.codecs.h264.decode.SliceReader;
import org.jcodec.codecs.h264.io.model.Frame;
import org.jcodec.codecs.h264.io.model.MBType;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.codecs.h264.io.model.SliceHeader;
import org.jcodec.common.IntObjectMap;
import org.jcodec.common.model.ColorSpace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** JCodec's decoder of slices without its loop filter: what a stream of one reference and frames only is before deblocking. */
final class UnfilteredStream {
    private final FrameReader reader = new FrameReader();
    private final List<ByteBuffer> nals;
    private int next;
    private Frame previous;
    private Frame current;
    private Picture picture;
    private MacroblockMap map;
    private SliceHeader header;

    UnfilteredStream(final byte[] annexB) {
        nals = H264Utils.splitFrame(ByteBuffer.wrap(annexB.clone()));
    }

    /** Decodes the next picture over {@link #reference}; false at the end. */
    boolean decode() {
        final List<ByteBuffer> slices = new ArrayList<>();
        while (next < nals.size()) {
            final ByteBuffer nal = nals.get(next);
            final int type = nal.get(nal.position()) & 31;
            final boolean slice = type == 1 || type == 5;
            if (slice && !slices.isEmpty() && nal.get(nal.position() + 1) < 0) {
                break;
            }
            if (slice) {
                slices.add(nal);
            } else if (slices.isEmpty()) {
                reader.readFrame(new ArrayList<>(List.of(nal)));
            } else {
                break;
            }
            next++;
        }
        if (slices.isEmpty()) {
            return false;
        }
        final List<SliceReader> readers = reader.readFrame(slices);
        header = readers.get(0).getSliceHeader();
        final SeqParameterSet sps = header.sps;
        final int widthMbs = sps.picWidthInMbsMinus1 + 1;
        final int heightMbs = sps.picHeightInMapUnitsMinus1 + 1;
        final DeblockerInput input = new DeblockerInput(sps);
        final int luma = 256 * widthMbs * heightMbs;
        current = new Frame(16 * widthMbs, 16 * heightMbs, new byte[][] {new byte[luma], new byte[luma / 4], new byte[luma / 4]},
            ColorSpace.YUV420, null, header.frameNum, header.sliceType, input.mvs, input.refsUsed, 0);
        final Frame[] references = new Frame[1 << sps.log2MaxFrameNumMinus4 + 4];
        if (previous != null) {
            references[previous.getFrameNo()] = previous;
        }
        for (final SliceReader slice : readers) {
            new SliceDecoder(sps, references, new IntObjectMap<>(), input, current).decodeFromReader(slice);
        }
        picture = new Picture(16 * widthMbs, 16 * heightMbs);
        copy(current.getPlaneData(0), picture.luma, picture.lumaAt(0, 0), picture.lumaStride, picture.width(), true);
        copy(current.getPlaneData(1), picture.cb, picture.chromaAt(0, 0), picture.chromaStride, picture.width() / 2, true);
        copy(current.getPlaneData(2), picture.cr, picture.chromaAt(0, 0), picture.chromaStride, picture.width() / 2, true);
        map = map(input, widthMbs, heightMbs);
        return true;
    }

    Picture picture() {
        return picture;
    }

    MacroblockMap map() {
        return map;
    }

    int alphaOffset() {
        return 2 * header.sliceAlphaC0OffsetDiv2;
    }

    int betaOffset() {
        return 2 * header.sliceBetaOffsetDiv2;
    }

    int chromaQpOffset() {
        return header.pps.chromaQpIndexOffset;
    }

    /** Takes {@link #picture}, filtered by now, as what the next one is predicted from. */
    void reference() {
        copy(current.getPlaneData(0), picture.luma, picture.lumaAt(0, 0), picture.lumaStride, picture.width(), false);
        copy(current.getPlaneData(1), picture.cb, picture.chromaAt(0, 0), picture.chromaStride, picture.width() / 2, false);
        copy(current.getPlaneData(2), picture.cr, picture.chromaAt(0, 0), picture.chromaStride, picture.width() / 2, false);
        previous = current;
        previous.setShortTerm(true);
    }

    /** JCodec's samples are signed. */
    private static void copy(final byte[] plain, final byte[] plane, final int from, final int stride, final int width, final boolean in) {
        for (int i = 0; i < plain.length; i++) {
            final int at = from + i / width * stride + i % width;
            if (in) {
                plane[at] = (byte) (plain[i] ^ 0x80);
            } else {
                plain[i] = (byte) (plane[at] ^ 0x80);
            }
        }
    }

    private static MacroblockMap map(final DeblockerInput input, final int widthMbs, final int heightMbs) {
        final MacroblockMap m = new MacroblockMap(widthMbs, heightMbs);
        for (int mb = 0; mb < widthMbs * heightMbs; mb++) {
            final MBType type = input.mbTypes[mb];
            m.qp[mb] = (byte) input.mbQps[0][mb];
            m.slice[mb] = 0;
            m.type[mb] = type == null ? MacroblockMap.SKIP : type == MBType.I_NxN ? MacroblockMap.I4X4
                : type == MBType.I_16x16 ? MacroblockMap.I16X16 : MacroblockMap.P8X8;
            for (int i = 0; i < 16; i++) {
                final int x = 4 * (mb % widthMbs) + i % 4;
                final int y = 4 * (mb / widthMbs) + i / 4;
                final int block = y * m.blockStride + x;
                final boolean intra = m.type[mb] <= MacroblockMap.I16X16;
                m.lumaCount[block] = (byte) input.nCoeff[y][x];
                m.reference[block] = intra ? MacroblockMap.INTRA : (byte) input.mvs.mv0R(x, y);
                m.mvX[block] = intra ? 0 : (short) input.mvs.mv0X(x, y);
                m.mvY[block] = intra ? 0 : (short) input.mvs.mv0Y(x, y);
            }
        }
        return m;
    }
}
