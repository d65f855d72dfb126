package io.penstock.codecs.h264.write;

import io.penstock.codecs.h264.picture.Picture;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Writes supplemental enhancement information (ITU-T H.264 Annex D), a NAL unit of its own for each message, to be put before the slices of
 * its picture. One thread at a time; allocates nothing after construction.
 */
public final class SeiWriter {
    /** User data with this id: eight bytes, a time in nanoseconds, most significant byte first. */
    public static final UUID TIME_ID = new UUID(0x9b1f_63d2_7c84_4ea5L, 0xa36e_d74b_2f19_c85bL);
    /** User data with this id: text in UTF-8. */
    public static final UUID TEXT_ID = new UUID(0xc4e7_1a95_d36b_4f28L, 0x8dba_71e6_594c_2f93L);
    /** User data with this id: 32 lower-case hexadecimal digits, the MD5 of the picture as a decoder must show it. */
    public static final UUID PICTURE_HASH_ID = new UUID(0x5ad8_e27f_914b_4c63L, 0xb7f5_3e8c_d216_a94dL);
    /** What {@link #pictureHash} always writes: no byte of it ever needs emulation prevention. */
    public static final int PICTURE_HASH_BYTES = 4 + 1 + 2 + 16 + 32 + 1;
    /** Longest text, bytes. */
    public static final int MAX_TEXT_BYTES = 1 << 16;

    private static final int USER_DATA_UNREGISTERED = 5;
    private static final int RECOVERY_POINT = 6;
    private static final int ID_BYTES = 16;

    private final MessageDigest md5;
    private final byte[] digest = new byte[16];

    /** Makes a writer. */
    public SeiWriter() {
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /**
     * Writes the time of a picture as user data.
     *
     * @param out    where to, aligned.
     * @param timeNs the time.
     */
    public void time(final BitWriter out, final long timeNs) {
        startUserData(out, TIME_ID, 8);
        put(out, timeNs);
        out.trailing();
    }

    /**
     * Writes text as user data.
     *
     * @param out    where to, aligned.
     * @param text   array with the text in UTF-8.
     * @param at     its first byte.
     * @param length its bytes, up to {@value #MAX_TEXT_BYTES}.
     * @throws IllegalArgumentException if it is longer, or not inside the array.
     */
    public void text(final BitWriter out, final byte[] text, final int at, final int length) {
        if (length < 0 || length > MAX_TEXT_BYTES || at < 0 || at > text.length - length) {
            throw new IllegalArgumentException("h264: text of " + length + " bytes at " + at + " of " + text.length + ", accepted is up to "
                + MAX_TEXT_BYTES);
        }
        startUserData(out, TEXT_ID, length);
        for (int i = at; i < at + length; i++) {
            out.put(text[i], 8);
        }
        out.trailing();
    }

    /**
     * Writes the MD5 of a picture as user data: of the visible samples of its three planes one after the other, row by row, which is what
     * {@code ffmpeg -i FILE -f framemd5 -} prints of a decoded 4:2:0 picture. Always {@link #PICTURE_HASH_BYTES} long, so that there can be
     * room left for it before the slices.
     *
     * @param out     where to, aligned.
     * @param picture the finished reconstruction, deblocked.
     * @param width   visible luma samples a row, even.
     * @param height  visible luma rows, even.
     */
    public void pictureHash(final BitWriter out, final Picture picture, final int width, final int height) {
        for (int y = 0; y < height; y++) {
            md5.update(picture.luma, picture.lumaAt(0, y), width);
        }
        for (int y = 0; y < height / 2; y++) {
            md5.update(picture.cb, picture.chromaAt(0, y), width / 2);
        }
        for (int y = 0; y < height / 2; y++) {
            md5.update(picture.cr, picture.chromaAt(0, y), width / 2);
        }
        try {
            md5.digest(digest, 0, digest.length);
        } catch (final DigestException e) {
            throw new IllegalStateException("an MD5 has 16 bytes", e);
        }
        startUserData(out, PICTURE_HASH_ID, 32);
        for (final byte b : digest) {
            out.put(hexDigit(b >> 4 & 15), 8);
            out.put(hexDigit(b & 15), 8);
        }
        out.trailing();
    }

    private static int hexDigit(final int value) {
        return value < 10 ? '0' + value : 'a' - 10 + value;
    }

    /**
     * Writes a recovery point (D.1.8): decoding may start here, and pictures are right after so many frames.
     *
     * @param out    where to, aligned.
     * @param frames {@code recovery_frame_cnt}: reference frames until then, 0 to MaxFrameNum - 1.
     * @param exact  whether they are then the same to the bit as if decoding had started earlier.
     */
    public void recoveryPoint(final BitWriter out, final int frames, final boolean exact) {
        final int bits = BitWriter.ueBits(frames) + 4;
        start(out, RECOVERY_POINT, bits + 7 >> 3);
        out.ue(frames);
        out.put(exact ? 1 : 0, 1);
        out.put(0, 1); // broken_link_flag
        out.put(0, 2); // changing_slice_group_idc
        if ((bits & 7) != 0) { // 7.3.2.3.1: a one, then zeros
            out.put(1 << (-bits & 7) - 1, -bits & 7);
        }
        out.trailing();
    }

    private static void startUserData(final BitWriter out, final UUID id, final int length) {
        start(out, USER_DATA_UNREGISTERED, ID_BYTES + length);
        put(out, id.getMostSignificantBits());
        put(out, id.getLeastSignificantBits());
    }

    private static void start(final BitWriter out, final int type, final int length) {
        out.startNal(0, NalTypes.SEI);
        out.put(type, 8);
        int left = length;
        for (; left >= 255; left -= 255) {
            out.put(255, 8);
        }
        out.put(left, 8);
    }

    private static void put(final BitWriter out, final long value) {
        out.put((int) (value >>> 32), 32);
        out.put((int) value, 32);
    }
}
