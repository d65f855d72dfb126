package io.penstock.codecs.payload;

import io.penstock.spi.PayloadFormat;

/**
 * Tells by the payload descriptor (RFC 7741, 4.2) whether what a frame refers to is missing: frames of the base layer are numbered
 * (TL0PICIDX), and those of higher layers say which of them they belong to, and by Y that they need no other.
 */
final class Vp8References implements PayloadFormat.References {
    private static final int EXTENDED = 0x80;
    private static final int PICTURE_ID = 0x80;
    private static final int TL0 = 0x40;
    private static final int TID = 0x20;
    private static final int SYNC = 0x20;

    private boolean known;
    private int lastBase;
    private boolean numbered;
    private int base;
    private int layer;
    private boolean synced;

    @Override
    public boolean decodable(final byte[] payload, final int payloadOffset, final int payloadLength, final byte[] frame, final int offset,
                             final int length, final boolean missing) {
        read(payload, payloadOffset, payloadLength);
        final boolean key = length > 0 && (frame[offset] & 1) == 0;
        if (key || !missing) {
            return true;
        }
        if (!numbered || !known) {
            return false;
        }
        return layer == 0 ? base == (lastBase + 1 & 0xFF) : base == lastBase && synced;
    }

    private void read(final byte[] p, final int offset, final int length) {
        numbered = false;
        layer = 0;
        if (length < 4 || (p[offset] & EXTENDED) == 0) {
            return;
        }
        final int parts = p[offset + 1];
        int at = offset + 2;
        if ((parts & PICTURE_ID) != 0) {
            at += p[at] < 0 ? 2 : 1;
        }
        if ((parts & TL0) == 0 || (parts & TID) == 0 || at + 1 >= offset + length) {
            return;
        }
        numbered = true;
        base = p[at] & 0xFF;
        layer = p[at + 1] >> 6 & 3;
        synced = (p[at + 1] & SYNC) != 0;
    }

    @Override
    public void putOut() {
        if (numbered && layer == 0) {
            lastBase = base;
        }
        known = numbered || known && layer > 0;
    }
}
