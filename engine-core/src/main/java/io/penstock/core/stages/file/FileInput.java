package io.penstock.core.stages.file;

import io.penstock.error.EngineException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a regular file through a small buffer; knows where it is and how much there is. Allocates nothing after it was opened. */
final class FileInput implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 15;

    private final String type;
    private final Path path;
    private final RandomAccessFile file;
    private final long length;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    /** Place in the file of the first byte in the buffer. */
    private long bufferAt;
    private int index;
    private int limit;

    private FileInput(final String type, final Path path, final RandomAccessFile file, final long length) {
        this.type = type;
        this.path = path;
        this.file = file;
        this.length = length;
    }

    static FileInput open(final String type, final Path path) {
        if (!Files.isRegularFile(path)) {
            throw new EngineException(EngineException.Category.IO, type + ": " + path
                + (Files.exists(path) ? " is not a regular file" : " does not exist"));
        }
        try {
            final RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
            return new FileInput(type, path, file, file.length());
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, type + ": cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** What messages begin with. */
    String name() {
        return type + " " + path;
    }

    /** Bytes of the file when it was opened. */
    long length() {
        return length;
    }

    long position() {
        return bufferAt + index;
    }

    void seek(final long position) {
        if (position >= bufferAt && position <= bufferAt + limit) {
            index = (int) (position - bufferAt);
        } else {
            bufferAt = position;
            index = 0;
            limit = 0;
        }
    }

    /** The next byte, −1 at the end. */
    int read() {
        return index < limit || fill() ? buffer[index++] & 0xFF : -1;
    }

    /** Reads as much as there is, up to {@code n}. */
    int read(final byte[] to, final int at, final int n) {
        int done = Math.min(n, limit - index);
        System.arraycopy(buffer, index, to, at, done);
        index += done;
        try {
            while (done < n) {
                final int wanted = n - done;
                if (wanted < BUFFER_BYTES) {
                    if (!fill()) {
                        break;
                    }
                    final int part = Math.min(wanted, limit);
                    System.arraycopy(buffer, 0, to, at + done, part);
                    index = part;
                    done += part;
                } else {
                    final long from = position();
                    file.seek(from);
                    final int part = file.read(to, at + done, wanted);
                    if (part <= 0) {
                        break;
                    }
                    done += part;
                    bufferAt = from + part;
                    index = 0;
                    limit = 0;
                }
            }
            return done;
        } catch (final IOException e) {
            throw failed(e);
        }
    }

    private boolean fill() {
        try {
            bufferAt += index;
            index = 0;
            limit = 0;
            file.seek(bufferAt);
            limit = Math.max(0, file.read(buffer, 0, BUFFER_BYTES));
            return limit > 0;
        } catch (final IOException e) {
            throw failed(e);
        }
    }

    private EngineException failed(final IOException e) {
        return new EngineException(EngineException.Category.IO, type + ": cannot read " + path + ": " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (final IOException e) {
            throw failed(e);
        }
    }
}
