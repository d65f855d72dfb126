package io.penstock.core.transport;

import java.util.List;

/**
 * Divides what encoders of pictures may produce among them: alike, or where streams say what they need at most, in their order, each as much as it
 * needs while there is enough for half of it. One thread; allocates nothing.
 */
final class PictureRates {
    private static final double ENOUGH_TO_BEGIN = 0.6;
    private static final double ENOUGH_TO_GO_ON = 0.45;

    private final List<RtpTransport.Stream> streams;
    private final int[] rates;
    private final boolean[] off;

    PictureRates(final List<RtpTransport.Stream> streams) {
        this.streams = streams;
        rates = new int[streams.size()];
        off = new boolean[streams.size()];
    }

    /** Divides. */
    void divide(final int totalBps) {
        int alike = 0;
        for (int i = 0; i < rates.length; i++) {
            alike += takes(i) && streams.get(i).bitsPerSecond() == 0 ? 1 : 0;
        }
        int left = totalBps;
        boolean first = true;
        for (int i = 0; i < rates.length; i++) {
            final int most = streams.get(i).bitsPerSecond();
            if (!takes(i) || most == 0) {
                off[i] = streams.get(i).isVideo() && streams.get(i).resting().get();
                continue;
            }
            off[i] = !first && left < most * (off[i] ? ENOUGH_TO_BEGIN : ENOUGH_TO_GO_ON);
            rates[i] = off[i] ? 0 : Math.min(most, left);
            left -= rates[i];
            first = false;
        }
        for (int i = 0; i < rates.length; i++) {
            if (takes(i) && streams.get(i).bitsPerSecond() == 0) {
                rates[i] = left / alike;
            }
        }
    }

    private boolean takes(final int i) {
        return streams.get(i).isVideo() && !streams.get(i).resting().get();
    }

    /** Whether a stream is not to be sent: nobody wants it, or there is not enough for it. */
    boolean isOff(final int i) {
        return off[i];
    }

    /** What its encoder may produce, at least 1. */
    int bps(final int i) {
        return Math.max(1, rates[i]);
    }
}
