package io.penstock.examples.call;

import io.penstock.format.CodecId;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import java.util.Locale;

/** Who encodes the pictures of a call. */
enum VideoEncoder {
    /** Penstock's own. */
    PENSTOCK,
    /** The one of JCodec. */
    JCODEC;

    /** The encoder for a call: a bit rate, and a key frame now and then. */
    CodecSpec spec(final int bitrate, final int keyInterval) {
        return Codecs.encoder(CodecId.H264, e -> e.provider(toString()).bitrate(bitrate).keyInterval(keyInterval));
    }

    /** As it is typed, and as the provider is called. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
