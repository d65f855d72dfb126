package io.penstock.spi;

import io.penstock.format.CodecId;
import io.penstock.format.Format;

/**
 * How a codec's frames travel in RTP packets. Stateless and thread-safe; packetizers and depacketizers are not. Works on arrays: packet
 * pools are array-backed.
 */
public interface PayloadFormat {
    /**
     * What it carries.
     *
     * @return the codec.
     */
    CodecId codec();

    /**
     * RTP clock rate.
     *
     * @param media format of the media inside.
     * @return hertz.
     */
    int clockRateHz(Format media);

    /**
     * Payload type to use when none is given.
     *
     * @return 0–127.
     */
    int defaultPayloadType();

    /**
     * Makes a packetizer.
     *
     * @param maxPayloadBytes largest payload of a packet, without the RTP header.
     * @return the packetizer.
     */
    Packetizer packetizer(int maxPayloadBytes);

    /**
     * Makes a depacketizer.
     *
     * @return the depacketizer.
     */
    Depacketizer depacketizer();

    /**
     * Whether a packet begins a frame that can be decoded on its own (for H.264: carries SPS, PPS or an IDR slice start).
     *
     * @param payload array.
     * @param offset  start of the RTP payload.
     * @param length  bytes.
     * @return true if so; false for anything malformed.
     */
    boolean startsKeyframe(byte[] payload, int offset, int length);

    /**
     * Whether no other frame depends on the frame of this packet.
     *
     * @param payload array.
     * @param offset  start of the RTP payload.
     * @param length  bytes.
     * @return true if so; false when unknown or malformed.
     */
    default boolean discardable(final byte[] payload, final int offset, final int length) {
        return false;
    }

    /**
     * Whether a packet also carries the frame before its own, so that a decoder can rebuild that when it is lost (Opus in-band FEC).
     *
     * @param payload the payload.
     * @param offset  where it begins.
     * @param length  bytes.
     * @return true if so; false unless the codec knows of such a thing.
     */
    default boolean carriesPrevious(final byte[] payload, final int offset, final int length) {
        return false;
    }

    /**
     * Temporal layer of the frame of this packet.
     *
     * @param payload array.
     * @param offset  start of the RTP payload.
     * @param length  bytes.
     * @return 0–7; 0 when unknown or malformed.
     */
    default int temporalLayer(final byte[] payload, final int offset, final int length) {
        return 0;
    }

    /**
     * Makes something that knows what frames refer to, for a receiver that may miss some.
     *
     * @return a tracker of one stream; by default each frame is taken to need the one before it.
     */
    default References references() {
        return References.EACH_NEEDS_THE_LAST;
    }

    /**
     * Knows which frames can be decoded although others are missing. One thread; bytes are hostile: what cannot be read is not decodable.
     */
    interface References {
        /** Takes each frame to need the one before it. */
        References EACH_NEEDS_THE_LAST = new References() {
            @Override
            public boolean decodable(final byte[] payload, final int payloadOffset, final int payloadLength, final byte[] frame,
                                     final int offset, final int length, final boolean missing) {
                return !missing;
            }

            @Override
            public void putOut() {
            }
        };

        /**
         * A whole frame that is no key frame, or is one, comes next.
         *
         * @param payload       holds the payload of its first packet.
         * @param payloadOffset where.
         * @param payloadLength its bytes.
         * @param frame         holds the frame.
         * @param offset        where.
         * @param length        its bytes.
         * @param missing       whether frames between it and the last one put out are missing, or higher temporal layers since.
         * @return whether all that it refers to was put out.
         */
        boolean decodable(byte[] payload, int payloadOffset, int payloadLength, byte[] frame, int offset, int length, boolean missing);

        /** The frame last looked at was put out. */
        void putOut();
    }

    /** Cuts frames into payloads. */
    interface Packetizer {
        /**
         * Starts with a frame.
         *
         * @param frame  array.
         * @param offset start of the encoded frame.
         * @param length bytes.
         * @throws io.penstock.error.CodecException if the bytes are not a frame of this codec.
         */
        void begin(byte[] frame, int offset, int length);

        /**
         * Writes the next payload.
         *
         * @param to     array.
         * @param offset where to write; {@code maxPayloadBytes} are free there.
         * @return bytes written; 0 when the frame is finished.
         */
        int next(byte[] to, int offset);

        /**
         * Whether the payload written last is the last of its frame.
         *
         * @return true if so.
         */
        boolean isLast();
    }

    /** Puts frames together from payloads, given in order and without gaps. */
    interface Depacketizer {
        /** Starts a frame; what was unfinished is forgotten. */
        void begin();

        /**
         * Appends a packet's payload to the frame.
         *
         * @param payload  array.
         * @param offset   start of the RTP payload.
         * @param length   bytes.
         * @param to       array that holds the frame.
         * @param toOffset where to append.
         * @param toLimit  end of the room in {@code to}.
         * @return bytes appended, zero or more.
         * @throws io.penstock.error.CodecException if the payload is malformed, out of place, or does not fit.
         */
        int append(byte[] payload, int offset, int length, byte[] to, int toOffset, int toLimit);

        /**
         * Whether what was appended so far ends cleanly (no fragment is open).
         *
         * @return true if so.
         */
        boolean isComplete();
    }
}
