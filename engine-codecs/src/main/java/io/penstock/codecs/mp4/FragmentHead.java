package io.penstock.codecs.mp4;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the beginning of a fragmented file: its type and an index without samples (ISO/IEC 14496-12 4.3, 8.2, 8.8.1). */
final class FragmentHead {
    private static final int MOVIE_TIMESCALE = 1000;
    private static final int ENABLED_IN_MOVIE = 3;
    private static final long SYNC = 0x0200_0000L;
    private static final long NOT_SYNC = 0x0101_0000L;

    private FragmentHead() {
    }

    /** {@code chapters} may be null. */
    static void write(final BoxWriter out, final List<FragmentedTrack> tracks, final FragmentSamples chapters, final byte[] metadata) {
        final int ftyp = out.begin("ftyp");
        out.text("iso6").u32(512).text("iso6mp41");
        out.end(ftyp);
        out.bytes(metadata);
        final int moov = out.begin("moov");
        final int mvhd = out.begin("mvhd", 0, 0);
        out.u32(0).u32(0).u32(MOVIE_TIMESCALE).u32(0).u32(0x10000).u16(0x100).zeros(10);
        SampleEntries.matrix(out);
        out.zeros(24).u32(tracks.size() + 2L);
        out.end(mvhd);
        for (final FragmentedTrack track : tracks) {
            media(out, track, chapters);
        }
        if (chapters != null) {
            chapters(out, chapters);
        }
        final int mvex = out.begin("mvex");
        for (final FragmentedTrack track : tracks) {
            defaults(out, track.samples.id, track.config.isVideo() ? NOT_SYNC : SYNC);
        }
        if (chapters != null) {
            defaults(out, chapters.id, SYNC);
        }
        out.end(mvex);
        out.end(moov);
    }

    private static void media(final BoxWriter out, final FragmentedTrack track, final FragmentSamples chapters) {
        final TrackConfig config = track.config;
        final int trak = out.begin("trak");
        trackHeader(out, track.samples.id, ENABLED_IN_MOVIE, config.isVideo() ? 0 : 0x100, config.width, config.height);
        if (chapters != null) {
            final int tref = out.begin("tref");
            final int chap = out.begin("chap");
            out.u32(chapters.id);
            out.end(chap);
            out.end(tref);
        }
        final int mdia = out.begin("mdia");
        mediaHeader(out, config.timescale);
        SampleEntries.handler(out, config.isVideo() ? "vide" : "soun", "Penstock");
        final int minf = out.begin("minf");
        SampleEntries.mediaHeader(out, config.isVideo());
        SampleEntries.ownData(out);
        final int stbl = out.begin("stbl");
        SampleEntries.description(out, config, "avc3");
        noSamples(out);
        out.end(stbl);
        out.end(minf);
        out.end(mdia);
        out.end(trak);
    }

    private static void trackHeader(final BoxWriter out, final int id, final int flags, final int volume, final int width, final int height) {
        final int tkhd = out.begin("tkhd", 0, flags);
        out.u32(0).u32(0).u32(id).u32(0).u32(0).zeros(8).u16(0).u16(0).u16(volume).u16(0);
        SampleEntries.matrix(out);
        out.u32((long) width << 16).u32((long) height << 16);
        out.end(tkhd);
    }

    private static void mediaHeader(final BoxWriter out, final int timescale) {
        final int mdhd = out.begin("mdhd", 0, 0);
        out.u32(0).u32(0).u32(timescale).u32(0).u16(0x55C4).u16(0);
        out.end(mdhd);
    }

    private static void noSamples(final BoxWriter out) {
        for (final String table : new String[] {"stts", "stsc", "stco"}) {
            final int box = out.begin(table, 0, 0);
            out.u32(0);
            out.end(box);
        }
        final int stsz = out.begin("stsz", 0, 0);
        out.u32(0).u32(0);
        out.end(stsz);
    }

    /** A text track that is not shown: players and FFmpeg read it as chapters, as the others refer to it so (QuickTime File Format). */
    private static void chapters(final BoxWriter out, final FragmentSamples chapters) {
        final int trak = out.begin("trak");
        trackHeader(out, chapters.id, 0, 0, 0, 0);
        final int mdia = out.begin("mdia");
        mediaHeader(out, chapters.timescale);
        SampleEntries.handler(out, "text", "Chapters");
        final int minf = out.begin("minf");
        final int gmhd = out.begin("gmhd");
        final int gmin = out.begin("gmin", 0, 0);
        out.u16(0x40).u16(0x8000).u16(0x8000).u16(0x8000).u16(0).u16(0);
        out.end(gmin);
        final int header = out.begin("text");
        out.u16(1).zeros(14).u16(1).zeros(14).u32(0x4000_0000);
        out.end(header);
        out.end(gmhd);
        SampleEntries.ownData(out);
        final int stbl = out.begin("stbl");
        final int stsd = out.begin("stsd", 0, 0);
        out.u32(1);
        final int text = out.begin("text");
        out.zeros(6).u16(1).u32(1).u32(1).zeros(6).zeros(8).zeros(8).u16(0).u16(0).u8(0).u16(0).zeros(6).u8(0);
        out.end(text);
        out.end(stsd);
        noSamples(out);
        out.end(stbl);
        out.end(minf);
        out.end(mdia);
        out.end(trak);
    }

    private static void defaults(final BoxWriter out, final int id, final long flags) {
        final int trex = out.begin("trex", 0, 0);
        out.u32(id).u32(1).u32(0).u32(0).u32(flags);
        out.end(trex);
    }

    /** A sample of the chapter track; {@code encd} says that the text is UTF-8. */
    static byte[] chapter(final String title) {
        final byte[] text = title.getBytes(StandardCharsets.UTF_8);
        return new BoxWriter().u16(text.length).bytes(text).u32(12).text("encd").u32(0x100).toArray();
    }
}
