package io.penstock.core.transport;

import io.penstock.core.rtcp.CongestionFeedbackWriter;

/**
 * Writes what arrived as congestion control feedback (RFC 8888). Packets are reported once; where packets get lost, what was reported in the last
 * quarter of a second is said again, because reports get lost as well. One thread.
 */
public final class FeedbackComposer {
    /** Most packets of all streams in one report: two bytes each. */
    private static final int MOST_PACKETS = 480;
    private static final int REPEATED_REPORTS = 8;
    private static final double MEMORY = 1.0 / 64;
    /** Above it, reports are repeated. */
    private static final double LOSSY = 0.02;

    private final ArrivalLog arrivals;
    private final CongestionFeedbackWriter writer = new CongestionFeedbackWriter();
    /** Where the last reports of each stream began. */
    private final long[][] begun = new long[ArrivalLog.MOST_STREAMS][REPEATED_REPORTS];
    private final int[] begunBy = new int[ArrivalLog.MOST_STREAMS];
    private int reports;
    private double loss;

    /**
     * Reports what a log has.
     *
     * @param arrivals the log; the same thread writes it.
     */
    public FeedbackComposer(final ArrivalLog arrivals) {
        this.arrivals = arrivals;
    }

    /**
     * Writes a report of what is new.
     *
     * @param to    takes the report, a reduced-size RTCP compound, from its beginning; 1200 bytes.
     * @param nowNs when it is sent; a turn's beginning may lie before the last arrivals, which are no losses for that.
     * @return its length; 0 = nothing is new.
     */
    public int compose(final byte[] to, final long nowNs) {
        long reportNs = nowNs;
        for (int i = 0; i < arrivals.count(); i++) {
            reportNs = Math.max(reportNs, arrivals.stream(i).lastNs());
        }
        writer.begin(to, 0, to.length, 0);
        int room = MOST_PACKETS;
        boolean any = false;
        for (int i = 0; i < arrivals.count(); i++) {
            final ArrivalLog.Stream stream = arrivals.stream(i);
            final long fresh = Math.max(stream.unreported(), stream.first());
            if (stream.isChanged() && room > 0) {
                any = true;
                final long begin = Math.max(stream.highest() - room + 1, repeated(i, stream, fresh));
                room -= (int) (stream.highest() - begin + 1);
                write(stream, begin, fresh, reportNs);
            }
        }
        arrivals.reported();
        reports++;
        return any ? writer.finish(reportNs) : 0;
    }

    private long repeated(final int index, final ArrivalLog.Stream stream, final long fresh) {
        final long[] ring = begun[index];
        if (begunBy[index] != stream.ssrc()) {
            begunBy[index] = stream.ssrc();
            java.util.Arrays.fill(ring, fresh);
        }
        final int place = reports % REPEATED_REPORTS;
        final long before = Math.max(stream.first(), Math.min(fresh, ring[place]));
        ring[place] = fresh;
        return loss > LOSSY ? before : fresh;
    }

    private void write(final ArrivalLog.Stream stream, final long begin, final long fresh, final long nowNs) {
        writer.stream(stream.ssrc(), (int) begin & 0xFFFF, (int) (stream.highest() - begin + 1));
        for (long sequence = begin; sequence <= stream.highest(); sequence++) {
            final boolean arrived = stream.arrived(sequence);
            writer.packet(arrived, 0, arrived ? stream.arrivedNs(sequence) : nowNs);
            if (sequence >= fresh) {
                loss += MEMORY * ((arrived ? 0 : 1) - loss);
            }
        }
        stream.reported();
    }
}
