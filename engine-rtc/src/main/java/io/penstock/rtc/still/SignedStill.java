package io.penstock.rtc.still;

import io.penstock.error.CodecException;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.Verification.Trust;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A PNG that carries its own record and a signature over every byte: one file, which any viewer shows.
 *
 * <pre>
 * signature of PNG · IHDR · iTXt "Penstock Still" (the record, JSON) · the picture as it was · iTXt "Penstock Signature" · IEND
 * </pre>
 *
 * The signature (Ed25519, RFC 8032, in Base64) is that of the words {@code penstock still 1}, a line feed, and the whole file without the chunk
 * that holds the signature. Without both chunks it is, byte for byte, the PNG whose SHA-256 stands in the record. Stateless; any thread.
 */
public final class SignedStill {
    /** Keyword of the record. */
    public static final String RECORD = "Penstock Still";
    /** Keyword of the signature. */
    public static final String SIGNATURE = "Penstock Signature";
    private static final byte[] PURPOSE = "penstock still 1\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * A still.
     *
     * @param file   the whole PNG; not to be changed.
     * @param record what stands in it.
     */
    public record Sealed(byte[] file, StillRecord record) { }

    /**
     * What was found of a still.
     *
     * @param intact    whether every byte is as it was when it was signed.
     * @param signature whose key that says; {@link Trust#UNSIGNED} if nothing can be said.
     * @param record    what it says about itself; null if that cannot be read. To be believed only if it is intact.
     * @param finding   what is wrong; empty = nothing.
     */
    public record Checked(boolean intact, Trust signature, StillRecord record, String finding) { }

    private SignedStill() {
    }

    /**
     * Puts record and signature into a picture.
     *
     * @param png      the picture.
     * @param occasion what is to be said of it.
     * @param key      signs.
     * @return the still.
     * @throws CodecException if it is no PNG.
     */
    public static Sealed seal(final byte[] png, final StillOccasion occasion, final RecordingKey key) {
        final List<PngChunks.Chunk> chunks = PngChunks.parse(png);
        final StillRecord record = new StillRecord(occasion, PngChunks.width(png), PngChunks.height(png), png.length, sha256(png),
            Base64.getEncoder().encodeToString(key.publicKey()));
        final byte[] said = PngChunks.with(png, chunks.get(0).fileEnd(), PngChunks.text(RECORD, record.json()));
        final byte[] signed = signed(said);
        final byte[] signature = Base64.getEncoder().encode(key.sign(signed, 0, signed.length));
        final int end = said.length - (png.length - chunks.get(chunks.size() - 1).fileOffset());
        return new Sealed(PngChunks.with(said, end, PngChunks.text(SIGNATURE, signature)), record);
    }

    private static byte[] signed(final byte[] file) {
        final byte[] all = Arrays.copyOf(PURPOSE, PURPOSE.length + file.length);
        System.arraycopy(file, 0, all, PURPOSE.length, file.length);
        return all;
    }

    /**
     * The checksum of a file.
     *
     * @param bytes all of it.
     * @return SHA-256 in hexadecimal.
     */
    public static String sha256(final byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Checks a still.
     *
     * @param file    the whole file, of whoever.
     * @param trusted the key that must have signed it, X.509 encoding; null = that in the file.
     * @return what was found.
     */
    public static Checked check(final byte[] file, final byte[] trusted) {
        StillRecord record = null;
        try {
            final List<PngChunks.Chunk> chunks = PngChunks.parse(file);
            final PngChunks.Chunk said = chunks.get(1);
            final PngChunks.Chunk sign = chunks.get(chunks.size() - 2);
            final byte[] json = PngChunks.textOf(file, said, RECORD);
            final byte[] base64 = PngChunks.textOf(file, sign, SIGNATURE);
            if (json == null || base64 == null) {
                return wrong(null, "is no signed still");
            }
            record = StillRecord.parse(json);
            final byte[] plain = PngChunks.without(file, List.of(said, sign));
            if (plain.length != record.pictureBytes() || !sha256(plain).equals(record.pictureSha256())) {
                return wrong(record, "the picture is another than the record says");
            }
            if (PngChunks.width(file) != record.width() || PngChunks.height(file) != record.height()) {
                return wrong(record, "the picture has another size than the record says");
            }
            return signature(file, sign, base64, record, trusted);
        } catch (final CodecException e) {
            return wrong(record, e.getMessage());
        }
    }

    private static Checked signature(final byte[] file, final PngChunks.Chunk chunk, final byte[] base64, final StillRecord record,
                                     final byte[] trusted) {
        final byte[] signature;
        try {
            signature = Base64.getDecoder().decode(base64);
        } catch (final IllegalArgumentException e) {
            return wrong(record, "the signature is none");
        }
        // Text that decodes to the same is not the same text.
        final boolean right = Arrays.equals(Base64.getEncoder().encode(signature), base64)
            && RecordingKey.verifies(record.publicKey(), signed(PngChunks.without(file, List.of(chunk))), signature);
        if (!right) {
            return wrong(record, "the signature is not that of this picture with this record");
        }
        if (trusted != null && !record.isOfKey(trusted)) {
            return wrong(record, "signed with another key than the trusted one");
        }
        return new Checked(true, trusted == null ? Trust.KEY_OF_THE_FILE : Trust.TRUSTED_KEY, record, "");
    }

    private static Checked wrong(final StillRecord record, final String finding) {
        return new Checked(false, Trust.UNSIGNED, record, finding);
    }
}
