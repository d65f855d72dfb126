package io.penstock.codecs.mp4;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import java.util.Arrays;

/** What a track that is being written holds: its format, and what its frames say about how to decode it. */
class TrackConfig {
    final EncodedFormat format;
    final int timescale;
    byte[] sps;
    byte[] pps;
    AacConfig aac;
    int width;
    int height;

    TrackConfig(final EncodedFormat format) {
        this.format = format;
        timescale = isVideo() ? 90_000 : format.audio().sampleRateHz();
        if (isVideo()) {
            width = format.video().width();
            height = format.video().height();
        }
    }

    final boolean isVideo() {
        return format.codec().equals(CodecId.H264);
    }

    /** Takes the first parameter sets of an access unit. */
    final void parameterSets(final byte[] a, final int from, final int to) {
        int nal = NalUnits.first(a, from, to);
        while (nal < to) {
            final int end = NalUnits.end(a, nal, to);
            final int type = end > nal ? NalUnits.type(a[nal]) : 0;
            if (type == NalUnits.SPS && sps == null) {
                final SequenceParameters parsed = SequenceParameters.parse(a, nal, end);
                sps = Arrays.copyOfRange(a, nal, end);
                width = parsed.width();
                height = parsed.height();
            } else if (type == NalUnits.PPS && pps == null) {
                pps = Arrays.copyOfRange(a, nal, end);
            }
            nal = NalUnits.next(a, nal, to);
        }
    }

    final void adts(final byte[] a, final int from, final int to) {
        if (to - from < 8 || a[from] != (byte) 0xFF || (a[from + 1] & 0xF6) != 0xF0) {
            throw new CodecException("mp4: AAC frame without ADTS header");
        }
        if (aac == null) {
            final int config = (a[from + 2] & 1) << 2 | a[from + 3] >> 6 & 3;
            aac = new AacConfig(a[from + 2] >> 6 & 3, a[from + 2] >> 2 & 15, config == 7 ? 8 : config);
        }
    }

    /** Takes the parameter sets of an access unit in the place of those before; whether it has both kinds. */
    final boolean latestParameterSets(final byte[] a, final int from, final int to) {
        boolean anySps = false;
        boolean anyPps = false;
        int nal = NalUnits.first(a, from, to);
        while (nal < to && !(anySps && anyPps)) {
            final int end = NalUnits.end(a, nal, to);
            final int type = end > nal ? NalUnits.type(a[nal]) : 0;
            if (type == NalUnits.SPS) {
                if (sps == null || !Arrays.equals(a, nal, end, sps, 0, sps.length)) {
                    final SequenceParameters parsed = SequenceParameters.parse(a, nal, end);
                    sps = Arrays.copyOfRange(a, nal, end);
                    width = parsed.width();
                    height = parsed.height();
                }
                anySps = true;
            } else if (type == NalUnits.PPS) {
                if (pps == null || !Arrays.equals(a, nal, end, pps, 0, pps.length)) {
                    pps = Arrays.copyOfRange(a, nal, end);
                }
                anyPps = true;
            } else if (type == NalUnits.IDR || type == NalUnits.SLICE) {
                break;
            }
            nal = NalUnits.next(a, nal, to);
        }
        return anySps && anyPps;
    }
}
