package io.penstock.core.stages.device;

import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.spi.DeviceProvider;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import java.awt.AWTError;
import java.awt.GraphicsEnvironment;
import java.util.List;

/** The desktop of {@code java.awt}: the screen to capture, and a window to show pictures in. */
public final class DesktopDevices implements DeviceProvider {
    private static final String SCREEN = "screen";
    private static final String WINDOW = "window";

    /** For {@link java.util.ServiceLoader}. */
    public DesktopDevices() {
    }

    @Override
    public String name() {
        return "desktop";
    }

    @Override
    public List<Device> devices() {
        try {
            return GraphicsEnvironment.isHeadless() ? List.of()
                : List.of(new Device(SCREEN, MediaKind.VIDEO, Direction.CAPTURE), new Device(WINDOW, MediaKind.VIDEO, Direction.RENDER));
        } catch (final AWTError | LinkageError e) {
            // a JDK without a desktop has none
            return List.of();
        }
    }

    /** The format must be I420 of even size at a rate that is not variable. An absent screen is told when the graph starts. */
    @Override
    public Source capture(final Device device, final Format wanted) {
        if (!(wanted instanceof VideoFormat pictures) || !device.name().equals(SCREEN)) {
            throw new ConfigurationException("desktop: found " + wanted.describe() + " for \"" + device.name() + "\"; accepted are raw pictures of \""
                + SCREEN + '"');
        }
        return ScreenCapture.of(pictures);
    }

    @Override
    public Sink render(final Device device) {
        return WindowSink.titled(device.name());
    }
}
