package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.write.BitWriter;
import io.penstock.codecs.h264.write.SliceHeaderWriter;

/** Codes a range of a picture's macroblocks as slices, none above a number of bytes. One thread. */
final class SliceCoder {
    private static final int START_CODE_BYTES = 4;
    /** Stop bit, alignment, and escapes that the last bytes may yet need. */
    private static final int TAIL_BYTES = 5;
    /** Most bits of a macroblock layer (A.3.1). */
    private static final int MOST_MACROBLOCK_BITS = 3200;
    private static final int COARSER = 6;
    private static final int COARSEST = 51;

    private final MacroblockMap map;
    private final int sliceBytes;
    private final BitWriter out = new BitWriter();
    private final SliceHeaderWriter header;
    private final MacroblockWriter writer = new MacroblockWriter(out);
    private final MacroblockCoder coder;
    private final Macroblock mb;

    private PictureJob job;
    private int slices;
    private int bytes;
    private long qpSum;
    private boolean failed;

    SliceCoder(final MacroblockMap map, final Tools tools, final int sliceBytes, final SliceHeaderWriter header, final int chromaQpOffset) {
        this.map = map;
        this.sliceBytes = sliceBytes;
        this.header = header;
        coder = new MacroblockCoder(tools, writer, chromaQpOffset);
        mb = new Macroblock(map);
    }

    /** Bytes written by the last run. */
    int bytes() {
        return bytes;
    }

    /** Slices written by the last run. */
    int slices() {
        return slices;
    }

    /** Sum of the macroblocks' quantisers in the last run. */
    long qpSum() {
        return qpSum;
    }

    /** Whether the last run did not fit where it was to be written. */
    boolean failed() {
        return failed;
    }

    /** Codes macroblocks {@code from} to {@code end - 1} into {@code target}, from {@code at} to before {@code limit}. */
    void run(final PictureJob picture, final int from, final int end, final byte[] target, final int at, final int limit) {
        job = picture;
        slices = 0;
        bytes = 0;
        qpSum = 0;
        failed = false;
        mb.endRow = end / map.widthMbs;
        int next = from;
        while (next < end && !failed) {
            out.start(target, at + bytes, limit);
            next = slice(next, from, end);
            failed = out.overflowed();
            bytes += out.bytes();
            slices++;
        }
    }

    private int slice(final int first, final int from, final int end) {
        final int qp = quantiser(first, from, 8 * bytes);
        header(first, qp);
        header.write(out);
        writer.start(job.intra(), qp);
        int next = first;
        while (next < end && !out.overflowed()) {
            writer.mark();
            final long before = out.bits();
            move(next, first);
            mb.qp = next == first ? qp : quantiser(next, from, 8 * (bytes + out.bytes()));
            if (job.bare) {
                leaveOut();
            } else {
                code();
            }
            if (full() && next > first) {
                writer.rewind();
                map.slice[next] = -1;
                break;
            }
            if ((full() || out.bits() - before > MOST_MACROBLOCK_BITS) && !job.bare) {
                recode(before);
            }
            map.type[next] = (byte) mb.type;
            map.qp[next] = (byte) mb.qp;
            qpSum += mb.qp;
            next++;
        }
        writer.finish();
        return next;
    }

    private int quantiser(final int index, final int from, final int bits) {
        final int qp = job.rate == null ? job.qp : job.rate.macroblockQp(index - from, bits);
        return job.activity == null ? qp : Math.max(job.minQp, Math.min(job.maxQp, qp + job.activity.offset(index)));
    }

    private void header(final int first, final int qp) {
        header.plainReferences();
        header.nalRefIdc = job.nalReference;
        header.idr = job.idr;
        header.firstMb = first;
        header.intra = job.intra();
        header.frameNum = job.frameNumber;
        header.idrPicId = job.idrId;
        header.qp = qp;
        header.firstReferenceDelta = job.reorderBy;
        header.firstReferenceLongTerm = job.fromLongTerm ? 0 : -1;
        header.longTermIdr = job.idr && job.toLongTerm;
        header.longTermIndices = !job.idr && job.toLongTerm ? 1 : -1;
        header.longTermIndex = !job.idr && job.toLongTerm ? 0 : -1;
    }

    private void move(final int index, final int slice) {
        final int y = index / map.widthMbs;
        final int x = index - y * map.widthMbs;
        map.slice[index] = slice;
        mb.moveTo(x, y, slice, job.source.lumaAt(16 * x, 16 * y), job.source.chromaAt(8 * x, 8 * y));
    }

    private void code() {
        if (job.intra()) {
            coder.intra(mb, false, false, job.source, job.target);
        } else if (mb.x >= job.refreshFrom && mb.x < job.refreshTo) {
            coder.intra(mb, true, true, job.source, job.target);
        } else {
            coder.keepLeftOf(mb.x < job.refreshFrom ? job.freshColumns : Integer.MAX_VALUE);
            coder.predicted(mb, job.source, job.target, job.reference);
        }
        write();
    }

    private void leaveOut() {
        mb.qp = writer.lastQp();
        coder.bare(mb, !job.intra(), job.source, job.target, job.reference);
        write();
    }

    private void write() {
        if (mb.type == MacroblockMap.SKIP) {
            writer.skip();
            mb.qp = writer.lastQp();
        } else {
            writer.write(mb);
        }
    }

    private boolean full() {
        return sliceBytes > 0
            && out.bytes() - START_CODE_BYTES + BitWriter.ueBits(writer.pendingSkips()) / 8 + TAIL_BYTES > sliceBytes;
    }

    /** A macroblock that alone is too large: coarser and coarser, and at last without any residual. */
    private void recode(final long before) {
        int qp = mb.qp;
        while (qp < COARSEST) {
            qp = Math.min(COARSEST, qp + COARSER);
            writer.rewind();
            mb.qp = qp;
            code();
            if (!full() && out.bits() - before <= MOST_MACROBLOCK_BITS) {
                return;
            }
        }
        writer.rewind();
        leaveOut();
    }
}
