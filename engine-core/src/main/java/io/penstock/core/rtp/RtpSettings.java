package io.penstock.core.rtp;

import io.penstock.error.ConfigurationException;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import java.util.OptionalInt;

/**
 * How an RTP stream is sent. Immutable: each method gives a changed copy.
 */
public final class RtpSettings {
    /** Enough for a key frame of 280 KiB in packets of 1200 bytes. */
    public static final int DEFAULT_MAX_VIDEO_PACKETS = 256;
    /** A frame of sound is one packet in every payload format here. */
    public static final int DEFAULT_MAX_AUDIO_PACKETS = 4;

    private static final int LEAST_MTU = 64;
    private static final RtpSettings DEFAULTS = new RtpSettings(PacketFormat.DEFAULT_MAX_PACKET_BYTES, 1L, null, null, null, null, 0, 0);

    private final int mtu;
    private final long seed;
    private final Integer payloadType;
    private final Integer ssrc;
    private final Integer sequence;
    private final Integer timestamp;
    private final int maxPackets;
    private final int levelExtension;

    private RtpSettings(final int mtu, final long seed, final Integer payloadType, final Integer ssrc, final Integer sequence,
                        final Integer timestamp, final int maxPackets, final int levelExtension) {
        this.mtu = mtu;
        this.seed = seed;
        this.payloadType = payloadType;
        this.ssrc = ssrc;
        this.sequence = sequence;
        this.timestamp = timestamp;
        this.maxPackets = maxPackets;
        this.levelExtension = levelExtension;
    }

    /**
     * Packets of 1200 bytes, the codec's usual payload type; SSRC, sequence number and timestamp random by seed 1. Streams that
     * share a session need seeds of their own.
     *
     * @return the settings.
     */
    public static RtpSettings defaults() {
        return DEFAULTS;
    }

    /**
     * Changes the largest packet.
     *
     * @param bytes RTP header and payload, 64–65507.
     * @return a changed copy.
     */
    public RtpSettings mtu(final int bytes) {
        if (bytes < LEAST_MTU || bytes > 65_507) {
            throw new ConfigurationException("rtp: mtu " + bytes + " bytes; accepted are " + LEAST_MTU + "–65507");
        }
        return new RtpSettings(bytes, seed, payloadType, ssrc, sequence, timestamp, maxPackets, levelExtension);
    }

    /**
     * Changes the seed of SSRC, initial sequence number and timestamp. A host that faces the open internet gives one from
     * {@code SecureRandom}.
     *
     * @param value seed.
     * @return a changed copy.
     */
    public RtpSettings seed(final long value) {
        return new RtpSettings(mtu, value, payloadType, ssrc, sequence, timestamp, maxPackets, levelExtension);
    }

    /**
     * Changes the payload type.
     *
     * @param type 0–127, but not 64–95 (RFC 5761, section 4).
     * @return a changed copy.
     */
    public RtpSettings payloadType(final int type) {
        if (type < 0 || type > 127 || type >= 64 && type <= 95) {
            throw new ConfigurationException("rtp: payload type " + type + "; accepted are 0–63 and 96–127");
        }
        return new RtpSettings(mtu, seed, type, ssrc, sequence, timestamp, maxPackets, levelExtension);
    }

    /**
     * Fixes the SSRC.
     *
     * @param id 32 bits.
     * @return a changed copy.
     */
    public RtpSettings ssrc(final int id) {
        return new RtpSettings(mtu, seed, payloadType, id, sequence, timestamp, maxPackets, levelExtension);
    }

    /**
     * Fixes the first sequence number.
     *
     * @param first 0–65535.
     * @return a changed copy.
     */
    public RtpSettings initialSequence(final int first) {
        return new RtpSettings(mtu, seed, payloadType, ssrc, first & 0xFFFF, timestamp, maxPackets, levelExtension);
    }

    /**
     * Fixes the first timestamp.
     *
     * @param first 32 bits.
     * @return a changed copy.
     */
    public RtpSettings initialTimestamp(final int first) {
        return new RtpSettings(mtu, seed, payloadType, ssrc, sequence, first, maxPackets, levelExtension);
    }

    /**
     * Changes how many packets a frame may need; larger frames are cut short and counted. So many packets are kept free in the pool.
     *
     * @param packets 1–8192.
     * @return a changed copy.
     */
    public RtpSettings maxPacketsPerFrame(final int packets) {
        if (packets < 1 || packets > 8192) {
            throw new ConfigurationException("rtp: " + packets + " packets a frame; accepted are 1–8192");
        }
        return new RtpSettings(mtu, seed, payloadType, ssrc, sequence, timestamp, packets, levelExtension);
    }

    /**
     * Sends the level of sound along in a header extension (RFC 6464), with frames that carry one ({@link io.penstock.frame.AudioLevel}).
     *
     * @param id of the extension as agreed, 1–14 (one-byte headers, RFC 8285); 0 = none.
     * @return a changed copy.
     */
    public RtpSettings audioLevel(final int id) {
        if (id < 0 || id > 14) {
            throw new ConfigurationException("rtp: header extension " + id + " for audio levels; accepted are 1–14, and 0 for none");
        }
        return new RtpSettings(mtu, seed, payloadType, ssrc, sequence, timestamp, maxPackets, id);
    }

    int levelExtension() {
        return levelExtension;
    }

    int mtu() {
        return mtu;
    }

    long seed() {
        return seed;
    }

    OptionalInt payloadType() {
        return payloadType == null ? OptionalInt.empty() : OptionalInt.of(payloadType);
    }

    OptionalInt ssrc() {
        return ssrc == null ? OptionalInt.empty() : OptionalInt.of(ssrc);
    }

    OptionalInt initialSequence() {
        return sequence == null ? OptionalInt.empty() : OptionalInt.of(sequence);
    }

    OptionalInt initialTimestamp() {
        return timestamp == null ? OptionalInt.empty() : OptionalInt.of(timestamp);
    }

    int maxPackets(final MediaKind kind) {
        return maxPackets > 0 ? maxPackets : kind == MediaKind.VIDEO ? DEFAULT_MAX_VIDEO_PACKETS : DEFAULT_MAX_AUDIO_PACKETS;
    }
}
