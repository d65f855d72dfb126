package io.penstock.examples.dsp;

import io.penstock.codecs.mp4.Mp4Clip;
import io.penstock.codecs.mp4.Mp4Recorder;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.file.RawClip;
import io.penstock.core.stages.file.Y4mSink;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphState;
import io.penstock.spi.Codecs;
import io.penstock.stage.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Reads and writes pictures by what a file's name ends with: {@code .png}, {@code .y4m} or {@code .mp4}. */
final class PictureFile {
    /** Of pictures in memory: 12 minutes of 360 x 640 at 4 pictures a second, 25 s of 720p at 30. */
    private static final long MOST_BYTES = 1L << 30;
    private static final Duration TURN = Duration.ofMillis(50);
    private static final int PICTURES_AHEAD = 4;

    private PictureFile() {
    }

    /**
     * Reads a file.
     *
     * @param most pictures to read at most.
     * @return I420, or RGB24 of a PNG.
     * @throws EngineException if it cannot be read, or is damaged or too large.
     */
    static RawClip read(final Path path, final int most) {
        if (!Files.isRegularFile(path)) {
            throw new EngineException(EngineException.Category.IO, path + (Files.exists(path) ? " is not a regular file" : " does not exist"));
        }
        return switch (ending(path)) {
            case "png" -> PngFile.read(path);
            case "y4m" -> RawClip.beginning(path, MOST_BYTES);
            default -> decoded(path, most);
        };
    }

    private static RawClip decoded(final Path path, final int most) {
        final Mp4Clip pictures = Mp4Clip.decodeVideo(path, most);
        final RawClip clip = new RawClip(pictures.video(), MOST_BYTES);
        for (int i = 0; i < pictures.frames(); i++) {
            clip.add(pictures.frame(i));
        }
        return clip;
    }

    /** What the name ends with, if that is known. */
    static String ending(final Path path) {
        final String name = path.getFileName() == null ? "" : path.getFileName().toString().toLowerCase(Locale.ROOT);
        final String ending = name.substring(name.lastIndexOf('.') + 1);
        if (!ending.matches("png|y4m|mp4")) {
            throw new ConfigurationException(path + ": accepted are files that end with .png, .y4m or .mp4");
        }
        return ending;
    }

    /**
     * Writes pictures; the first one only into a PNG.
     *
     * @param clip    I420, or RGB24 for a PNG.
     * @param bitrate of an MP4 file, bits per second.
     */
    static void write(final RawClip clip, final Path path, final int bitrate) throws IOException {
        switch (ending(path)) {
            case "png" -> PngFile.write(clip, path);
            case "y4m" -> run(clip, path, Y4mSink.to(path), 0);
            default -> run(clip, path, Mp4Recorder.to(path).video(), bitrate);
        }
    }

    private static void run(final RawClip clip, final Path path, final Sink sink, final int bitrate) {
        if (clip.format().layout() != PixelLayout.I420) {
            throw new ConfigurationException(path + ": RGB goes into PNG files only");
        }
        try (Engine engine = Engine.launch(new EngineContext())) {
            final Flow pictures = engine.graph("write").source("pictures", new ClipSource(clip)).async(Edges.block(PICTURES_AHEAD));
            final Flow ready = bitrate == 0 ? pictures : pictures.via("h264", Codecs.encoder(CodecId.H264, e -> e.bitrate(bitrate)
                .keyInterval(Math.max(1, 2 * (int) Math.ceil(fps(clip.format()))))));
            try (Graph graph = ready.to("file", sink).build()) {
                graph.start();
                while (graph.state() == GraphState.RUNNING) {
                    graph.awaitEnd(TURN);
                }
                if (graph.state() == GraphState.FAILED) {
                    throw graph.failure() instanceof EngineException known ? known
                        : new EngineException(EngineException.Category.IO, path + ": " + graph.failure(), graph.failure());
                }
            }
        }
    }

    /** Pictures a second; 25 where the file does not say. */
    static double fps(final VideoFormat format) {
        return format.rate().numerator() == 0 ? 25 : format.rate().numerator() / (double) format.rate().denominator();
    }
}
