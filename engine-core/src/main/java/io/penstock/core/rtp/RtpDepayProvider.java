package io.penstock.core.rtp;

import io.penstock.core.Providers;
import io.penstock.spi.PayloadFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code rtp-depay codec=h264} in pipeline text. */
public final class RtpDepayProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RtpDepayProvider() {
    }

    @Override
    public String name() {
        return "rtp-depay";
    }

    @Override
    public String summary() {
        return "puts frames together from RTP packets that come in order";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("codec", Type.TEXT, null, "what the packets carry, such as h264 or opus"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final PayloadFormat format = Providers.of(RtpDepayProvider.class.getClassLoader())
            .payloadFormat(TextFormats.codec(options.text("codec")));
        return () -> new RtpDepacketizer(format);
    }
}
