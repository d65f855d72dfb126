package io.penstock.core.stages.file;

import io.penstock.error.CodecException;
import io.penstock.format.VideoFormat;
import java.nio.file.Path;

/** Reads pictures of a Y4M file by number, forwards; any number of times round if looped. Allocates nothing after it was opened. */
final class Y4mPictures implements AutoCloseable {
    private final FileInput in;
    private final VideoFormat format;
    private final boolean loop;
    private final long firstAt;
    /** Number of the picture that was read or passed last, and where its bytes lie. */
    private long current = -1;
    private long currentAt;
    /** Number of the first picture of this round. */
    private long roundFrom;
    private boolean truncated;

    private Y4mPictures(final FileInput in, final VideoFormat format, final boolean loop) {
        this.in = in;
        this.format = format;
        this.loop = loop;
        firstAt = in.position();
    }

    static Y4mPictures open(final Path path, final boolean loop) {
        final FileInput in = FileInput.open("y4m", path);
        try {
            final VideoFormat format = Y4mHeader.read(in);
            if (in.length() - in.position() < format.frameBytes()) {
                // also what keeps a header that lies from making anyone allocate
                throw new CodecException(in.name() + ": has " + (in.length() - in.position()) + " bytes behind its header; one picture of "
                    + format.describe() + " has " + format.frameBytes());
            }
            return new Y4mPictures(in, format, loop);
        } catch (final RuntimeException e) {
            in.close();
            throw e;
        }
    }

    VideoFormat format() {
        return format;
    }

    /** Whether the file was found to end in the middle of a picture; that picture does not count. */
    boolean isTruncated() {
        return truncated;
    }

    /**
     * Reads a picture.
     *
     * @param wanted its number, not below that of the picture before.
     * @return false if the recording ends before it.
     */
    boolean read(final long wanted, final byte[] to, final int at) {
        while (current < wanted) {
            if (findNext()) {
                current++;
                currentAt = in.position();
                in.seek(currentAt + format.frameBytes());
            } else if (loop && current >= roundFrom) {
                final long count = current + 1 - roundFrom;
                roundFrom += Math.max(1, (wanted - roundFrom) / count) * count;
                current = roundFrom - 1;
                in.seek(firstAt);
            } else {
                return false;
            }
        }
        in.seek(currentAt);
        return in.read(to, at, format.frameBytes()) == format.frameBytes();
    }

    private boolean findNext() {
        if (!Y4mHeader.frameLine(in)) {
            return false;
        }
        truncated |= in.length() - in.position() < format.frameBytes();
        return in.length() - in.position() >= format.frameBytes();
    }

    @Override
    public void close() {
        in.close();
    }
}
