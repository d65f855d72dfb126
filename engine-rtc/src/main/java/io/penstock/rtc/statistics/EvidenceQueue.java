package io.penstock.rtc.statistics;

import java.util.concurrent.atomic.AtomicLong;

/** Takes records of a few numbers from one thread to another, without locks; what does not fit is counted. */
final class EvidenceQueue {
    static final int FIELDS = 6;

    private final long[] records;
    private final int capacity;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** Takes a record. */
    interface Reader {
        void record(int kind, long a, long b, long c, long d, long e);
    }

    EvidenceQueue(final int capacity) {
        this.capacity = capacity;
        records = new long[capacity * FIELDS];
    }

    void write(final int kind, final long a, final long b, final long c, final long d, final long e) {
        final long next = written.getPlain();
        if (next - read.getAcquire() >= capacity) {
            refused.setRelease(refused.getPlain() + 1);
            return;
        }
        final int at = (int) (next % capacity) * FIELDS;
        records[at] = kind;
        records[at + 1] = a;
        records[at + 2] = b;
        records[at + 3] = c;
        records[at + 4] = d;
        records[at + 5] = e;
        written.setRelease(next + 1);
    }

    /** Records written so far. */
    long written() {
        return written.getAcquire();
    }

    /** Reads what is there, up to a record written. */
    void readAll(final long most, final Reader reader) {
        final long until = Math.min(most, written.getAcquire());
        for (long next = read.getPlain(); next < until; next++) {
            final int at = (int) (next % capacity) * FIELDS;
            reader.record((int) records[at], records[at + 1], records[at + 2], records[at + 3], records[at + 4], records[at + 5]);
            read.setRelease(next + 1);
        }
    }

    long refused() {
        return refused.getAcquire();
    }
}
