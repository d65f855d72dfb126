package io.penstock.spi;

import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import java.util.List;

/** Microphones, cameras, screens, loudspeakers. */
public interface DeviceProvider {
    /** Which way media goes. */
    enum Direction {
        /** From the device. */
        CAPTURE,
        /** To the device. */
        RENDER
    }

    /**
     * A device.
     *
     * @param name      name to open it by.
     * @param kind      sound or picture.
     * @param direction which way.
     */
    record Device(String name, MediaKind kind, Direction direction) {
    }

    /**
     * Name of the provider.
     *
     * @return a short lower-case word: {@code javasound}.
     */
    String name();

    /**
     * What is there now.
     *
     * @return devices; empty when there are none.
     */
    List<Device> devices();

    /**
     * Opens a capture device when the graph starts.
     *
     * @param device what to open.
     * @param wanted format wanted.
     * @return the source.
     * @throws io.penstock.error.EngineException in one clear line if it is absent.
     */
    Source capture(Device device, Format wanted);

    /**
     * Opens a rendering device when the graph starts.
     *
     * @param device what to open.
     * @return the sink.
     * @throws io.penstock.error.EngineException in one clear line if it is absent.
     */
    Sink render(Device device);
}
