package io.penstock.core.transport;

/**
 * Divides the rate of a transport: sound and reports take what they take, pictures and their protection get the rest; how much of that an
 * encoder may fill is measured from what became of its bytes lately. One thread.
 */
final class RateShare {
    private static final long WINDOW_NS = 200_000_000L;
    private static final double MEMORY = 0.35;
    /** Before anything was measured: a packet of 1200 bytes has 40 of headers. */
    private static final double FIRST_SHARE = 0.93;

    private long startNs;
    private boolean started;
    private long soundBytes;
    private int soundPackets;
    private double soundPacketsPerSecond = 50;
    private long reportBytes;
    private long pictureBytes;
    private long encodedBytes;
    private long repairBytes;
    private double soundBps;
    private double reportBps;
    private double share = FIRST_SHARE;
    private double repairShare;
    private double sentBps;

    void sound(final int wireBytes) {
        soundPackets++;
        soundBytes += wireBytes;
    }

    void report(final int wireBytes) {
        reportBytes += wireBytes;
    }

    void picture(final int wireBytes, final int payloadBytes) {
        pictureBytes += wireBytes;
        encodedBytes += payloadBytes;
    }

    /** Protection and retransmission of pictures. */
    void repair(final int wireBytes) {
        repairBytes += wireBytes;
    }

    /** Looks back. Returns whether the shares are new. */
    boolean look(final long nowNs) {
        if (!started) {
            started = true;
            startNs = nowNs;
        }
        final long spanNs = nowNs - startNs;
        if (spanNs < WINDOW_NS) {
            return false;
        }
        final double perBit = 8e9 / spanNs;
        soundPacketsPerSecond += MEMORY * (soundPackets * 1e9 / spanNs - soundPacketsPerSecond);
        soundPackets = 0;
        soundBps += MEMORY * (soundBytes * perBit - soundBps);
        reportBps += MEMORY * (reportBytes * perBit - reportBps);
        sentBps = (soundBytes + reportBytes + pictureBytes + repairBytes) * perBit;
        if (encodedBytes > 0) {
            share += MEMORY * ((double) encodedBytes / (pictureBytes + repairBytes) - share);
            repairShare += MEMORY * ((double) repairBytes / (pictureBytes + repairBytes) - repairShare);
        }
        startNs = nowNs;
        soundBytes = 0;
        reportBytes = 0;
        pictureBytes = 0;
        encodedBytes = 0;
        repairBytes = 0;
        return true;
    }

    /** What is left for pictures and their protection, bits a second. */
    int pictureBps(final int totalBps) {
        return (int) Math.max(0, totalBps - soundBps - reportBps);
    }

    /** What an encoder may produce. */
    int encoderBps(final int totalBps) {
        return (int) (pictureBps(totalBps) * share);
    }

    double soundPacketsPerSecond() {
        return soundPacketsPerSecond;
    }

    /** Sent in the last window, everything. */
    int sentBps() {
        return (int) sentBps;
    }

    /** Protection and retransmissions in what is sent for pictures, per thousand. */
    int repairPermille() {
        return (int) (1000 * repairShare);
    }
}
