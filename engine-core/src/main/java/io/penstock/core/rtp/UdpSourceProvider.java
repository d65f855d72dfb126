package io.penstock.core.rtp;

import io.penstock.error.ConfigurationException;
import io.penstock.format.PacketFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code udp-source port=5004 codec=h264 size=640x360 fps=30} in pipeline text. */
public final class UdpSourceProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public UdpSourceProvider() {
    }

    @Override
    public String name() {
        return "udp-source";
    }

    @Override
    public String summary() {
        return "receives RTP packets by UDP";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("port", Type.INT, null, "local port"), new Option("codec", Type.TEXT, null, "what the packets carry"),
            new Option("pt", Type.INT, "-1", "payload type; −1 = the codec's usual one"),
            new Option("size", Type.SIZE, "1280x720", "largest picture"), new Option("fps", Type.INT, "30", "pictures a second"),
            new Option("rate", Type.INT, "48000", "samples a second"), new Option("channels", Type.INT, "1", "channels of sound"),
            new Option("frame", Type.DURATION, "20ms", "sound in a packet"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int port = port(options.integer("port"), 0);
        final PacketFormat format = TextFormats.rtp(options);
        return () -> UdpSource.bind(port, format);
    }

    static int port(final int port, final int least) {
        if (port < least || port > 65_535) {
            throw new ConfigurationException("udp: port " + port + "; accepted are " + least + "–65535");
        }
        return port;
    }
}
