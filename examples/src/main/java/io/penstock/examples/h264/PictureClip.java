package io.penstock.examples.h264;

import io.penstock.codecs.mp4.Mp4Clip;
import io.penstock.core.stages.file.RawClip;
import io.penstock.core.stages.file.Y4mSource;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.stage.OutputPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Pictures of a file in memory, so that reading them takes no part in what is measured.
 *
 * @param format   I420 at a rate that is not variable.
 * @param pictures planes one after the other.
 */
record PictureClip(VideoFormat format, List<byte[]> pictures) {
    /** 3100 pictures of 640x360. */
    private static final long MOST_BYTES = 1L << 30;

    /**
     * Reads a file that ends with {@code .y4m} or {@code .mp4}.
     *
     * @param most pictures to read at most, positive.
     * @throws EngineException if it cannot be read, is damaged, or holds something else.
     */
    static PictureClip read(final Path file, final int most) {
        if (!Files.isRegularFile(file)) {
            throw new EngineException(EngineException.Category.IO, file + (Files.exists(file) ? " is not a regular file" : " does not exist"));
        }
        final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".mp4")) {
            final Mp4Clip clip = Mp4Clip.decodeVideo(file, most);
            final List<byte[]> pictures = new ArrayList<>();
            for (int i = 0; i < clip.frames(); i++) {
                pictures.add(clip.frame(i));
            }
            return new PictureClip(clip.video(), pictures);
        }
        if (!name.endsWith(".y4m")) {
            throw new ConfigurationException(file + ": accepted are files that end with .y4m or .mp4");
        }
        final RawClip clip = RawClip.beginning(file, Math.min(MOST_BYTES, most * (long) pictureBytes(file)));
        final List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < Math.min(most, clip.size()); i++) {
            final byte[] picture = new byte[clip.format().frameBytes()];
            clip.copy(i, picture, 0);
            pictures.add(picture);
        }
        if (clip.format().layout() != PixelLayout.I420) {
            throw new ConfigurationException(file + ": found " + clip.format().describe() + ", accepted is i420");
        }
        return new PictureClip(clip.format(), pictures);
    }

    /** Of each picture of a Y4M file, so that no more of a long one is read than is asked for. */
    private static int pictureBytes(final Path y4m) {
        return Y4mSource.of(y4m).spec().outputs().get(0).rule() instanceof OutputPort.Offers offers
            && offers.formats().first().orElseThrow() instanceof VideoFormat video ? video.frameBytes() : 1;
    }

    int rateNumerator() {
        return format.rate().numerator() == 0 ? 25 : format.rate().numerator();
    }

    int rateDenominator() {
        return format.rate().numerator() == 0 ? 1 : format.rate().denominator();
    }

    /** How long the pictures are shown. */
    double seconds() {
        return pictures.size() * (double) rateDenominator() / rateNumerator();
    }
}
