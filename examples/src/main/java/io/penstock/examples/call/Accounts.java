package io.penstock.examples.call;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Takes the latency of every frame apart, after the call: what the sender and what the receiver noted of it are joined by RTP timestamp.
 *
 * <p>What the engine added is what is left of rendered − captured without codec calls, link, intended hold and, for sound, the time the frame
 * itself lasts (nothing can be sent before its last sample was captured). Where the link is bare loopback, its usual time is subtracted
 * (the median) and no more: that a packet lay in the socket longer is the engine's doing.
 */
final class Accounts {
    private static final long NO_ROW = -1;
    private final Series engine;
    private final Map<String, Double> parts = new LinkedHashMap<>();

    /**
     * Takes frames apart.
     *
     * @param send     what the sender noted.
     * @param receive  what the receiver noted.
     * @param aheadNs  by how much the sender's clock is ahead of the receiver's.
     * @param frameNs  time that a frame lasts, for sound; 0 for pictures.
     * @param impaired whether the link delays packets on purpose.
     */
    Accounts(final FrameTable send, final FrameTable receive, final long aheadNs, final long frameNs, final boolean impaired) {
        final Map<Long, Integer> sent = new HashMap<>();
        for (long n = send.oldest(); n < send.opened(); n++) {
            final int row = send.row(n);
            if (send.get(row, SendMeter.SENT_NS) != FrameTable.EMPTY && send.get(row, SendMeter.ENCODE_NS) != FrameTable.EMPTY) {
                sent.put(send.get(row, SendMeter.RTP_TIMESTAMP), row);
            }
        }
        final int rows = (int) (receive.opened() - receive.oldest());
        engine = new Series(rows);
        final long usualNs = impaired ? Long.MAX_VALUE : usualTransit(sent, send, receive, aheadNs);
        final long[] sums = new long[7];
        int n = 0;
        for (long number = receive.oldest(); number < receive.opened(); number++) {
            final int to = receive.row(number);
            final Integer from = sent.get(receive.key(to));
            if (from != null && isComplete(receive, to)) {
                add(send, from, receive, to, aheadNs, frameNs, usualNs, sums);
                n++;
            }
        }
        final String[] names = {"frame", "encode", "pace", "link", "hold", "decode", "engine"};
        for (int i = 0; i < names.length; i++) {
            if (n > 0 && !(i == 0 && frameNs == 0)) {
                parts.put(names[i], Series.round(sums[i] / 1e6 / n));
            }
        }
    }

    private static boolean isComplete(final FrameTable receive, final int row) {
        return receive.get(row, ReceiveMeter.SHOWN_NS) != FrameTable.EMPTY && receive.get(row, ReceiveMeter.ARRIVED_NS) != FrameTable.EMPTY
            && receive.get(row, ReceiveMeter.DECODE_NS) != FrameTable.EMPTY;
    }

    private static long usualTransit(final Map<Long, Integer> sent, final FrameTable send, final FrameTable receive, final long aheadNs) {
        final long[] transits = new long[(int) (receive.opened() - receive.oldest())];
        int n = 0;
        for (long number = receive.oldest(); number < receive.opened(); number++) {
            final int to = receive.row(number);
            final Integer from = sent.get(receive.key(to));
            if (from != null) {
                transits[n++] = receive.get(to, ReceiveMeter.ARRIVED_NS) + aheadNs - send.get(from, SendMeter.SENT_NS);
            }
        }
        Arrays.sort(transits, 0, n);
        return n == 0 ? NO_ROW : transits[n / 2];
    }

    private void add(final FrameTable send, final int from, final FrameTable receive, final int to, final long aheadNs, final long frameNs,
                     final long usualNs, final long[] sums) {
        final long stamped = receive.get(to, ReceiveMeter.CAPTURED_NS);
        final long capturedNs = stamped != FrameTable.EMPTY ? stamped : send.key(from) - aheadNs;
        final long shownNs = receive.get(to, ReceiveMeter.SHOWN_NS);
        final long encodeNs = send.get(from, SendMeter.ENCODE_NS);
        final long queuedNs = send.get(from, SendMeter.QUEUED_NS);
        final long paceNs = queuedNs == FrameTable.EMPTY ? 0 : Math.max(0, send.get(from, SendMeter.SENT_NS) - queuedNs);
        final long linkNs = Math.min(usualNs, receive.get(to, ReceiveMeter.ARRIVED_NS) + aheadNs - send.get(from, SendMeter.SENT_NS));
        final long holdNs = Math.max(0, receive.get(to, ReceiveMeter.HOLD_NS));
        final long decodeNs = receive.get(to, ReceiveMeter.DECODE_NS);
        final long engineNs = shownNs - capturedNs - frameNs - encodeNs - paceNs - linkNs - holdNs - decodeNs;
        engine.add(shownNs, engineNs);
        final long[] each = {frameNs, encodeNs, paceNs, linkNs, holdNs, decodeNs, engineNs};
        for (int i = 0; i < each.length; i++) {
            sums[i] += each[i];
        }
    }

    /** What the engine added to each frame. */
    Series engine() {
        return engine;
    }

    /** Means in milliseconds, in the order a frame passes them. */
    Map<String, Double> parts() {
        return parts;
    }
}
