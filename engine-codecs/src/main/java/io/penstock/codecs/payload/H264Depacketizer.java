package io.penstock.codecs.payload;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.error.CodecException;
import io.penstock.spi.PayloadFormat;

/** Puts access units together from RFC 6184 payloads. */
final class H264Depacketizer implements PayloadFormat.Depacketizer {
    private static final int START_CODE = 4;

    private int open = -1;

    @Override
    public void begin() {
        open = -1;
    }

    @Override
    public boolean isComplete() {
        return open < 0;
    }

    @Override
    public int append(final byte[] payload, final int offset, final int length, final byte[] to, final int toOffset, final int toLimit) {
        if (length < 2) {
            throw new CodecException("h264 payload of " + length + " bytes");
        }
        if (payload[offset] < 0) {
            throw new CodecException("h264 payload with the forbidden bit set: damaged on the way");
        }
        final int type = NalUnits.type(payload[offset]);
        if (type == H264Payload.FU_A) {
            return fragment(payload, offset, length, to, toOffset, toLimit);
        }
        if (open >= 0) {
            throw new CodecException("h264 payload of type " + type + " inside a fragmented NAL unit");
        }
        if (type == H264Payload.STAP_A) {
            return aggregate(payload, offset + 1, offset + length, to, toOffset, toLimit);
        }
        if (type == 0 || type > H264Payload.STAP_A) {
            throw new CodecException("h264 payload type " + type + " is not supported; accepted are 1–23, 24 (STAP-A) and 28 (FU-A)");
        }
        return unit(payload, offset, length, to, toOffset, toLimit);
    }

    private static int unit(final byte[] from, final int offset, final int length, final byte[] to, final int at, final int limit) {
        room(START_CODE + length, at, limit);
        startCode(to, at);
        System.arraycopy(from, offset, to, at + START_CODE, length);
        return START_CODE + length;
    }

    private static int aggregate(final byte[] payload, final int from, final int end, final byte[] to, final int toOffset,
        final int toLimit) {
        int out = toOffset;
        int at = from;
        while (at < end) {
            final int size = at + 2 < end ? H264Payload.unit(payload, at) : 0;
            if (size == 0 || at + 2 + size > end) {
                throw new CodecException("h264 STAP-A: NAL unit of " + size + " bytes with " + (end - at) + " left");
            }
            final int type = NalUnits.type(payload[at + 2]);
            if (type == 0 || type >= H264Payload.STAP_A) {
                throw new CodecException("h264 STAP-A: NAL unit of type " + type);
            }
            out += unit(payload, at + 2, size, to, out, toLimit);
            at += 2 + size;
        }
        return out - toOffset;
    }

    private int fragment(final byte[] payload, final int offset, final int length, final byte[] to, final int toOffset,
        final int toLimit) {
        final int fu = payload[offset + 1];
        final int type = fu & 31;
        final boolean start = (fu & H264Payload.FU_START) != 0;
        final boolean end = (fu & H264Payload.FU_END) != 0;
        if (length < 3 || start && end || type == 0 || type >= H264Payload.STAP_A) {
            throw new CodecException("h264 FU-A: " + length + " bytes, header " + (fu & 255) + " is malformed");
        }
        final int header = payload[offset] & H264Payload.F_NRI | type;
        if (start ? open >= 0 : open != header) {
            throw new CodecException(start ? "h264 FU-A: starts inside another one" : "h264 FU-A: does not continue what is open");
        }
        final int prefix = start ? START_CODE + 1 : 0;
        room(prefix + length - 2, toOffset, toLimit);
        if (start) {
            startCode(to, toOffset);
            to[toOffset + START_CODE] = (byte) header;
        }
        System.arraycopy(payload, offset + 2, to, toOffset + prefix, length - 2);
        open = end ? -1 : header;
        return prefix + length - 2;
    }

    private static void room(final int bytes, final int at, final int limit) {
        if (bytes > limit - at) {
            throw new CodecException("h264: access unit does not fit, " + bytes + " more bytes with room for " + (limit - at));
        }
    }

    private static void startCode(final byte[] to, final int at) {
        to[at] = to[at + 1] = to[at + 2] = 0;
        to[at + 3] = 1;
    }
}
