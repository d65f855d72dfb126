package io.penstock.format;

import java.util.Locale;
import java.util.Objects;

/**
 * Names a codec. The set is open: a plug-in makes its own with {@link #of(String, MediaKind)}.
 *
 * @param name lower-case name, as in SDP {@code rtpmap} where there is one.
 * @param kind what it codes.
 */
public record CodecId(String name, MediaKind kind) {
    /** ITU-T H.264, as an Annex B byte stream with parameter sets in band; a frame is an access unit. */
    public static final CodecId H264 = of("h264", MediaKind.VIDEO);
    /** VP8 (RFC 6386); a frame is a compressed picture. */
    public static final CodecId VP8 = of("vp8", MediaKind.VIDEO);
    /** Opus (RFC 6716); a frame is one packet. */
    public static final CodecId OPUS = of("opus", MediaKind.AUDIO);
    /** ITU-T G.711 µ-law. */
    public static final CodecId PCMU = of("pcmu", MediaKind.AUDIO);
    /** ITU-T G.711 A-law. */
    public static final CodecId PCMA = of("pcma", MediaKind.AUDIO);
    /** GSM 06.10 full rate. */
    public static final CodecId GSM = of("gsm", MediaKind.AUDIO);
    /** ITU-T G.729 with Annex A payloads. */
    public static final CodecId G729 = of("g729", MediaKind.AUDIO);
    /** AAC with ADTS headers. */
    public static final CodecId AAC = of("aac", MediaKind.AUDIO);
    /** Uncompressed picture passed through the codec SPI, for measuring the engine without a codec. */
    public static final CodecId RAW_VIDEO = of("raw", MediaKind.VIDEO);
    /** Uncompressed 16-bit sound in network byte order (RFC 3551 L16). */
    public static final CodecId L16 = of("l16", MediaKind.AUDIO);

    /**
     * Checks and normalises.
     *
     * @param name see the record
     * @param kind see the record
     */
    public CodecId {
        name = Objects.requireNonNull(name, "name").toLowerCase(Locale.ROOT);
        Objects.requireNonNull(kind, "kind");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a codec needs a name");
        }
    }

    /**
     * Names a codec.
     *
     * @param name name, any case.
     * @param kind what it codes.
     * @return the id.
     */
    public static CodecId of(final String name, final MediaKind kind) {
        return new CodecId(name, kind);
    }

    @Override
    public String toString() {
        return name;
    }
}
