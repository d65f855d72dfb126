package io.penstock.core.stages.file;

import io.penstock.error.EngineException;
import io.penstock.frame.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes a file through a buffer and can correct what was written. Allocates nothing after it was opened. */
final class FileOutput implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 17;

    private final String type;
    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer patch = ByteBuffer.allocateDirect(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private FileOutput(final String type, final Path path, final FileChannel channel) {
        this.type = type;
        this.path = path;
        this.channel = channel;
    }

    static FileOutput create(final String type, final Path path) {
        try {
            return new FileOutput(type, path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
        } catch (final IOException e) {
            throw failed(type, path, e);
        }
    }

    void write(final byte[] from, final int at, final int n) {
        int done = 0;
        while (done < n) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            final int part = Math.min(buffer.remaining(), n - done);
            buffer.put(from, at + done, part);
            done += part;
        }
    }

    void write(final byte[] from) {
        write(from, 0, from.length);
    }

    void writeZeros(final long n) {
        for (long i = 0; i < n; i++) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            buffer.put((byte) 0);
        }
    }

    void write(final Frame frame) {
        if (frame.hasArray()) {
            write(frame.array(), frame.arrayOffset(), frame.length());
            return;
        }
        final int n = frame.length();
        int done = 0;
        while (done < n) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            final int part = Math.min(buffer.remaining(), n - done);
            frame.buffer().getBytes(done, buffer, part);
            done += part;
        }
    }

    /** Gives what is buffered to the operating system. */
    void flush() {
        buffer.flip();
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (final IOException e) {
            throw failed(type, path, e);
        } finally {
            buffer.clear();
        }
    }

    /** Overwrites four bytes that were flushed before, little-endian. */
    void patchInt(final long at, final int value) {
        patch.clear();
        patch.putInt(0, value);
        try {
            int done = 0;
            while (patch.hasRemaining()) {
                done += channel.write(patch, at + done);
            }
        } catch (final IOException e) {
            throw failed(type, path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (final IOException e) {
            throw failed(type, path, e);
        }
    }

    private static EngineException failed(final String type, final Path path, final IOException e) {
        return new EngineException(EngineException.Category.IO, type + ": cannot write " + path + ": " + e, e);
    }
}
