package io.penstock.codecs.mp4;

import io.penstock.clock.Timebase;
import java.util.List;

/** Writes the index of a finished file (moov, ISO/IEC 14496-12 8.2). */
final class MovieIndex {
    private static final int MOVIE_TIMESCALE = 1000;

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
        SampleEntries.matrix(out);
        out.zeros(24).u32(tracks.size() + 1L);
        out.end(mvhd);
        for (int i = 0; i < tracks.size(); i++) {
            track(tracks.get(i), i + 1, startNs);
        }
        out.end(moov);
        return out.toArray();
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
        SampleEntries.matrix(out);
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
        SampleEntries.handler(out, track.isVideo() ? "vide" : "soun", "Penstock");
        final int minf = out.begin("minf");
        SampleEntries.mediaHeader(out, track.isVideo());
        SampleEntries.ownData(out);
        final int stbl = out.begin("stbl");
        SampleEntries.description(out, track, "avc1");
        samples(track, times);
        out.end(stbl);
        out.end(minf);
        out.end(mdia);
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
