package io.penstock.rtc.moderate;

import io.penstock.codecs.h264.NalUnits;

/** Tells which packets of H.264 (RFC 6184) belong to a key frame, whichever of them comes first. Bytes are hostile. */
final class KeyframeParts {
    /** Of another picture. */
    static final int NONE = 0;
    /** Of a key frame. */
    static final int PART = 1;
    /** Of a key frame, with what a decoder has to know of it (sequence parameters). */
    static final int PARAMETERS = 2;
    // RFC 6184 table 1.
    private static final int STAP_A = 24;
    private static final int FU_A = 28;

    private KeyframeParts() {
    }

    static int of(final byte[] payload, final int offset, final int length) {
        if (length < 2) {
            return NONE;
        }
        final int type = NalUnits.type(payload[offset]);
        if (type == FU_A) {
            return ofUnit(NalUnits.type(payload[offset + 1]));
        }
        if (type != STAP_A) {
            return ofUnit(type);
        }
        int found = NONE;
        final int end = offset + length;
        for (int at = offset + 1; at + 2 < end;) {
            final int size = (payload[at] & 0xFF) << 8 | payload[at + 1] & 0xFF;
            if (size < 1 || at + 2 + size > end) {
                return NONE;
            }
            found = Math.max(found, ofUnit(NalUnits.type(payload[at + 2])));
            at += 2 + size;
        }
        return found;
    }

    private static int ofUnit(final int type) {
        return type == NalUnits.SPS ? PARAMETERS : type == NalUnits.IDR || type == NalUnits.PPS ? PART : NONE;
    }
}
