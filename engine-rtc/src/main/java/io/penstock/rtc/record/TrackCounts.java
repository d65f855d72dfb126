package io.penstock.rtc.record;

/** What a track has met; one thread writes. */
final class TrackCounts {
    long packets;
    long lostPackets;
    long malformed;
    long frames;
    long brokenFrames;
    long undecodableFrames;
    long unwritten;
    long restored;
    /** Since the last note about it. */
    long lostSinceNote;

    void lost(final int n) {
        lostPackets += n;
        lostSinceNote += n;
    }
}
