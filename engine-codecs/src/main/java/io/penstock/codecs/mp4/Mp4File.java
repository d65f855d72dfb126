package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An MP4 or QuickTime file opened for reading (ISO/IEC 14496-12). The index is read at once, samples when asked for.
 *
 * <p>Every size and count of the file is checked against the bytes that are there before anything is allocated for it, so a damaged file is
 * answered by a {@link CodecException}. A fragmented file that was cut off is read up to there. Reading samples is for one thread at a time.
 */
public final class Mp4File implements AutoCloseable {
    private static final int MAX_INDEX_BYTES = 1 << 27;
    private static final int MAX_BOXES = 4096;
    private static final int MAX_FRAGMENT_BOXES = 1 << 24;
    private static final int MAX_TRACKS = 64;
    private static final int MAX_CHAPTERS = 1 << 16;
    private static final int MAX_TITLE_BYTES = 4096;
    private static final int ADTS_HEADER = 7;

    private final Path path;
    private final FileChannel channel;
    private final List<Mp4Track> tracks = new ArrayList<>();
    private final List<Mp4Chapter> chapters = new ArrayList<>();
    private byte[] sample = {};

    private Mp4File(final Path path, final FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens a file.
     *
     * @param path the file.
     * @return the file with its tracks.
     * @throws CodecException  if it is no MP4 file or damaged.
     * @throws EngineException if it cannot be read.
     */
    public static Mp4File open(final Path path) {
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path, StandardOpenOption.READ);
            final Mp4File file = new Mp4File(path, channel);
            file.index();
            return file;
        } catch (final IOException e) {
            close(channel);
            throw new EngineException(EngineException.Category.IO, e instanceof NoSuchFileException ? "mp4: there is no file " + path
                : "mp4: cannot read " + path + ": " + e.getMessage(), e);
        } catch (final CodecException e) {
            close(channel);
            throw new CodecException(path + ": " + e.getMessage(), e);
        }
    }

    private static void close(final FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (final IOException ignored) {
                // Nothing was written.
                return;
            }
        }
    }

    private void index() throws IOException {
        final long length = channel.size();
        final byte[] head = new byte[16];
        long at = 0;
        FragmentIndex fragments = null;
        for (int n = 0; at + 8 <= length; n++) {
            read(head, 0, (int) Math.min(16, length - at), at);
            final Box peek = new Box(head, "file", 0, 16);
            long size = peek.u32(0);
            final String type = peek.fourcc(4);
            int header = 8;
            if (size == 1) {
                size = peek.i64(8);
                header = 16;
            } else if (size == 0) {
                size = length - at;
            }
            if (n == 0 && !type.matches("ftyp|moov|mdat|wide|free|skip|pnot")) {
                throw new CodecException("mp4: this is not an MP4 file");
            }
            if (fragments != null && (size < header || size > length - at)) {
                break;
            }
            if (size < header || n > (fragments == null ? MAX_BOXES : MAX_FRAGMENT_BOXES)) {
                throw new CodecException("mp4: box \"" + type + "\" of " + size + " bytes at " + at);
            }
            if (type.equals("moof") && fragments != null) {
                if (!fragments.fragment(content("moof", size, header, at, length), at)) {
                    break;
                }
            } else if (type.equals("moov") && fragments == null) {
                fragments = movie(content("moov", size, header, at, length), length);
                if (fragments == null) {
                    return;
                }
            }
            if (size > length - at) {
                break;
            }
            at += size;
        }
        if (fragments == null) {
            throw new CodecException("mp4: no index (moov) found; the file is cut off or was never finished");
        }
        for (final FragmentTable table : fragments.tables()) {
            add(table.track(), table.table());
        }
    }

    private Box content(final String type, final long size, final int header, final long at, final long length) throws IOException {
        if (size > length - at || size > MAX_INDEX_BYTES) {
            throw new CodecException("mp4: index of " + size + " bytes, " + (length - at) + " are there");
        }
        final byte[] box = new byte[(int) size - header];
        read(box, 0, box.length, at + header);
        return new Box(box, type, 0, box.length);
    }

    /** Fragments follow where the answer is not null. */
    private FragmentIndex movie(final Box moov, final long fileLength) throws IOException {
        final List<TrackBuilder> builders = new ArrayList<>();
        Box mvex = null;
        int at = 0;
        for (int n = 0; at <= moov.length() - 8 && n < MAX_BOXES; n++) {
            final Box child = moov.child(at);
            if (child.type().equals("trak") && builders.size() < MAX_TRACKS) {
                final TrackBuilder builder = new TrackBuilder(fileLength);
                collect(child, builder, 0);
                if (builder.kind != null || builder.text) {
                    builders.add(builder);
                }
            } else if (child.type().equals("mvex")) {
                mvex = child;
            }
            at = child.to() - moov.from();
        }
        builders.removeIf(b -> b.text && builders.stream().noneMatch(other -> other.chapterTrack() == b.id()));
        if (mvex == null) {
            for (final TrackBuilder builder : builders) {
                add(builder, builder.table());
            }
            return null;
        }
        final FragmentIndex fragments = new FragmentIndex();
        for (final TrackBuilder builder : builders) {
            fragments.track(builder, fileLength);
        }
        fragments.defaults(mvex);
        return fragments;
    }

    private void add(final TrackBuilder builder, final SampleTable table) throws IOException {
        if (builder.kind != null) {
            tracks.add(new Mp4Track(builder, table));
            return;
        }
        final byte[] text = new byte[MAX_TITLE_BYTES];
        for (int i = 0; i < Math.min(MAX_CHAPTERS, table.count()); i++) {
            final int n = read(text, 0, Math.min(text.length, table.size(i)), table.offset(i));
            if (n >= 2) {
                final int length = Math.min(n - 2, (text[0] & 255) << 8 | text[1] & 255);
                chapters.add(new Mp4Chapter(table.ptsNs(i), new String(text, 2, length, StandardCharsets.UTF_8)));
            }
        }
    }

    private static void collect(final Box parent, final TrackBuilder builder, final int depth) {
        int at = 0;
        for (int n = 0; at <= parent.length() - 8 && n < MAX_BOXES; n++) {
            final Box child = parent.child(at);
            switch (child.type()) {
                case "mdia", "minf", "stbl", "edts" -> {
                    if (depth < 4) {
                        collect(child, builder, depth + 1);
                    }
                }
                case "tkhd" -> builder.trackHeader(child);
                case "tref" -> builder.references(child);
                case "mdhd" -> builder.mediaHeader(child);
                case "hdlr" -> {
                    if (parent.type().equals("mdia")) {
                        builder.handler(child);
                    }
                }
                case "elst" -> builder.edits(child);
                case "stsd" -> builder.descriptions(child);
                default -> builder.table(child);
            }
            at = child.to() - parent.from();
        }
    }

    private int read(final byte[] to, final int offset, final int length, final long at) throws IOException {
        final ByteBuffer buffer = ByteBuffer.wrap(to, offset, length);
        long from = at;
        while (buffer.hasRemaining()) {
            final int n = channel.read(buffer, from);
            if (n < 0) {
                break;
            }
            from += n;
        }
        return length - buffer.remaining();
    }

    /**
     * The tracks, sound and pictures only.
     *
     * @return an immutable list.
     */
    public List<Mp4Track> tracks() {
        return List.copyOf(tracks);
    }

    /**
     * The first track of a kind.
     *
     * @param kind sound or pictures.
     * @return the track; empty if there is none.
     */
    public Optional<Mp4Track> track(final MediaKind kind) {
        return tracks.stream().filter(t -> t.kind() == kind).findFirst();
    }

    /**
     * The chapters that the file names.
     *
     * @return an immutable list, in the order of the file; empty if there are none.
     */
    public List<Mp4Chapter> chapters() {
        return List.copyOf(chapters);
    }

    /**
     * Reads a sample as a frame of {@link Mp4Track#format()}.
     *
     * @param track a track of this file.
     * @param index 0 to {@link Mp4Track#samples()} − 1.
     * @param to    receives the frame.
     * @param at    where to write.
     * @param limit end of the room in {@code to}.
     * @return bytes written.
     * @throws CodecException  if the sample is cut off, damaged, or does not fit.
     * @throws EngineException if the file cannot be read.
     */
    public int read(final Mp4Track track, final int index, final byte[] to, final int at, final int limit) {
        final CodecId codec = track.format().codec();
        final int size = track.table.size(index);
        if (sample.length < size) {
            sample = new byte[size];
        }
        try {
            if (read(sample, 0, size, track.table.offset(index)) < size) {
                throw new CodecException(path + ": sample " + index + " is cut off");
            }
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "mp4: cannot read " + path + ": " + e.getMessage(), e);
        }
        if (codec.equals(CodecId.H264)) {
            final boolean bare = track.table.isSync(index) && !AnnexB.startsWithParameters(sample, size, track.nalLengthSize());
            return AnnexB.fromLengths(sample, size, track.nalLengthSize(), bare ? track.prefix() : null, to, at, limit);
        }
        final int header = codec.equals(CodecId.AAC) ? ADTS_HEADER : 0;
        if (size + header > limit - at || header > 0 && size + header > 8191) {
            throw new CodecException(path + ": sample " + index + " of " + size + " bytes does not fit");
        }
        if (header > 0) {
            track.aac().adts(size, to, at);
        }
        System.arraycopy(sample, 0, to, at + header, size);
        return size + header;
    }

    @Override
    public void close() {
        close(channel);
    }
}
