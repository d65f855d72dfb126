package io.penstock.examples.call;

import io.penstock.codecs.mp4.Mp4Clip;
import io.penstock.codecs.mp4.Mp4File;
import io.penstock.error.ConfigurationException;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * A clip decoded into memory before any clock starts.
 *
 * @param format its format.
 * @param count  pictures.
 * @param frame  the bytes of one.
 */
record Pictures(VideoFormat format, int count, IntFunction<byte[]> frame) {
    private static final long MOST_BYTES = 160L << 20;

    /**
     * Reads a Y4M or MP4 file.
     *
     * @throws io.penstock.error.EngineException if it is neither, or damaged.
     */
    static Pictures read(final Path path) throws IOException {
        final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".y4m")) {
            return Y4mClip.read(path, MOST_BYTES);
        }
        if (!name.endsWith(".mp4") && !name.endsWith(".m4v") && !name.endsWith(".mov")) {
            throw new ConfigurationException("--video " + path + ": accepted are .y4m and .mp4 files");
        }
        final int most;
        try (Mp4File file = Mp4File.open(path)) {
            final VideoFormat coded = file.track(MediaKind.VIDEO).map(track -> track.format().video())
                .orElseThrow(() -> new ConfigurationException("--video " + path + ": has no picture track"));
            most = (int) Math.max(1, MOST_BYTES / coded.frameBytes());
        }
        final Mp4Clip clip = Mp4Clip.decodeVideo(path, most);
        return new Pictures(clip.video(), clip.frames(), clip::frame);
    }
}
