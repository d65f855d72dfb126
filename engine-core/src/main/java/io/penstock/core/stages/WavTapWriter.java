package io.penstock.core.stages;

import io.penstock.clock.MediaClock;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes the sound of an edge to a WAV file (PCM or IEEE float, little endian): a {@link FrameTap.Observer}.
 *
 * <p>It writes what passes, one frame after the other: what is missing is missing in the file too. The sizes in the header are set when the tap
 * is switched off. A file ends before 4 GiB, the most that the header can say; so it does when the format changes. Writing allocates nothing.
 */
public final class WavTapWriter implements FrameTap.Observer {
    private static final int HEADER = 44;
    private static final long MAX_DATA = 0xFFFF_FFFFL - HEADER;
    private static final int TAG_PCM = 1;
    private static final int TAG_FLOAT = 3;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private AudioFormat format;
    private boolean ended;
    private long dataBytes;

    private WavTapWriter(final FileChannel file) {
        this.file = file;
    }

    /**
     * A WAV file.
     *
     * @param file replaced if it exists.
     * @return the writer.
     * @throws EngineException of category IO if the file cannot be made.
     */
    public static WavTapWriter to(final Path file) {
        try {
            return new WavTapWriter(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE));
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "wav " + file + " cannot be made: " + e, e);
        }
    }

    @Override
    public void onFormat(final Format passing, final MediaClock clock) {
        if (!(passing instanceof AudioFormat sound)) {
            throw new ConfigurationException("wav takes raw sound, and this edge carries " + passing.describe());
        }
        if (format == null) {
            format = sound;
            buffer.position(HEADER);
        } else {
            ended |= sound.sampleRateHz() != format.sampleRateHz() || sound.channels() != format.channels()
                || sound.sampleType() != format.sampleType();
        }
    }

    @Override
    public void onFrame(final Frame frame) throws IOException {
        final int length = frame.length();
        if (ended || dataBytes + length > MAX_DATA) {
            ended = true;
            return;
        }
        for (int at = 0; at < length; ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            final int part = Math.min(buffer.remaining(), length - at);
            frame.buffer().getBytes(at, buffer, part);
            at += part;
        }
        dataBytes += length;
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            if (format == null) {
                return;
            }
            flush();
            final int frameBytes = format.channels() * format.sampleType().bytes();
            buffer.put(new byte[] {'R', 'I', 'F', 'F'}).putInt((int) (HEADER - 8 + dataBytes)).put(new byte[] {'W', 'A', 'V', 'E'})
                .put(new byte[] {'f', 'm', 't', ' '}).putInt(16)
                .putShort((short) (format.sampleType() == SampleType.F32 ? TAG_FLOAT : TAG_PCM)).putShort((short) format.channels())
                .putInt(format.sampleRateHz()).putInt(format.sampleRateHz() * frameBytes).putShort((short) frameBytes)
                .putShort((short) (format.sampleType().bytes() * 8)).put(new byte[] {'d', 'a', 't', 'a'}).putInt((int) dataBytes).flip();
            file.position(0);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }
    }
}
