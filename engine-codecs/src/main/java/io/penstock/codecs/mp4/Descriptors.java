package io.penstock.codecs.mp4;

/** Finds the AAC configuration within the nested descriptors of an esds box (ISO/IEC 14496-1 7.2.6). */
final class Descriptors {
    private static final int ES = 3;
    private static final int DECODER_CONFIG = 4;
    private static final int SPECIFIC = 5;
    private static final int MPEG4_AUDIO = 0x40;

    private final Box box;
    private int at = 4;

    Descriptors(final Box box) {
        this.box = box;
    }

    /** The configuration; null if the track is not AAC. */
    AacConfig config() {
        while (at + 2 <= box.length()) {
            final int tag = box.u8(at++);
            final int length = length();
            if (tag == ES) {
                final int flags = box.u8(at + 2);
                at += 3 + ((flags & 0x80) != 0 ? 2 : 0) + ((flags & 0x20) != 0 ? 2 : 0);
                if ((flags & 0x40) != 0) {
                    at += 1 + box.u8(at);
                }
            } else if (tag == DECODER_CONFIG) {
                final int object = box.u8(at);
                if (object != MPEG4_AUDIO && (object < 0x66 || object > 0x68)) {
                    return null;
                }
                at += 13;
            } else if (tag == SPECIFIC) {
                final byte[] config = box.bytes(at, length);
                return AacConfig.parse(config, 0, config.length);
            } else {
                at += length;
            }
        }
        return null;
    }

    private int length() {
        int length = 0;
        for (int i = 0; i < 4; i++) {
            final int b = box.u8(at++);
            length = length << 7 | b & 127;
            if (b < 128) {
                break;
            }
        }
        return length;
    }
}
