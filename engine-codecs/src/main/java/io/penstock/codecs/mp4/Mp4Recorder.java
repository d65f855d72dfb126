package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Records H.264 and Opus or AAC into an MP4 file that FFmpeg, browsers and players read.
 *
 * <p>A recorder hands out one sink for each track; they may belong to different graphs, and the times of their frames, which are those of one
 * engine's clock, keep them together. The index is written when the last sink closes.
 * <pre>{@code
 * Mp4Recorder file = Mp4Recorder.to(Path.of("call.mp4"));
 * encodedVideo.to("rec-video", file.video());
 * encodedAudio.to("rec-audio", file.audio());
 * }</pre>
 * Pictures are recorded from the first key frame on. A file whose recorder was never closed has no index and cannot be played. Opus from a
 * packet in the middle of a call starts without pre-skip. If the size of the pictures changes, the new parameter sets stay within the stream.
 *
 * <p>Sinks are for their graphs' threads; the recorder itself is thread-safe. Writing happens on the graph's thread, buffered.
 */
public final class Mp4Recorder {
    private static final int BUFFER_BYTES = 1 << 18;
    private static final byte[] HEAD = new BoxWriter().u32(24).text("ftypisom").u32(512).text("isommp42").u32(1).text("mdat").u64(16)
        .toArray();
    private static final int MDAT_SIZE_OFFSET = 32;
    private static final int MDAT_OFFSET = 24;

    private final Path path;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private final List<WrittenTrack> tracks = new ArrayList<>();
    private long position;
    private int open;
    private boolean finished;
    private byte[] converted = {};

    private Mp4Recorder(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates a file, or empties it.
     *
     * @param path the file.
     * @return the recorder.
     * @throws EngineException if it cannot be written.
     */
    public static Mp4Recorder to(final Path path) {
        try {
            final Mp4Recorder recorder = new Mp4Recorder(path, FileChannel.open(path, StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE));
            recorder.append(HEAD, 0, HEAD.length);
            return recorder;
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "mp4: cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * A sink for a track of pictures.
     *
     * @return a new sink for H.264.
     */
    public Sink video() {
        return sink(CodecId.H264);
    }

    /**
     * A sink for a track of sound.
     *
     * @return a new sink for Opus, and for AAC with ADTS headers.
     */
    public Sink audio() {
        return sink(CodecId.OPUS, CodecId.AAC);
    }

    /**
     * A sink for a track of whatever comes.
     *
     * @return a new sink for H.264, Opus and AAC.
     */
    public Sink track() {
        return sink(CodecId.H264, CodecId.OPUS, CodecId.AAC);
    }

    private synchronized Sink sink(final CodecId... codecs) {
        if (finished) {
            throw new EngineException(EngineException.Category.STATE, "mp4: " + path + " is already finished");
        }
        open++;
        return new TrackSink(this, codecs);
    }

    private synchronized WrittenTrack start(final EncodedFormat format) {
        final WrittenTrack track = new WrittenTrack(format);
        tracks.add(track);
        return track;
    }

    /** Whether it was written. */
    private synchronized boolean write(final WrittenTrack track, final byte[] a, final int from, final int length, final long ptsNs,
        final boolean key) throws IOException {
        if (finished || !track.accept(a, from, from + length, key)) {
            return false;
        }
        if (track.isVideo()) {
            // Start codes of three bytes become lengths of four.
            final int most = length + length / 3 + 4;
            if (converted.length < most) {
                converted = new byte[most];
            }
            final int size = AnnexB.toLengths(a, from, from + length, track.sps, track.pps, converted);
            if (size > 0) {
                track.add(position, size, ptsNs, key);
                append(converted, 0, size);
            }
            return size > 0;
        }
        final int header = track.aac == null ? 0 : (a[from + 1] & 1) == 0 ? 9 : 7;
        if (length <= header) {
            return false;
        }
        track.add(position, length - header, ptsNs, true);
        append(a, from + header, length - header);
        return true;
    }

    private void append(final byte[] a, final int from, final int length) throws IOException {
        int at = from;
        int left = length;
        while (left > 0) {
            if (!buffer.hasRemaining()) {
                drain();
            }
            final int n = Math.min(left, buffer.remaining());
            buffer.put(a, at, n);
            at += n;
            left -= n;
        }
        position += length;
    }

    private void drain() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private synchronized void closed() {
        if (--open > 0 || finished) {
            return;
        }
        finished = true;
        try (channel) {
            final long end = position;
            tracks.removeIf(t -> t.count == 0);
            final byte[] index = MovieIndex.of(tracks);
            append(index, 0, index.length);
            drain();
            final ByteBuffer size = ByteBuffer.allocate(8).putLong(end - MDAT_OFFSET).flip();
            channel.write(size, MDAT_SIZE_OFFSET);
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "mp4: cannot finish " + path + ": " + e.getMessage(), e);
        }
    }

    private static final class TrackSink implements Sink {
        private final Mp4Recorder recorder;
        private final StageSpec spec;
        private WrittenTrack track;
        private Counter dropped;
        private byte[] flat = {};
        private boolean closed;

        TrackSink(final Mp4Recorder recorder, final CodecId... codecs) {
            this.recorder = recorder;
            spec = StageSpec.sink("mp4", EncodedSpec.of(codecs)).build();
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext context) {
            dropped = context.counter("dropped.unrecordable");
            track = recorder.start((EncodedFormat) context.inputFormat(0));
        }

        @Override
        public void onFrame(final Frame in) throws IOException {
            final byte[] a;
            final int from;
            if (in.hasArray()) {
                a = in.array();
                from = in.arrayOffset();
            } else {
                if (flat.length < in.length()) {
                    flat = new byte[in.length()];
                }
                in.buffer().getBytes(0, flat, 0, in.length());
                a = flat;
                from = 0;
            }
            boolean written = false;
            if (in.length() > 0 && !in.has(FrameFlags.GAP)) {
                try {
                    written = recorder.write(track, a, from, in.length(), in.ptsNs(), in.has(FrameFlags.KEYFRAME));
                } catch (final CodecException e) {
                    dropped.increment();
                    throw e;
                }
            }
            if (!written) {
                dropped.increment();
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                recorder.closed();
            }
        }
    }
}
