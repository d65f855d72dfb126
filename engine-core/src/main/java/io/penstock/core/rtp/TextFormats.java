package io.penstock.core.rtp;

import io.penstock.core.Providers;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.spi.PayloadFormat;
import io.penstock.spi.StageOptions;
import java.util.List;

/** RTP formats by the options of pipeline text. */
public final class TextFormats {
    private static final List<CodecId> KNOWN = List.of(CodecId.H264, CodecId.VP8, CodecId.OPUS, CodecId.PCMU, CodecId.PCMA, CodecId.GSM,
        CodecId.G729, CodecId.AAC, CodecId.RAW_VIDEO, CodecId.L16);

    private TextFormats() {
    }

    /**
     * A codec by name.
     *
     * @param name as in SDP, any case.
     * @return the codec.
     * @throws ConfigurationException if there is none of that name; the message lists them.
     */
    public static CodecId codec(final String name) {
        return KNOWN.stream().filter(codec -> codec.name().equalsIgnoreCase(name)).findFirst().orElseThrow(() ->
            new ConfigurationException("no codec \"" + name + "\"; known are " + KNOWN.stream().map(CodecId::name).toList()));
    }

    static PacketFormat rtp(final StageOptions options) {
        final CodecId codec = codec(options.text("codec"));
        final PayloadFormat payload = Providers.of(TextFormats.class.getClassLoader()).payloadFormat(codec);
        final int type = options.integer("pt");
        final EncodedFormat encoded;
        if (codec.kind() == MediaKind.VIDEO) {
            encoded = EncodedFormat.of(codec, VideoFormat.i420(options.width("size"), options.height("size"), options.integer("fps")));
        } else {
            encoded = EncodedFormat.of(codec, AudioFormat.of(options.integer("rate"), options.integer("channels"), SampleType.S16,
                options.duration("frame")));
        }
        return PacketFormat.rtp(encoded, type < 0 ? payload.defaultPayloadType() : type, payload.clockRateHz(encoded.media()));
    }
}
