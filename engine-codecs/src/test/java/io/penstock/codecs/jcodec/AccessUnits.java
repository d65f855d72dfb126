package io.penstock.codecs.jcodec;

import io.penstock.codecs.h264.NalUnits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a byte stream into access units. */
final class AccessUnits {
    private AccessUnits() {
    }

    static List<byte[]> split(final byte[] a) {
        final List<byte[]> units = new ArrayList<>();
        int start = 0;
        boolean picture = false;
        for (int nal = NalUnits.first(a, 0, a.length); nal < a.length; nal = NalUnits.next(a, nal, a.length)) {
            final int type = NalUnits.type(a[nal]);
            final boolean slice = type == NalUnits.SLICE || type == NalUnits.IDR;
            final int code = nal > 3 && a[nal - 4] == 0 ? nal - 4 : nal - 3;
            if (picture && (slice ? a[nal + 1] < 0 : type >= NalUnits.SEI && type <= NalUnits.DELIMITER)) {
                units.add(Arrays.copyOfRange(a, start, code));
                start = code;
                picture = false;
            }
            picture |= slice;
        }
        units.add(Arrays.copyOfRange(a, start, a.length));
        return units;
    }
}
