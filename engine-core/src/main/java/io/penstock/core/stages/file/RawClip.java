package io.penstock.core.stages.file;

import io.penstock.error.EngineException;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Pictures held in memory, to be played by {@link RawClipSource}: a clip that was read or decoded before a clock starts.
 *
 * <p>Bounded: by default to half of the largest heap. Filled on one thread, then handed over; several sources may play one clip at a time.
 */
public final class RawClip {
    private final VideoFormat format;
    private final long mostBytes;
    private final List<byte[]> pictures = new ArrayList<>();

    /**
     * An empty clip that may take up half of the largest heap.
     *
     * @param format format of its pictures: I420 or RGB24 at a rate that is not variable.
     */
    public RawClip(final VideoFormat format) {
        this(format, Runtime.getRuntime().maxMemory() / 2);
    }

    /**
     * An empty clip.
     *
     * @param format    format of its pictures: I420 or RGB24 at a rate that is not variable.
     * @param mostBytes most memory that it may take up.
     * @throws EngineException of category CONFIGURATION for another format.
     */
    public RawClip(final VideoFormat format, final long mostBytes) {
        if (format.layout() != PixelLayout.I420 && format.layout() != PixelLayout.RGB24 || format.rate().numerator() == 0) {
            throw new EngineException(EngineException.Category.CONFIGURATION, "clip: found " + format.describe()
                + "; accepted is i420 or rgb24 at a rate that is not variable");
        }
        this.format = format;
        this.mostBytes = mostBytes;
    }

    /**
     * Reads a Y4M file.
     *
     * @param y4m the file.
     * @return all its pictures.
     * @throws EngineException if it cannot be read, is no Y4M, or does not fit into half of the largest heap.
     */
    public static RawClip read(final Path y4m) {
        return read(y4m, Runtime.getRuntime().maxMemory() / 2, false);
    }

    /**
     * Reads the beginning of a Y4M file: as many pictures as there is room for.
     *
     * @param y4m       the file.
     * @param mostBytes most memory that they may take up.
     * @return its first pictures, or all.
     * @throws EngineException if it cannot be read, is no Y4M, or there is no room for one picture.
     */
    public static RawClip beginning(final Path y4m, final long mostBytes) {
        return read(y4m, mostBytes, true);
    }

    private static RawClip read(final Path y4m, final long mostBytes, final boolean beginning) {
        try (Y4mPictures in = Y4mPictures.open(y4m, false)) {
            final RawClip clip = new RawClip(in.format(), mostBytes);
            byte[] picture = clip.next();
            while (in.read(clip.size(), picture, 0)) {
                clip.pictures.add(picture);
                if (beginning && !clip.hasRoom()) {
                    break;
                }
                picture = clip.next();
            }
            return clip;
        }
    }

    /**
     * Copies a picture to the end of the clip.
     *
     * @param picture a frame of {@link #format()}.
     * @throws EngineException of category RESOURCE if the clip is full, of category CODEC if the frame is too short.
     */
    public void add(final Frame picture) {
        requireWhole(picture.length());
        final byte[] copy = next();
        picture.buffer().getBytes(0, copy, 0, copy.length);
        pictures.add(copy);
    }

    /**
     * Puts a picture at the end of the clip.
     *
     * @param picture the bytes of a frame of {@link #format()}; taken, not copied: nobody may change them any more.
     * @throws EngineException of category RESOURCE if the clip is full, of category CODEC if they are too few.
     */
    public void add(final byte[] picture) {
        requireWhole(picture.length);
        requireRoom();
        pictures.add(picture);
    }

    private void requireWhole(final int bytes) {
        if (bytes < format.frameBytes()) {
            throw new EngineException(EngineException.Category.CODEC, "clip: a picture of " + bytes + " bytes; " + format.describe() + " has "
                + format.frameBytes());
        }
    }

    private boolean hasRoom() {
        return (pictures.size() + 1L) * format.frameBytes() <= mostBytes;
    }

    private void requireRoom() {
        if (!hasRoom()) {
            throw new EngineException(EngineException.Category.RESOURCE, "clip: " + (pictures.size() + 1) + " pictures of " + format.describe()
                + " need more than the " + (mostBytes >> 20) + " MiB allowed; play from the file, use a shorter clip, or give more with -Xmx");
        }
    }

    private byte[] next() {
        requireRoom();
        return new byte[format.frameBytes()];
    }

    /**
     * Format of its pictures.
     *
     * @return the format.
     */
    public VideoFormat format() {
        return format;
    }

    /**
     * How many pictures there are.
     *
     * @return the count.
     */
    public int size() {
        return pictures.size();
    }

    /**
     * Copies a picture out.
     *
     * @param index 0 to {@link #size()} − 1.
     * @param to    receives {@link VideoFormat#frameBytes()} bytes.
     * @param at    where to write.
     * @throws IndexOutOfBoundsException if there is no such picture, or no room for it.
     */
    public void copy(final int index, final byte[] to, final int at) {
        System.arraycopy(pictures.get(index), 0, to, at, format.frameBytes());
    }

    /** Copies a picture out; false past the end unless looped. */
    boolean read(final long index, final boolean loop, final byte[] to, final int at) {
        if (pictures.isEmpty() || index >= pictures.size() && !loop) {
            return false;
        }
        System.arraycopy(pictures.get((int) (index % pictures.size())), 0, to, at, format.frameBytes());
        return true;
    }
}
