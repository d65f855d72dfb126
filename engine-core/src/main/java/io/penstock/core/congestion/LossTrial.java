package io.penstock.core.congestion;

/**
 * Loss has grown all at once, and both a worse path and a full link explain it: sends somewhat less for a while and looks what becomes of it.
 * Through a full link always the same amount arrives, whatever is sent; on a worse path a share does, give or take what chance does to a
 * share. A sequential test (Wald 1945): as long as a full link is the likelier, still less is sent, which makes the answer clearer. One
 * thread.
 */
final class LossTrial {
    private static final double FIRST = 0.89;
    private static final double FURTHER = 0.85;
    private static final double OF_BANDWIDTH = 0.97;
    private static final double LEANS = 1;
    private static final double CERTAIN = 4;
    private static final int LEAST_WINDOWS = 3;
    private static final int MOST_WINDOWS = 14;
    /** What a full link carries is as even as this. */
    private static final double EVEN = 0.04;
    private static final double MOST_A_WINDOW = 2;
    private static final double GONE = 0.03;

    private final double[] sent = new double[MOST_WINDOWS];
    private final double[] got = new double[MOST_WINDOWS];
    private final double[] sizes = new double[MOST_WINDOWS];
    private boolean active;
    private boolean full;
    private double usual;
    private double fromBps;
    private double limitBps;
    private int windows;

    /** More is lost than usual while so much is sent. When it began is not known exactly: only what comes after this counts. */
    void begin(final double usualLoss, final double bps) {
        active = true;
        usual = usualLoss;
        fromBps = bps;
        limitBps = FIRST * bps;
        windows = 0;
    }

    /**
     * A part of a second is over.
     *
     * @param sentBps     what was sent of that of which is known what became of it
     * @param gotBps      what of it arrived
     * @param packetShare the part of it that one packet is, or as many as are lost together
     */
    void look(final double sentBps, final double gotBps, final double packetShare) {
        full = false;
        if (!active) {
            return;
        }
        sent[windows] = sentBps;
        got[windows] = gotBps;
        sizes[windows] = packetShare * sentBps;
        windows++;
        final double odds = odds();
        if (mean(got) > (1 - usual - GONE) * mean(sent) && windows > 1) {
            active = false; // whatever it was, it is over
        } else if (windows >= LEAST_WINDOWS && odds < -LEANS || odds > CERTAIN || windows == MOST_WINDOWS) {
            active = false;
            full = odds > CERTAIN;
        } else if (odds > LEANS) {
            limitBps = Math.max(Math.min(limitBps, OF_BANDWIDTH * mean(got)), FURTHER * limitBps);
        }
    }

    private double mean(final double[] of) {
        double sum = 0;
        for (int i = 0; i < windows; i++) {
            sum += of[i];
        }
        return sum / windows;
    }

    /** How much likelier a full link is, as a natural logarithm: what arrived is normally distributed about what either makes expect. */
    private double odds() {
        final double bandwidth = mean(got);
        final double share = Math.min(0.99, bandwidth / mean(sent));
        double sum = 0;
        for (int i = 0; i < windows; i++) {
            final double throughFull = Math.min(bandwidth, (1 - usual) * sent[i]);
            final double chance = Math.sqrt(Math.max(sizes[i], sent[i] * sizes[i] * share * (1 - share)));
            final double even = EVEN * bandwidth + sizes[i];
            final double one = normal(got[i] - throughFull, even) - normal(got[i] - share * sent[i], chance);
            sum += Math.max(-MOST_A_WINDOW, Math.min(MOST_A_WINDOW, one));
        }
        return sum;
    }

    private static double normal(final double off, final double deviation) {
        return -Math.log(deviation) - off * off / (2 * deviation * deviation);
    }

    /** What may be sent while it lasts, or infinity. */
    double limitBps() {
        return active ? Math.min(limitBps, fromBps) : Double.POSITIVE_INFINITY;
    }

    boolean isActive() {
        return active;
    }

    /** Whether it has just ended, and the link is full. */
    boolean isFull() {
        return full;
    }
}
