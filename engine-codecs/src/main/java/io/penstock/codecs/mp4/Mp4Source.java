package io.penstock.codecs.mp4;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Plays a track of an MP4 file as encoded frames: H.264 access units with parameter sets before key frames, AAC with ADTS headers, or Opus
 * packets.
 *
 * <p>Live (the default), a frame comes when it is due, measured from the first poll; otherwise as fast as the graph takes them. Frames come in
 * decoding order, {@code ptsNs} says when each is shown. The file is opened when the source is made, and read on the graph's thread, a frame at
 * a time; see {@link Mp4Clip} where reading and decoding must be over before the clock starts.
 */
public final class Mp4Source implements Source {
    private final Mp4File file;
    private final Mp4Track track;
    private final StageSpec spec;
    private boolean live = true;
    private boolean loop;
    private int first;
    private StageContext context;
    private int next;
    private long round;
    private long startNs;
    private boolean started;
    private boolean ended;

    private Mp4Source(final Path path, final MediaKind kind) {
        file = Mp4File.open(path);
        try {
            track = file.track(kind).orElseThrow(() -> new ConfigurationException("mp4: " + path + " has no "
                + (kind == MediaKind.AUDIO ? "sound" : "video") + " track"));
            spec = StageSpec.source("mp4", FormatSpec.of(track.format())).wakesItself().build();
        } catch (final RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * The pictures of a file.
     *
     * @param path the file.
     * @return the source.
     * @throws io.penstock.error.EngineException if it cannot be read, is damaged, or has no H.264 track.
     */
    public static Mp4Source video(final Path path) {
        return new Mp4Source(path, MediaKind.VIDEO);
    }

    /**
     * The sound of a file.
     *
     * @param path the file.
     * @return the source.
     * @throws io.penstock.error.EngineException if it cannot be read, is damaged, or has no AAC or Opus track.
     */
    public static Mp4Source audio(final Path path) {
        return new Mp4Source(path, MediaKind.AUDIO);
    }

    /**
     * Puts frames out as fast as the graph takes them.
     *
     * @return this.
     */
    public Mp4Source asFastAsPossible() {
        live = false;
        return this;
    }

    /**
     * Starts again at the end, for ever.
     *
     * @return this.
     */
    public Mp4Source loop() {
        loop = true;
        return this;
    }

    /**
     * Starts at the last key frame at a time or before it.
     *
     * @param time from the start of the file.
     * @return this.
     */
    public Mp4Source from(final Duration time) {
        first = track.keyframeAt(time.toNanos());
        return this;
    }

    /**
     * What it plays.
     *
     * @return the track.
     */
    public Mp4Track track() {
        return track;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        next = first;
    }

    @Override
    public int poll(final Output out, final int limit) {
        if (ended) {
            return 0;
        }
        final long now = context.clock().nanoTime();
        if (!started) {
            started = true;
            startNs = now;
        }
        int done = 0;
        while (done < limit) {
            if (next >= track.samples() && !rewind()) {
                ended = true;
                out.endOfStream();
                return done + 1;
            }
            final long offset = startNs + round - beginNs();
            final long due = offset + track.table.dtsNs(next);
            if (live && due > now) {
                context.wakeAtNs(due);
                return done;
            }
            final MutableFrame frame = out.claim(out.maxLength());
            if (frame == null) {
                context.wakeAtNs(now + StageSpec.DEFAULT_POLL_INTERVAL_NS);
                return done;
            }
            fill(frame, offset, live ? due : now);
            out.commit(frame);
            next++;
            done++;
        }
        context.wakeAtNs(now);
        return done;
    }

    /** What is played from the beginning comes as late as it does in the file, which keeps sound and pictures together. */
    private long beginNs() {
        return first == 0 ? 0 : track.table.dtsNs(first);
    }

    private boolean rewind() {
        if (!loop || track.samples() == 0 || track.durationNs() <= 0) {
            return false;
        }
        round += track.durationNs() - beginNs();
        next = first;
        return true;
    }

    private void fill(final MutableFrame frame, final long offset, final long captureNs) {
        if (frame.hasArray()) {
            frame.length(file.read(track, next, frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.capacity()));
        } else {
            final byte[] flat = new byte[frame.capacity()];
            frame.length(file.read(track, next, flat, 0, flat.length));
            frame.buffer().putBytes(0, flat, 0, frame.length());
        }
        frame.ptsNs(offset + track.table.ptsNs(next)).captureNs(captureNs).sequence(next)
            .durationNs((int) Math.min(Integer.MAX_VALUE, track.format().frameNs()))
            .flags(track.table.isSync(next) ? FrameFlags.KEYFRAME : 0);
    }

    @Override
    public void close() {
        file.close();
    }
}
