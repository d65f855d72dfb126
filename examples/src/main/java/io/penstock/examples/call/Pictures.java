package io.penstock.examples.call;

import io.penstock.codecs.mp4.Mp4Clip;
import io.penstock.codecs.mp4.Mp4File;
import io.penstock.core.stages.file.RawClip;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.FrameRate;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import java.nio.file.Path;
import java.util.Locale;

/** Reads the first pictures of a Y4M or MP4 file into memory, before any clock starts. */
public final class Pictures {
    private static final long MOST_BYTES = 160L << 20;
    private static final FrameRate UNTOLD = FrameRate.of(25);

    private Pictures() {
    }

    /**
     * Reads a file.
     *
     * @param path of a .y4m or .mp4 file.
     * @return its beginning, as much as fits into memory.
     * @throws io.penstock.error.EngineException if it is neither Y4M nor MP4, or damaged.
     */
    public static RawClip read(final Path path) {
        final String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".y4m")) {
            return beginning(path);
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
        return inMemory(Mp4Clip.decodeVideo(path, most));
    }

    private static RawClip beginning(final Path path) {
        try {
            return RawClip.beginning(path, MOST_BYTES);
        } catch (final EngineException e) {
            if (e.category() == EngineException.Category.RESOURCE) {
                throw new ConfigurationException("--video " + path + ": " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private static RawClip inMemory(final Mp4Clip decoded) {
        final VideoFormat format = decoded.video().rate().numerator() == 0 ? decoded.video().at(UNTOLD) : decoded.video();
        final RawClip clip = new RawClip(format, Mp4Clip.MAX_BYTES);
        for (int i = 0; i < decoded.frames(); i++) {
            clip.add(decoded.frame(i));
        }
        return clip;
    }
}
