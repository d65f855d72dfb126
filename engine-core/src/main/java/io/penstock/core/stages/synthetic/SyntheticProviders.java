package io.penstock.core.stages.synthetic;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** Synthetic media in pipeline text: {@code camera}, {@code voice}. */
public final class SyntheticProviders {
    private SyntheticProviders() {
    }

    /** {@code camera size=360x640 fps=15 seed=1 stamp=true}. */
    public static final class Camera implements StageProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Camera() {
        }

        @Override
        public String name() {
            return "camera";
        }

        @Override
        public String summary() {
            return "someone talking in a room, painted";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("size", Type.SIZE, "360x640", "size in pixels, even"),
                new Option("fps", Type.INT, "15", "frames per second"), new Option("seed", Type.INT, "1", "changes the room and the noise"),
                new Option("stamp", Type.FLAG, "true", "whether the time is painted into the picture"));
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            try {
                final VideoFormat format = VideoFormat.i420(options.width("size"), options.height("size"), options.integer("fps"));
                SyntheticCamera.check(format, options.flag("stamp"));
                return () -> new SyntheticCamera(format, options.integer("seed"), options.flag("stamp"));
            } catch (final IllegalArgumentException e) {
                throw new ConfigurationException("stage \"camera\": " + e.getMessage(), e);
            }
        }
    }

    /** {@code voice rate=48000 channels=1 frame=20ms seed=1 mark=true}. */
    public static final class Voice implements StageProvider {
        /** For {@link java.util.ServiceLoader}. */
        public Voice() {
        }

        @Override
        public String name() {
            return "voice";
        }

        @Override
        public String summary() {
            return "speech-like sound";
        }

        @Override
        public List<Option> options() {
            return List.of(new Option("rate", Type.INT, "48000", "samples per second"), new Option("channels", Type.INT, "1", "channels"),
                new Option("frame", Type.DURATION, "20ms", "length of a frame"), new Option("seed", Type.INT, "1", "what it says"),
                new Option("mark", Type.FLAG, "true", "whether it carries a time marker every 100 ms"));
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            try {
                final AudioFormat format =
                    AudioFormat.of(options.integer("rate"), options.integer("channels"), SampleType.S16, options.duration("frame"));
                return () -> new SyntheticVoice(format, options.integer("seed"), options.flag("mark"));
            } catch (final IllegalArgumentException e) {
                throw new ConfigurationException("stage \"voice\": " + e.getMessage(), e);
            }
        }
    }
}
