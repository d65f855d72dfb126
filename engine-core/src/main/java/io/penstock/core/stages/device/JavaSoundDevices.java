package io.penstock.core.stages.device;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.spi.DeviceProvider;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import java.util.ArrayList;
import java.util.List;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.SourceDataLine;
import javax.sound.sampled.TargetDataLine;

/** Microphones and loudspeakers of {@code javax.sound.sampled}. */
public final class JavaSoundDevices implements DeviceProvider {
    private static final Line.Info CAPTURE = new DataLine.Info(TargetDataLine.class, null);
    private static final Line.Info RENDER = new DataLine.Info(SourceDataLine.class, null);

    /** For {@link java.util.ServiceLoader}. */
    public JavaSoundDevices() {
    }

    @Override
    public String name() {
        return "javasound";
    }

    @Override
    public List<Device> devices() {
        final List<Device> devices = new ArrayList<>();
        try {
            for (final Mixer.Info info : AudioSystem.getMixerInfo()) {
                final Mixer mixer = AudioSystem.getMixer(info);
                if (mixer.isLineSupported(CAPTURE)) {
                    devices.add(new Device(info.getName(), MediaKind.AUDIO, Direction.CAPTURE));
                }
                if (mixer.isLineSupported(RENDER)) {
                    devices.add(new Device(info.getName(), MediaKind.AUDIO, Direction.RENDER));
                }
            }
        } catch (final IllegalArgumentException | SecurityException | LinkageError e) {
            // A device that is pulled out while the list is read, or a JDK without sound: what was found is what there is.
            return List.copyOf(devices);
        }
        return List.copyOf(devices);
    }

    /** The format must be raw sound of 16-bit samples. An absent device is told when the graph starts. */
    @Override
    public Source capture(final Device device, final Format wanted) {
        if (!(wanted instanceof AudioFormat sound)) {
            throw new ConfigurationException("javasound: found " + wanted.describe() + " for \"" + device.name() + "\"; accepted is raw sound");
        }
        return Microphone.of(sound, device.name());
    }

    @Override
    public Sink render(final Device device) {
        return Speaker.of(device.name());
    }
}
