package io.penstock.core.stages.device;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** Devices in pipeline text: {@code mic}, {@code speaker}, {@code screen}, {@code window}. */
public final class DeviceProviders {
    private DeviceProviders() {
    }

    /** {@code mic rate=48000 channels=1 frame=20ms device=USB}. */
    public static final class Mic implements StageProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Mic() {
        }

        @Override
        public String name() {
            return "mic";
        }

        @Override
        public String summary() {
            return "sound from a microphone";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("rate", Type.INT, "48000", "samples per second"), new Option("channels", Type.INT, "1", "1 or 2"),
                new Option("frame", Type.DURATION, "20ms", "length of a frame"),
                new Option("device", Type.TEXT, "", "part of the device's name; the default device when empty"));
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            try {
                final AudioFormat mono = AudioFormat.mono(options.integer("rate"), options.duration("frame"));
                final AudioFormat format = new AudioFormat(mono.sampleRateHz(), options.integer("channels"), mono.sampleType(), mono.frameSamples());
                return () -> Microphone.of(format, options.text("device"));
            } catch (final IllegalArgumentException e) {
                throw new ConfigurationException("stage \"mic\": " + e.getMessage(), e);
            }
        }
    }

    /** {@code speaker device=USB}. */
    public static final class Loudspeaker implements StageProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Loudspeaker() {
        }

        @Override
        public String name() {
            return "speaker";
        }

        @Override
        public String summary() {
            return "sound to a loudspeaker";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("device", Type.TEXT, "", "part of the device's name; the default device when empty"));
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            return () -> Speaker.of(options.text("device"));
        }
    }

    /** {@code screen size=1280x720 fps=15 left=0 top=0}. */
    public static final class Screen implements StageProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Screen() {
        }

        @Override
        public String name() {
            return "screen";
        }

        @Override
        public String summary() {
            return "pictures of a part of the screen";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("size", Type.SIZE, "1280x720", "size in pixels, even"), new Option("fps", Type.INT, "15", "frames per second"),
                new Option("left", Type.INT, "0", "leftmost column"), new Option("top", Type.INT, "0", "uppermost row"));
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            try {
                final VideoFormat format = VideoFormat.i420(options.width("size"), options.height("size"), options.integer("fps"));
                final int left = options.integer("left");
                final int top = options.integer("top");
                ScreenCapture.of(format, left, top);
                return () -> ScreenCapture.of(format, left, top);
            } catch (final IllegalArgumentException e) {
                throw new ConfigurationException("stage \"screen\": " + e.getMessage(), e);
            }
        }
    }

    /** {@code window title=Call}. */
    public static final class Window implements StageProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Window() {
        }

        @Override
        public String name() {
            return "window";
        }

        @Override
        public String summary() {
            return "shows pictures in a window";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("title", Type.TEXT, "Penstock", "title of the window"));
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            return () -> WindowSink.titled(options.text("title"));
        }
    }
}
