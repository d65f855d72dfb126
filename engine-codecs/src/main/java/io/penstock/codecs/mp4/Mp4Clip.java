package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * The beginning of an MP4 track, decoded into memory before any clock starts. Immutable; any thread, any number of sources.
 *
 * <p>{@code Mp4Clip.decodeVideo(path, 300).source(true)} is a camera that shows the file.
 */
public final class Mp4Clip {
    /** Most bytes that a clip may take in memory. */
    public static final long MAX_BYTES = 1L << 30;

    private final Format format;
    private final List<byte[]> frames;
    private final int damaged;

    private Mp4Clip(final Format format, final List<byte[]> frames, final int damaged) {
        this.format = format;
        this.frames = frames;
        this.damaged = damaged;
    }

    /**
     * Decodes pictures.
     *
     * @param path      the file.
     * @param maxFrames most pictures to decode, positive.
     * @return the clip in I420, in the order of showing.
     * @throws io.penstock.error.EngineException if the file cannot be read or is damaged from the start, has no H.264 track, or if the pictures
     *     need more than {@link #MAX_BYTES}.
     */
    public static Mp4Clip decodeVideo(final Path path, final int maxFrames) {
        return decode(path, MediaKind.VIDEO, maxFrames);
    }

    /**
     * Decodes sound.
     *
     * @param path      the file.
     * @param maxFrames most codec frames to decode (1024 samples of AAC, 20 ms of Opus), positive.
     * @return the clip in 16-bit samples.
     * @throws io.penstock.error.EngineException if the file cannot be read or is damaged from the start, or has no AAC or Opus track.
     */
    public static Mp4Clip decodeAudio(final Path path, final int maxFrames) {
        return decode(path, MediaKind.AUDIO, maxFrames);
    }

    private static Mp4Clip decode(final Path path, final MediaKind kind, final int maxFrames) {
        if (maxFrames < 1) {
            throw new ConfigurationException("mp4: " + maxFrames + " frames to decode, accepted are 1 and more");
        }
        try (Mp4File file = Mp4File.open(path)) {
            final Mp4Track track = file.track(kind).orElseThrow(() -> new ConfigurationException("mp4: " + path + " has no "
                + (kind == MediaKind.AUDIO ? "sound" : "video") + " track"));
            final EncodedFormat encoded = track.format();
            final CodecSpec spec = Codecs.decoder(encoded.codec());
            final CodecProvider provider = provider(encoded);
            final Format raw = provider.traits(spec).output().apply(encoded).first()
                .orElseThrow(() -> new CodecException("mp4: " + provider.name() + " cannot decode " + encoded.describe()));
            try (Decoder decoder = provider.decoder(spec, encoded, raw)) {
                return decode(path, file, track, decoder, raw, maxFrames);
            }
        }
    }

    private static CodecProvider provider(final EncodedFormat format) {
        return ServiceLoader.load(CodecProvider.class, Mp4Clip.class.getClassLoader()).stream().map(ServiceLoader.Provider::get)
            .filter(p -> p.decoders().contains(format.codec()))
            .min(Comparator.comparingInt(CodecProvider::priority).reversed().thenComparing(CodecProvider::name))
            .orElseThrow(() -> new ConfigurationException("mp4: no decoder for " + format.codec() + " on the class path"));
    }

    private static Mp4Clip decode(final Path path, final Mp4File file, final Mp4Track track, final Decoder decoder, final Format raw,
        final int maxFrames) {
        final UnpooledFrame in = UnpooledFrame.allocate(track.format(), track.format().maxFrameBytes());
        final UnpooledFrame out = UnpooledFrame.allocate(raw, 8 * raw.frameBytes());
        final List<byte[]> frames = new ArrayList<>();
        Format format = raw;
        long bytes = 0;
        int damaged = 0;
        CodecException first = null;
        for (int i = 0; i < track.samples() && frames.size() < maxFrames; i++) {
            try {
                in.length(file.read(track, i, in.array(), 0, in.capacity())).ptsNs(track.table.ptsNs(i)).flags(0);
                if (decoder.decode(in, out) != Decoder.Status.FRAME) {
                    continue;
                }
            } catch (final CodecException e) {
                damaged++;
                first = first == null ? e : first;
                continue;
            }
            format = frames.isEmpty() ? decoder.output() : format;
            bytes = keep(frames, out, format, decoder.output(), bytes);
        }
        while (frames.size() < maxFrames && decoder.drain(out)) {
            format = frames.isEmpty() ? decoder.output() : format;
            bytes = keep(frames, out, format, decoder.output(), bytes);
        }
        if (frames.isEmpty()) {
            throw new CodecException(path + ": nothing could be decoded" + (first == null ? "" : ": " + first.getMessage()), first);
        }
        return new Mp4Clip(format, List.copyOf(frames), damaged);
    }

    private static long keep(final List<byte[]> frames, final UnpooledFrame out, final Format format, final Format now, final long bytes) {
        if (!now.equals(format)) {
            return bytes;
        }
        final long more = bytes + out.length();
        if (more > MAX_BYTES) {
            throw new CodecException("mp4: the decoded clip takes more than " + (MAX_BYTES >> 20) + " MiB; ask for fewer frames");
        }
        frames.add(Arrays.copyOf(out.array(), out.length()));
        return more;
    }

    /**
     * Format of the frames.
     *
     * @return a picture or sound format.
     */
    public Format format() {
        return format;
    }

    /**
     * Format of the pictures.
     *
     * @return the format.
     * @throws ClassCastException if this is sound.
     */
    public VideoFormat video() {
        return (VideoFormat) format;
    }

    /**
     * Number of frames.
     *
     * @return one or more.
     */
    public int frames() {
        return frames.size();
    }

    /**
     * How many frames of the file were damaged and left out.
     *
     * @return frames.
     */
    public int damaged() {
        return damaged;
    }

    /**
     * A frame.
     *
     * @param index 0 to {@link #frames()} − 1.
     * @return its bytes; shared, not to be changed.
     */
    public byte[] frame(final int index) {
        return frames.get(index);
    }

    /**
     * A source that shows the clip at its own rate.
     *
     * @param loop whether it starts again at the end, for ever.
     * @return a new source.
     */
    public Source source(final boolean loop) {
        return new Player(this, loop);
    }

    private static final class Player implements Source {
        private static final long VARIABLE_RATE_NS = 40_000_000L;

        private final Mp4Clip clip;
        private final boolean loop;
        private final StageSpec spec;
        private final long frameNs;
        private StageContext context;
        private long startNs;
        private long index = -1;
        private boolean ended;

        Player(final Mp4Clip clip, final boolean loop) {
            this.clip = clip;
            this.loop = loop;
            frameNs = clip.format.frameNs() > 0 ? clip.format.frameNs() : VARIABLE_RATE_NS;
            spec = StageSpec.source("clip", FormatSpec.of(clip.format)).wakesItself().build();
        }

        @Override
        public StageSpec spec() {
            return spec;
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
        }

        @Override
        public int poll(final Output out, final int limit) {
            if (ended) {
                return 0;
            }
            final long now = context.clock().nanoTime();
            if (index < 0) {
                index = 0;
                startNs = now;
            }
            int done = 0;
            while (done < limit) {
                if (index >= clip.frames.size() && !loop) {
                    ended = true;
                    out.endOfStream();
                    return done + 1;
                }
                final long due = startNs + (clip.format instanceof VideoFormat video && video.rate().numerator() > 0
                    ? video.rate().ptsNs(index) : index * frameNs);
                if (due > now) {
                    context.wakeAtNs(due);
                    return done;
                }
                final byte[] bytes = clip.frames.get((int) (index % clip.frames.size()));
                final MutableFrame frame = out.claim(bytes.length);
                if (frame == null) {
                    context.wakeAtNs(now + StageSpec.DEFAULT_POLL_INTERVAL_NS);
                    return done;
                }
                frame.buffer().putBytes(0, bytes);
                frame.ptsNs(due).captureNs(due).durationNs((int) Math.min(Integer.MAX_VALUE, frameNs)).sequence(index).flags(0);
                out.commit(frame);
                index++;
                done++;
            }
            context.wakeAtNs(now);
            return done;
        }
    }
}
