package io.penstock.examples.call;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What is known of each frame at one end of the call: rows of numbers, found by a key, filled in by several threads as the frame passes
 * them. One thread opens rows; any thread fills and reads. Nothing allocates after construction; the oldest rows are overwritten when the
 * table is full.
 */
final class FrameTable {
    /** A cell that nothing was written to. */
    static final long EMPTY = Long.MIN_VALUE;
    private static final int MOST_ROWS = 1 << 18;
    private static final int LOOK_BACK = 1024;
    private static final int KEY = 0;
    private final AtomicLongArray cells;
    private final int columns;
    private final int mask;
    private volatile long opened;

    /**
     * Creates a table.
     *
     * @param rows    wanted; rounded up to a power of two.
     * @param columns cells a row, beside the key.
     */
    FrameTable(final long rows, final int columns) {
        final int capacity = (int) Math.min(MOST_ROWS, Long.highestOneBit(Math.max(16, rows) * 2 - 1));
        this.columns = columns + 1;
        mask = capacity - 1;
        cells = new AtomicLongArray(capacity * this.columns);
    }

    /** Starts a row; its cells are empty. */
    int open(final long key) {
        final long number = opened;
        final int row = (int) number & mask;
        for (int c = 1; c < columns; c++) {
            cells.set(row * columns + c, EMPTY);
        }
        cells.set(row * columns + KEY, key);
        opened = number + 1;
        return row;
    }

    /** The newest row of that key; −1 if there is none among the last ones. */
    int find(final long key) {
        final long end = opened;
        final long last = Math.max(0, end - Math.min(LOOK_BACK, mask + 1L));
        for (long number = end - 1; number >= last; number--) {
            final int row = (int) number & mask;
            if (cells.get(row * columns + KEY) == key) {
                return row;
            }
        }
        return -1;
    }

    void put(final int row, final int column, final long value) {
        cells.set(row * columns + column, value);
    }

    /** Adds to a cell that only the calling thread writes. */
    void add(final int row, final int column, final long value) {
        final int cell = row * columns + column;
        final long old = cells.get(cell);
        cells.set(cell, old == EMPTY ? value : old + value);
    }

    long get(final int row, final int column) {
        return cells.get(row * columns + column);
    }

    long key(final int row) {
        return cells.get(row * columns + KEY);
    }

    /** Rows ever opened. */
    long opened() {
        return opened;
    }

    /** Number of the oldest row that is still there. */
    long oldest() {
        return Math.max(0, opened - (mask + 1L));
    }

    /** Place of the row with that number, counted from the first ever opened. */
    int row(final long number) {
        return (int) number & mask;
    }
}
