package io.penstock.codecs.payload;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.error.CodecException;
import io.penstock.spi.PayloadFormat;

/** Cuts access units into RFC 6184 payloads. Delimiters and filler, which RTP has no use for, are left out. */
final class H264Packetizer implements PayloadFormat.Packetizer {
    private static final int MIN_PAYLOAD = 16;

    private final int max;
    private byte[] frame;
    private int to;
    private int nal;
    private int nalEnd;
    private int fragment;

    H264Packetizer(final int maxPayloadBytes) {
        if (maxPayloadBytes < MIN_PAYLOAD) {
            throw new IllegalArgumentException("h264 payloads of " + maxPayloadBytes + " bytes: accepted are " + MIN_PAYLOAD + " and more");
        }
        max = maxPayloadBytes;
    }

    @Override
    public void begin(final byte[] array, final int offset, final int length) {
        frame = array;
        to = offset + length;
        fragment = 0;
        find(offset);
        if (nal == to) {
            throw new CodecException("h264: no NAL unit in " + length + " bytes; an Annex B byte stream is expected");
        }
    }

    /** Finds the first NAL unit worth sending from a place on. */
    private void find(final int from) {
        nal = NalUnits.first(frame, from, to);
        while (nal < to) {
            nalEnd = NalUnits.end(frame, nal, to);
            final int type = NalUnits.type(frame[nal]);
            if (nalEnd - nal >= 2 && type > 0 && type < H264Payload.STAP_A && type != NalUnits.DELIMITER && type != NalUnits.FILLER) {
                return;
            }
            nal = NalUnits.next(frame, nal, to);
        }
        nal = nalEnd = to;
    }

    @Override
    public int next(final byte[] out, final int offset) {
        if (frame == null || nal == to) {
            return 0;
        }
        if (fragment > 0 || nalEnd - nal > max) {
            return fragment(out, offset);
        }
        final int type = NalUnits.type(frame[nal]);
        if (type == NalUnits.SPS || type == NalUnits.PPS) {
            final int bytes = aggregate(out, offset);
            if (bytes > 0) {
                return bytes;
            }
        }
        final int length = nalEnd - nal;
        System.arraycopy(frame, nal, out, offset, length);
        find(nalEnd);
        return length;
    }

    /** SPS and PPS that follow each other go into one STAP-A if at least two fit (5.7.1). */
    private int aggregate(final byte[] out, final int offset) {
        final int firstNal = nal;
        final int firstEnd = nalEnd;
        int at = offset + 1;
        int units = 0;
        int header = 0;
        while (nal < to && isParameterSet(frame[nal]) && at + 2 + nalEnd - nal <= offset + max) {
            final int length = nalEnd - nal;
            out[at] = (byte) (length >> 8);
            out[at + 1] = (byte) length;
            System.arraycopy(frame, nal, out, at + 2, length);
            header = frame[nal] & 0x80 | header & 0x80 | Math.max(header & 0x60, frame[nal] & 0x60);
            at += 2 + length;
            units++;
            find(nalEnd);
        }
        if (units < 2) {
            nal = firstNal;
            nalEnd = firstEnd;
            return 0;
        }
        out[offset] = (byte) (header | H264Payload.STAP_A);
        return at - offset;
    }

    private static boolean isParameterSet(final byte header) {
        final int type = NalUnits.type(header);
        return type == NalUnits.SPS || type == NalUnits.PPS;
    }

    /** 5.8. */
    private int fragment(final byte[] out, final int offset) {
        final byte header = frame[nal];
        final int at = fragment == 0 ? nal + 1 : fragment;
        final int length = Math.min(max - 2, nalEnd - at);
        final boolean end = at + length == nalEnd;
        out[offset] = (byte) (header & H264Payload.F_NRI | H264Payload.FU_A);
        out[offset + 1] = (byte) ((fragment == 0 ? H264Payload.FU_START : 0) | (end ? H264Payload.FU_END : 0) | header & 31);
        System.arraycopy(frame, at, out, offset + 2, length);
        if (end) {
            fragment = 0;
            find(nalEnd);
        } else {
            fragment = at + length;
        }
        return length + 2;
    }

    @Override
    public boolean isLast() {
        return nal == to;
    }
}
