package io.penstock.codecs.mp4;

import io.penstock.clock.Timebase;
import io.penstock.format.CodecId;
import java.util.List;

/** Writes the index of a finished file (moov, ISO/IEC 14496-12 8.2). */
final class MovieIndex {
    private static final int MOVIE_TIMESCALE = 1000;
    private static final int[] IDENTITY = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    private final BoxWriter out = new BoxWriter();

    private MovieIndex() {
    }

    static byte[] of(final List<WrittenTrack> tracks) {
        return new MovieIndex().movie(tracks);
    }

    private byte[] movie(final List<WrittenTrack> tracks) {
        final long startNs = tracks.stream().mapToLong(t -> t.firstNs).min().orElse(0);
        final int moov = out.begin("moov");
        final int mvhd = out.begin("mvhd", 0, 0);
        out.u32(0).u32(0).u32(MOVIE_TIMESCALE);
        out.u32(tracks.stream().mapToLong(t -> delay(t, startNs) + length(t)).max().orElse(0));
        out.u32(0x10000).u16(0x100).zeros(10);
        matrix();
        out.zeros(24).u32(tracks.size() + 1L);
        out.end(mvhd);
        for (int i = 0; i < tracks.size(); i++) {
            track(tracks.get(i), i + 1, startNs);
        }
        out.end(moov);
        return out.toArray();
    }

    private void matrix() {
        for (final int value : IDENTITY) {
            out.u32(value);
        }
    }

    private static long delay(final WrittenTrack track, final long startNs) {
        return Timebase.nsToUnits(track.firstNs - startNs, MOVIE_TIMESCALE);
    }

    private static long length(final WrittenTrack track) {
        final long[] times = track.decodeTimes();
        return Timebase.nsToUnits(Timebase.unitsToNs(times[times.length - 1] + track.lastDuration(), track.timescale), MOVIE_TIMESCALE);
    }

    private void track(final WrittenTrack track, final int id, final long startNs) {
        final long delay = delay(track, startNs);
        final long length = length(track);
        final int trak = out.begin("trak");
        final int tkhd = out.begin("tkhd", 0, 3);
        out.u32(0).u32(0).u32(id).u32(0).u32(delay + length).zeros(8).u16(0).u16(0).u16(track.isVideo() ? 0 : 0x100).u16(0);
        matrix();
        out.u32((long) track.width << 16).u32((long) track.height << 16);
        out.end(tkhd);
        if (delay > 0) {
            final int edts = out.begin("edts");
            final int elst = out.begin("elst", 0, 0);
            out.u32(2).u32(delay).u32(-1).u32(0x10000).u32(length).u32(0).u32(0x10000);
            out.end(elst);
            out.end(edts);
        }
        media(track);
        out.end(trak);
    }

    private void media(final WrittenTrack track) {
        final long[] times = track.decodeTimes();
        final int mdia = out.begin("mdia");
        final int mdhd = out.begin("mdhd", 1, 0);
        out.u64(0).u64(0).u32(track.timescale).u64(times[times.length - 1] + track.lastDuration()).u16(0x55C4).u16(0);
        out.end(mdhd);
        final int hdlr = out.begin("hdlr", 0, 0);
        out.u32(0).text(track.isVideo() ? "vide" : "soun").zeros(12).text("Penstock").u8(0);
        out.end(hdlr);
        final int minf = out.begin("minf");
        if (track.isVideo()) {
            final int vmhd = out.begin("vmhd", 0, 1);
            out.zeros(8);
            out.end(vmhd);
        } else {
            final int smhd = out.begin("smhd", 0, 0);
            out.zeros(4);
            out.end(smhd);
        }
        final int dinf = out.begin("dinf");
        final int dref = out.begin("dref", 0, 0);
        out.u32(1);
        out.end(out.begin("url ", 0, 1));
        out.end(dref);
        out.end(dinf);
        final int stbl = out.begin("stbl");
        description(track);
        samples(track, times);
        out.end(stbl);
        out.end(minf);
        out.end(mdia);
    }

    private void description(final WrittenTrack track) {
        final int stsd = out.begin("stsd", 0, 0);
        out.u32(1);
        if (track.isVideo()) {
            avc(track);
        } else {
            final boolean opus = track.format.codec().equals(CodecId.OPUS);
            final int channels = track.format.audio().channels();
            final int entry = out.begin(opus ? "Opus" : "mp4a");
            out.zeros(6).u16(1).zeros(8).u16(channels).u16(16).zeros(4).u32((long) track.timescale << 16);
            if (opus) {
                opus(channels, track.timescale);
            } else {
                aac(track);
            }
            out.end(entry);
        }
        out.end(stsd);
    }

    /** ISO/IEC 14496-15 5.3.3. */
    private void avc(final WrittenTrack track) {
        final int entry = out.begin("avc1");
        out.zeros(6).u16(1).zeros(16).u16(track.width).u16(track.height).u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(24)
            .u16(0xFFFF);
        final int avcc = out.begin("avcC");
        out.u8(1).u8(track.sps[1]).u8(track.sps[2]).u8(track.sps[3]).u8(0xFF).u8(0xE1).u16(track.sps.length).bytes(track.sps).u8(1)
            .u16(track.pps.length).bytes(track.pps);
        if (track.sps[1] == 100) {
            // High profile: 4:2:0, 8 bits, no extensions.
            out.u8(0xFD).u8(0xF8).u8(0xF8).u8(0);
        }
        out.end(avcc);
        out.end(entry);
    }

    /** "Encapsulation of Opus in ISO Base Media File Format", 4.3.2. */
    private void opus(final int channels, final int rate) {
        final int box = out.begin("dOps");
        out.u8(0).u8(channels).u16(0).u32(rate).u16(0).u8(0);
        out.end(box);
    }

    /** ISO/IEC 14496-1 7.2.6.5. */
    private void aac(final WrittenTrack track) {
        final AacConfig c = track.aac;
        final int specific = (c.profile() + 1) << 11 | c.rateIndex() << 7 | (c.channels() == 8 ? 7 : c.channels()) << 3;
        final int esds = out.begin("esds", 0, 0);
        out.u8(3).u8(25).u16(0).u8(0).u8(4).u8(17).u8(0x40).u8(0x15).zeros(3).u32(0).u32(0).u8(5).u8(2).u16(specific).u8(6).u8(1).u8(2);
        out.end(esds);
    }

    private void samples(final WrittenTrack track, final long[] times) {
        durations(track, times);
        compositions(track, times);
        if (track.isVideo()) {
            final int stss = out.begin("stss", 0, 0);
            int keys = 0;
            for (int i = 0; i < track.count; i++) {
                keys += track.sync[i] ? 1 : 0;
            }
            out.u32(keys);
            for (int i = 0; i < track.count; i++) {
                if (track.sync[i]) {
                    out.u32(i + 1L);
                }
            }
            out.end(stss);
        }
        final int stsc = out.begin("stsc", 0, 0);
        out.u32(1).u32(1).u32(1).u32(1);
        out.end(stsc);
        final int stsz = out.begin("stsz", 0, 0);
        out.u32(0).u32(track.count);
        for (int i = 0; i < track.count; i++) {
            out.u32(track.sizes[i]);
        }
        out.end(stsz);
        final int co64 = out.begin("co64", 0, 0);
        out.u32(track.count);
        for (int i = 0; i < track.count; i++) {
            out.u64(track.offsets[i]);
        }
        out.end(co64);
    }

    private void durations(final WrittenTrack track, final long[] times) {
        final int stts = out.begin("stts", 0, 0);
        final BoxWriter entries = new BoxWriter();
        int n = 0;
        int i = 0;
        while (i < track.count) {
            final long delta = delta(track, times, i);
            int run = i + 1;
            while (run < track.count && delta(track, times, run) == delta) {
                run++;
            }
            entries.u32(run - i).u32(delta);
            n++;
            i = run;
        }
        out.u32(n).bytes(entries.toArray());
        out.end(stts);
    }

    private static long delta(final WrittenTrack track, final long[] times, final int i) {
        return i + 1 < track.count ? times[i + 1] - times[i] : track.lastDuration();
    }

    private void compositions(final WrittenTrack track, final long[] times) {
        boolean any = false;
        for (int i = 0; i < track.count; i++) {
            any |= track.times[i] != times[i];
        }
        if (!any) {
            return;
        }
        final int ctts = out.begin("ctts", 1, 0);
        out.u32(track.count);
        for (int i = 0; i < track.count; i++) {
            out.u32(1).u32(track.times[i] - times[i]);
        }
        out.end(ctts);
    }
}
