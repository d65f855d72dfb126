package io.penstock.core.rtp;

import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code udp host=127.0.0.1 port=5004} in pipeline text. */
public final class UdpProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public UdpProvider() {
    }

    @Override
    public String name() {
        return "udp";
    }

    @Override
    public String summary() {
        return "sends packets by UDP";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("host", Type.TEXT, null, "name or address"), new Option("port", Type.INT, null, "remote port"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final String host = options.text("host");
        final int port = UdpSourceProvider.port(options.integer("port"), 1);
        return () -> UdpSink.to(host, port);
    }
}
