package io.penstock.core.stages.file;

import io.penstock.error.ConfigurationException;
import io.penstock.format.SampleType;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code wav file=speech.wav frame=20ms} in pipeline text. */
public final class WavSourceProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public WavSourceProvider() {
    }

    @Override
    public String name() {
        return "wav";
    }

    @Override
    public String summary() {
        return "plays a WAV file (PCM of 16, 24 or 32 bits, or floats)";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("file", Type.TEXT, null, "the WAV file"),
            new Option("frame", Type.DURATION, "20ms", "length of a frame, 1-1000 ms"),
            new Option("type", Type.TEXT, "auto", "s16, f32, or auto: s16 for 16-bit PCM, f32 for all else"),
            new Option("live", Type.FLAG, "true", "frames come when they are due; false = as fast as possible"),
            new Option("loop", Type.FLAG, "false", "start again at the end, without a seam"),
            new Option("preload", Type.FLAG, "false", "read all of it into memory first"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final Duration frame = options.duration("frame");
        if (frame.toMillis() < 1 || frame.toMillis() > 1000) {
            throw new ConfigurationException("stage \"wav\": frame=" + options.text("frame") + "; accepted are 1ms to 1000ms");
        }
        final SampleType type = switch (options.text("type")) {
            case "auto" -> null;
            case "s16" -> SampleType.S16;
            case "f32" -> SampleType.F32;
            default -> throw new ConfigurationException("stage \"wav\": type=" + options.text("type") + "; accepted are auto, s16 and f32");
        };
        final Playback playback = new Playback(options.flag("live"), options.flag("loop"), options.flag("preload"), null);
        final Path file = Path.of(options.text("file"));
        return () -> WavSource.of(file, frame, playback, type);
    }
}
