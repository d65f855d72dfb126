package io.penstock.rtc.record;

import io.penstock.codecs.mp4.FragmentedTrack;
import io.penstock.codecs.opus.OpusPacket;

/** Writes packets of Opus into a file; what is missing stays missing. */
final class SoundAssembler implements ReorderWindow.InOrder {
    private static final long SAMPLE_NS_TIMES_3 = 62_500L;

    private final FragmentedTrack file;
    private final TrackClock clock;
    private final TrackCounts counts;

    SoundAssembler(final FragmentedTrack file, final TrackClock clock, final TrackCounts counts) {
        this.file = file;
        this.clock = clock;
        this.counts = counts;
    }

    @Override
    public void packet(final int timestamp, final boolean marker, final byte[] a, final int offset, final int length, final long arrivalNs) {
        final int samples = OpusPacket.samples(a, offset, length);
        if (samples <= 0) {
            counts.malformed++;
            return;
        }
        final long at = clock.localNs(timestamp, arrivalNs);
        if (file.write(a, offset, length, at, samples * SAMPLE_NS_TIMES_3 / 3, true, arrivalNs)) {
            counts.frames++;
        } else {
            counts.unwritten++;
        }
    }

    @Override
    public void lost(final int packets, final boolean pause, final long nowNs) {
        if (!pause) {
            counts.lost(packets);
        }
    }
}
