package io.penstock.core.congestion;

/** Bits a second over the last part of a second, of bytes at times that may come a little out of order. One thread. */
final class ByteRate {
    private static final long BUCKET_NS = 10_000_000L;
    private static final int BUCKETS = 128;
    private static final int PAUSE_BUCKETS = 5;
    private static final int LEAST_PACKETS = 4;

    private final long[] bytes = new long[BUCKETS];
    private final int[] packets = new int[BUCKETS];
    private long newest;
    private long first;
    private boolean any;

    void add(final long timeNs, final int count) {
        final long bucket = Math.floorDiv(timeNs, BUCKET_NS);
        if (!any || bucket < newest - 100L * BUCKETS) {
            any = true;
            clear();
            newest = bucket;
            first = bucket;
        }
        advance(bucket);
        if (bucket > newest - BUCKETS) {
            bytes[(int) bucket & BUCKETS - 1] += count;
            packets[(int) bucket & BUCKETS - 1]++;
        }
    }

    /** It is now so late: what was not added until now was nothing. */
    void now(final long timeNs) {
        if (any) {
            advance(Math.floorDiv(timeNs, BUCKET_NS));
        }
    }

    private void advance(final long bucket) {
        if (bucket - newest >= BUCKETS) {
            clear();
            newest = bucket;
        }
        while (newest < bucket) {
            newest++;
            bytes[(int) newest & BUCKETS - 1] = 0;
            packets[(int) newest & BUCKETS - 1] = 0;
        }
    }

    private void clear() {
        java.util.Arrays.fill(bytes, 0);
        java.util.Arrays.fill(packets, 0);
    }

    /** Bits a second over this time up to the newest; 0 before half of it has passed. */
    double bps(final long windowNs) {
        final long buckets = Math.min(Math.min(BUCKETS, windowNs / BUCKET_NS), newest - first + 1);
        if (!any || buckets < windowNs / BUCKET_NS / 2) {
            return 0;
        }
        long sum = 0;
        for (long b = newest - buckets + 1; b <= newest; b++) {
            sum += bytes[(int) b & BUCKETS - 1];
        }
        return sum * 8e9 / (buckets * BUCKET_NS);
    }

    /** The same of the last packets that came without a long pause between them; without such ones, infinity. */
    double busyBps(final long windowNs) {
        long sum = 0;
        int found = 0;
        int idle = 0;
        long from = newest + 1;
        long oldest = 0;
        for (long b = newest; b > newest - Math.min(BUCKETS, windowNs / BUCKET_NS) && b >= first && idle < PAUSE_BUCKETS; b--) {
            final int i = (int) b & BUCKETS - 1;
            idle = packets[i] == 0 ? idle + 1 : 0;
            if (packets[i] > 0) {
                from = b;
                oldest = bytes[i];
                sum += oldest;
                found += packets[i];
            }
        }
        return found < LEAST_PACKETS || from == newest ? Double.POSITIVE_INFINITY : (sum - oldest) * 8e9 / ((newest - from) * BUCKET_NS);
    }
}
