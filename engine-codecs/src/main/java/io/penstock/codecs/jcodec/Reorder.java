package io.penstock.codecs.jcodec;

import io.penstock.codecs.h264.AccessUnitGuard;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.codecs.h264.SliceHeader;
import io.penstock.error.CodecException;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import java.util.ArrayList;
import java.util.List;
import org.jcodec.common.model.Picture;

/**
 * Holds pictures of a stream with B pictures until those that are shown earlier have come. Depth 0 (nothing is held) for order type 2, for
 * Baseline, and as long as neither the stream announces reordering nor a B picture has been seen.
 */
final class Reorder {
    private static final int MAX_DEPTH = 16;
    private static final int DEPTH_IF_UNSAID = 2;

    private static final class Held {
        private byte[] samples = {};
        private int bytes;
        private SequenceParameters sps;
        private int epoch;
        private int order;
        private long ptsNs;
        private long captureNs;
        private int durationNs;
        private int flags;
        private int temporal;
        private int spatial;
        private long sequence;
        private int streamId;
        private int rtpTimestamp;
        private long userTag;
    }

    private final List<Held> held = new ArrayList<>();
    private final List<Held> free = new ArrayList<>();
    private int epoch;
    private int depth;
    private boolean bidirectional;

    /** How many pictures are held back. */
    int depth(final SequenceParameters sps, final AccessUnitGuard guard) {
        for (int i = 0; i < guard.slices(); i++) {
            bidirectional |= guard.header(i).type == SliceHeader.B;
        }
        if (sps.pocType() == 2 || sps.profileIdc() == 66) {
            depth = 0;
        } else if (sps.reorderFrames() >= 0) {
            depth = Math.min(MAX_DEPTH, sps.reorderFrames());
        } else {
            depth = bidirectional ? DEPTH_IF_UNSAID : 0;
        }
        return depth;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    boolean isReady() {
        return held.size() > depth;
    }

    void add(final Picture picture, final SequenceParameters sps, final int order, final boolean idr, final Frame in) {
        if (idr) {
            epoch++;
        }
        final Held h = free.isEmpty() ? new Held() : free.remove(free.size() - 1);
        h.bytes = io.penstock.format.PixelLayout.I420.frameBytes(sps.width(), sps.height());
        if (h.samples.length < h.bytes) {
            h.samples = new byte[h.bytes];
        }
        I420.copy(picture, sps, h.samples, 0);
        h.sps = sps;
        h.epoch = epoch;
        h.order = order;
        h.ptsNs = in.ptsNs();
        h.captureNs = in.captureNs();
        h.durationNs = in.durationNs();
        h.flags = in.flags();
        h.temporal = in.temporalLayer();
        h.spatial = in.spatialLayer();
        h.sequence = in.sequence();
        h.streamId = in.streamId();
        h.rtpTimestamp = in.rtpTimestamp();
        h.userTag = in.userTag();
        held.add(h);
    }

    /** Puts out the picture that is shown first. */
    VideoFormat take(final VideoFormat last, final MutableFrame out) {
        int next = 0;
        for (int i = 1; i < held.size(); i++) {
            final Held a = held.get(i);
            final Held b = held.get(next);
            if (a.epoch < b.epoch || a.epoch == b.epoch && a.order < b.order) {
                next = i;
            }
        }
        final Held h = held.remove(next);
        free.add(h);
        if (h.bytes > out.capacity()) {
            throw new CodecException("h264: picture of " + h.sps.width() + 'x' + h.sps.height() + " needs " + h.bytes + " bytes, the frame has "
                + out.capacity() + "; set maxSize of the decoder");
        }
        out.ptsNs(h.ptsNs).captureNs(h.captureNs).durationNs(h.durationNs).flags(h.flags).layers(h.temporal, h.spatial)
            .sequence(h.sequence).streamId(h.streamId).rtpTimestamp(h.rtpTimestamp).userTag(h.userTag);
        out.length(h.bytes);
        out.buffer().putBytes(0, h.samples, 0, h.bytes);
        return JCodecH264Decoder.format(last, h.sps);
    }

    void clear() {
        free.addAll(held);
        held.clear();
        depth = 0;
        bidirectional = false;
    }
}
