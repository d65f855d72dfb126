package io.penstock.core.rtp;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code rtp pt=96 mtu=1200 seed=7} in pipeline text. */
public final class RtpProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RtpProvider() {
    }

    @Override
    public String name() {
        return "rtp";
    }

    @Override
    public String summary() {
        return "cuts encoded frames into RTP packets";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("pt", Type.INT, "-1", "payload type 0–63 or 96–127; −1 = the codec's usual one"),
            new Option("mtu", Type.INT, "1200", "largest packet in bytes"),
            new Option("seed", Type.INT, "1", "of SSRC, first sequence number and timestamp"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final RtpSettings plain = RtpSettings.defaults().mtu(options.integer("mtu")).seed(options.integer("seed"));
        final int type = options.integer("pt");
        final RtpSettings settings = type < 0 ? plain : plain.payloadType(type);
        return () -> RtpPacketizer.auto(settings);
    }
}
