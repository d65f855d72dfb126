package io.penstock.codecs.mp4;

import io.penstock.error.CodecException;
import java.util.ArrayList;
import java.util.List;

/** Reads the index of a fragmented file: what stands in moov, and what each moof adds (ISO/IEC 14496-12 8.8). */
final class FragmentIndex {
    private static final int MAX_TRACK_FRAGMENTS = 256;

    private final List<Integer> ids = new ArrayList<>();
    private final List<FragmentTable> tables = new ArrayList<>();
    private boolean cut;

    void track(final TrackBuilder builder, final long fileLength) {
        ids.add(builder.id());
        tables.add(new FragmentTable(builder, builder.table(), fileLength));
    }

    /** mvex: what samples have that say nothing themselves. */
    void defaults(final Box mvex) {
        int at = 0;
        while (at <= mvex.length() - 8) {
            final Box box = mvex.child(at);
            if (box.type().equals("trex")) {
                final int i = ids.indexOf(box.i32(4));
                if (i >= 0) {
                    tables.get(i).defaults(box);
                }
            }
            at = box.to() - mvex.from();
        }
    }

    /** Takes a fragment that starts at a place in the file; whether more may follow. */
    boolean fragment(final Box moof, final long moofAt) {
        int at = 0;
        int n = 0;
        long base = moofAt;
        while (at <= moof.length() - 8) {
            final Box traf = moof.child(at);
            if (traf.type().equals("traf")) {
                if (++n > MAX_TRACK_FRAGMENTS) {
                    throw new CodecException("mp4: more than " + MAX_TRACK_FRAGMENTS + " parts in a fragment");
                }
                final Box tfhd = traf.find(0, "tfhd");
                if (tfhd == null) {
                    throw new CodecException("mp4: part of a fragment without tfhd");
                }
                final int i = ids.indexOf(tfhd.i32(4));
                if (i >= 0) {
                    base = tables.get(i).fragment(traf, tfhd, moofAt, base);
                    cut |= tables.get(i).isCut();
                }
            }
            at = traf.to() - moof.from();
        }
        return !cut;
    }

    List<FragmentTable> tables() {
        return tables;
    }
}
