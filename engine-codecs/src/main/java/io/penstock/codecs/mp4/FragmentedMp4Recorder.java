package io.penstock.codecs.mp4;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FrameRate;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Records H.264 and Opus into a fragmented MP4 file (ISO/IEC 14496-12 8.8): what was written can be played although the recording never ended.
 * Every 200 ms a fragment goes into the file with one write, so that a killed process loses no more than that.
 *
 * <p>A recorder hands out a sink for each track as {@link Mp4Recorder} does, or a {@link FragmentedTrack} to those who have frames without a
 * graph. All tracks are asked for before the first fragment, since the index of tracks stands at the beginning; a track may start as late as it
 * likes, pause, and change the size of its pictures (sample entry avc3: parameter sets travel with the key frames). Times are kept: a gap stays
 * one.
 * <pre>{@code
 * FragmentedMp4Recorder file = FragmentedMp4Recorder.to(Path.of("hearing.mp4"));
 * encodedVideo.to("rec-video", file.video());
 * encodedAudio.to("rec-audio", file.audio());
 * }</pre>
 * The file ends when the last sink closes, or with {@link #close}. Thread-safe; sinks are for their graphs' threads. Writing is done on the
 * thread that brings a fragment to its end.
 */
public final class FragmentedMp4Recorder implements AutoCloseable {
    private static final int MAX_FRAGMENT_BYTES = 1 << 20;
    private static final int MAX_TITLE = 1000;
    private static final int CHAPTER_TIMESCALE = 1000;
    private static final long CHAPTER_NS = 1_000_000L;
    private static final byte[] NONE = {};

    private final Path path;
    private final FileChannel channel;
    private final long fragmentNs;
    private final boolean force;
    private final FragmentSeal seal;
    private final FragmentSamples chapters;
    private final List<FragmentedTrack> tracks = new ArrayList<>();
    private final BoxWriter out = new BoxWriter();
    private ByteBuffer view = ByteBuffer.wrap(NONE);
    private long originNs;
    private boolean hasOrigin;
    private boolean begun;
    private boolean waiting;
    private long oldestNs;
    private int pendingBytes;
    private long lastChapterNs = Long.MIN_VALUE;
    private int openSinks;
    private boolean finished;
    private long fragments;
    private long bytes;

    private FragmentedMp4Recorder(final Path path, final FileChannel channel, final FragmentedMp4Config config) {
        this.path = path;
        this.channel = channel;
        fragmentNs = config.fragmentNs;
        force = config.force;
        seal = config.seal;
        hasOrigin = config.startNs != FragmentedMp4Config.AT_FIRST_FRAME;
        originNs = config.startNs;
        chapters = config.chapters ? new FragmentSamples(1, CHAPTER_TIMESCALE, false) : null;
    }

    /**
     * Creates a file, or empties it.
     *
     * @param path the file.
     * @return the recorder.
     * @throws EngineException if it cannot be written.
     */
    public static FragmentedMp4Recorder to(final Path path) {
        return to(path, new FragmentedMp4Config());
    }

    /**
     * Creates a file, or empties it.
     *
     * @param path   the file.
     * @param config how to write it.
     * @return the recorder.
     * @throws EngineException if it cannot be written.
     */
    public static FragmentedMp4Recorder to(final Path path, final FragmentedMp4Config config) {
        try {
            return new FragmentedMp4Recorder(path, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE), config);
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "mp4: cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * A sink for a track of pictures.
     *
     * @return a new sink for H.264.
     * @throws EngineException if the first fragment is written already.
     */
    public Sink video() {
        return new FragmentSink(sinkTrack(new EncodedFormat(CodecId.H264, VideoFormat.i420(640, 360, FrameRate.VARIABLE), 1 << 20)));
    }

    /**
     * A sink for a track of sound.
     *
     * @return a new sink for Opus.
     * @throws EngineException if the first fragment is written already.
     */
    public Sink audio() {
        return new FragmentSink(sinkTrack(EncodedFormat.of(CodecId.OPUS, new AudioFormat(48_000, 2, SampleType.S16, 960))));
    }

    private synchronized FragmentedTrack sinkTrack(final EncodedFormat format) {
        final FragmentedTrack track = track(format);
        openSinks++;
        return track;
    }

    /**
     * A track to write frames to without a graph.
     *
     * @param format H.264 or Opus.
     * @return the track.
     * @throws ConfigurationException if it is of another codec.
     * @throws EngineException        if the first fragment is written already.
     */
    public synchronized FragmentedTrack track(final EncodedFormat format) {
        if (!format.codec().equals(CodecId.H264) && !format.codec().equals(CodecId.OPUS)) {
            throw new ConfigurationException("mp4: fragmented files take H.264 and Opus, found " + format.describe());
        }
        if (begun || finished) {
            throw new EngineException(EngineException.Category.STATE, "mp4: " + path + " is being written; ask for all tracks before the first"
                + " frame: a track that is silent until later costs nothing");
        }
        final FragmentedTrack track = new FragmentedTrack(this, tracks.size() + (chapters == null ? 1 : 2), format);
        tracks.add(track);
        return track;
    }

    /**
     * Marks where a chapter begins; players show the marks, and {@code ffprobe -show_chapters}. Marks from before the last one, or before the
     * start of the file, are moved there. Those that come before any frame are written with the first.
     *
     * @param title what it is called; cut after 1000 characters.
     * @param atNs  when, time of the frames' clock.
     * @param nowNs now.
     * @throws EngineException if the file is recorded without chapters or cannot be written.
     */
    public synchronized void chapter(final String title, final long atNs, final long nowNs) {
        if (chapters == null) {
            throw new EngineException(EngineException.Category.STATE, "mp4: " + path + " has no chapters; ask for them in the configuration");
        }
        if (!finished) {
            mark(title, Math.max(Math.max(atNs, lastChapterNs + CHAPTER_NS), hasOrigin ? originNs : Long.MIN_VALUE), nowNs);
        }
    }

    private void mark(final String title, final long atNs, final long nowNs) {
        lastChapterNs = atNs;
        final byte[] sample = FragmentHead.chapter(title.substring(0, Math.min(MAX_TITLE, title.length())));
        chapters.room(sample.length);
        System.arraycopy(sample, 0, chapters.data, chapters.length, sample.length);
        chapters.add(sample.length, atNs, CHAPTER_NS, true);
        if (begun) {
            added(nowNs);
        }
    }

    /** Whether frames of a time belong into this file. */
    boolean takes(final long ptsNs) {
        return !finished && !(hasOrigin && ptsNs < originNs);
    }

    /** Ends the fragment before a frame that would make it too long or too large. */
    void cutBefore(final FragmentSamples next, final long ptsNs, final long nowNs) {
        final boolean tooLong = nowNs - oldestNs >= fragmentNs || next.count > 0 && ptsNs - next.firstNs >= fragmentNs;
        if (waiting && (tooLong || pendingBytes >= MAX_FRAGMENT_BYTES)) {
            cut();
        }
    }

    /** A sample was added. */
    void added(final long nowNs) {
        if (!waiting) {
            waiting = true;
            oldestNs = nowNs;
        }
        pendingBytes = chapters == null ? 0 : chapters.length;
        for (int i = 0; i < tracks.size(); i++) {
            pendingBytes += tracks.get(i).samples.length;
        }
    }

    /**
     * Writes the frames that have waited for the length of a fragment, where no further frame came to do so.
     *
     * @param nowNs now, on the clock that frames are written with.
     * @return when to call again; {@link Long#MAX_VALUE} if nothing waits.
     * @throws EngineException if the file cannot be written.
     */
    public synchronized long tick(final long nowNs) {
        if (waiting && nowNs - oldestNs >= fragmentNs) {
            cut();
        }
        return waiting ? oldestNs + fragmentNs : Long.MAX_VALUE;
    }

    /**
     * Writes all frames that wait.
     *
     * @throws EngineException if the file cannot be written.
     */
    public synchronized void flush() {
        if (waiting) {
            cut();
        }
    }

    private void cut() {
        waiting = false;
        pendingBytes = 0;
        if (finished) {
            return;
        }
        out.reset();
        begin();
        final int moof = out.size();
        final int box = out.begin("moof");
        final int mfhd = out.begin("mfhd", 0, 0);
        out.u32(++fragments);
        out.end(mfhd);
        if (chapters != null && chapters.count > 0) {
            chapters.write(out, originNs);
        }
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).samples.count > 0) {
                tracks.get(i).samples.write(out, originNs);
            }
        }
        out.end(box);
        final int mdat = out.begin("mdat");
        if (chapters != null && chapters.count > 0) {
            data(chapters, moof);
        }
        for (int i = 0; i < tracks.size(); i++) {
            if (tracks.get(i).samples.count > 0) {
                data(tracks.get(i).samples, moof);
            }
        }
        out.end(mdat);
        seal(FragmentSeal.Part.FRAGMENT, moof, out.size());
        write();
    }

    private void data(final FragmentSamples samples, final int moof) {
        samples.dataAt(out, out.size() - moof);
        out.bytes(samples.data, 0, samples.length);
        samples.clear();
    }

    private void begin() {
        if (begun) {
            return;
        }
        begun = true;
        if (!hasOrigin) {
            hasOrigin = true;
            originNs = tracks.stream().mapToLong(t -> t.samples.earliestNs()).min().orElse(Long.MAX_VALUE);
            if (originNs == Long.MAX_VALUE) {
                originNs = chapters == null || chapters.count == 0 ? 0 : chapters.earliestNs();
            }
        }
        FragmentHead.write(out, tracks, chapters, seal == null ? NONE : seal.metadata());
        seal(FragmentSeal.Part.HEAD, 0, out.size());
    }

    private void seal(final FragmentSeal.Part part, final int from, final int to) {
        if (seal != null) {
            out.bytes(seal.seal(part, out.array(), from, to));
        }
    }

    private void write() {
        if (view.array() != out.array()) {
            view = ByteBuffer.wrap(out.array());
        }
        view.position(0).limit(out.size());
        try {
            while (view.hasRemaining()) {
                channel.write(view);
            }
            if (force) {
                channel.force(false);
            }
            bytes += out.size();
        } catch (final IOException e) {
            finished = true;
            close(channel);
            throw new EngineException(EngineException.Category.IO, "mp4: cannot write " + path + ", of which " + bytes + " bytes are good: "
                + e.getMessage(), e);
        }
    }

    private static void close(final FileChannel channel) {
        try {
            channel.close();
        } catch (final IOException ignored) {
            // The write before has failed, and says so.
            return;
        }
    }

    synchronized void sinkClosed() {
        if (--openSinks == 0) {
            close();
        }
    }

    /**
     * Fragments written.
     *
     * @return count.
     */
    public synchronized long fragments() {
        return fragments;
    }

    /**
     * Bytes written.
     *
     * @return size of the file.
     */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Writes what waits and ends the file, with a chapter {@code end} if it has chapters. Frames that come later are not written.
     *
     * @throws EngineException if the file cannot be written.
     */
    @Override
    public synchronized void close() {
        if (finished) {
            return;
        }
        if (lastChapterNs != Long.MIN_VALUE) {
            // Players take a chapter to last until the next.
            mark("end", Math.max(lastChapterNs + CHAPTER_NS, tracks.stream().mapToLong(FragmentedTrack::endNs).max().orElse(0)), oldestNs);
        }
        if (waiting) {
            cut();
        }
        out.reset();
        begin();
        seal(FragmentSeal.Part.END, out.size(), out.size());
        write();
        finished = true;
        try {
            channel.close();
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "mp4: cannot finish " + path + ": " + e.getMessage(), e);
        }
    }
}
