package io.penstock.benchmarks.traces;

import java.util.List;

/**
 * What became of a packet.
 *
 * @param medium     whose it is.
 * @param sequence   running RTP sequence number, not cut to 16 bits.
 * @param timestamp  running RTP timestamp, not cut to 32 bits.
 * @param bytes      length with the RTP header.
 * @param key        whether it belongs to a picture that stands on its own.
 * @param marker     whether it is the last of its picture.
 * @param sentNs     when it was sent, from the beginning of the trace, in whole microseconds.
 * @param arrivalsNs when it arrived; nothing if it was lost, several times if it was duplicated.
 */
record TracePacket(Medium medium, long sequence, long timestamp, int bytes, boolean key, boolean marker, long sentNs, List<Long> arrivalsNs) {
    /** Sound or pictures. */
    enum Medium {
        AUDIO('a', 48_000, 20_000_000L),
        VIDEO('v', 90_000, 33_333_333L);

        final char letter;
        final int clockRateHz;
        final long frameNs;

        Medium(final char letter, final int clockRateHz, final long frameNs) {
            this.letter = letter;
            this.clockRateHz = clockRateHz;
            this.frameNs = frameNs;
        }

        /** RTP clock ticks a frame: 960 of sound, 3000 of pictures. */
        int frameUnits() {
            return this == AUDIO ? 960 : 3000;
        }
    }

    boolean isLost() {
        return arrivalsNs.isEmpty();
    }

    /** Number of the frame of sound in it, twenty milliseconds each. */
    long frame() {
        return timestamp / medium.frameUnits();
    }
}
