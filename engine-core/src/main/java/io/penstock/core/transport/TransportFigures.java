package io.penstock.core.transport;

import java.util.concurrent.atomic.AtomicLongArray;

/** The newest figures of a transport: one thread writes them, any reads them, each for itself. */
final class TransportFigures {
    static final int TARGET_BPS = 0;
    static final int ACKNOWLEDGED_BPS = 1;
    static final int SENT_BPS = 2;
    static final int ENCODER_BPS = 3;
    static final int LOSS_PERMILLE = 4;
    static final int RTT_NS = 5;
    static final int QUEUE_NS = 6;
    static final int IN_FLIGHT = 7;
    static final int WINDOW = 8;
    static final int WAITING_NS = 9;
    static final int REPAIR_PERMILLE = 10;
    static final int OVERUSING = 11;
    static final int PACKETS = 12;
    static final int RETRANSMISSIONS = 13;
    static final int REPAIR_PACKETS = 14;
    static final int PADDING_PACKETS = 15;
    static final int FEEDBACKS = 16;
    private static final int COUNT = 17;

    private final AtomicLongArray values = new AtomicLongArray(COUNT);

    TransportFigures put(final int which, final long value) {
        values.lazySet(which, value);
        return this;
    }

    TransportStatistics read() {
        return new TransportStatistics(integer(TARGET_BPS), integer(ACKNOWLEDGED_BPS), integer(SENT_BPS), integer(ENCODER_BPS),
            integer(LOSS_PERMILLE), values.get(RTT_NS), values.get(QUEUE_NS), values.get(IN_FLIGHT), values.get(WINDOW),
            values.get(WAITING_NS), integer(REPAIR_PERMILLE), values.get(OVERUSING) != 0, values.get(PACKETS), values.get(RETRANSMISSIONS),
            values.get(REPAIR_PACKETS), values.get(PADDING_PACKETS), values.get(FEEDBACKS));
    }

    private int integer(final int which) {
        return (int) values.get(which);
    }
}
