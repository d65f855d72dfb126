package io.penstock.codecs.support;

import io.penstock.format.Format;
import io.penstock.frame.UnpooledFrame;

/** Frames outside any pool. On the heap, the payload starts inside its array, not at its head, so that forgotten offsets show. */
public final class Frames {
    private static final int MARGIN = 24;

    private Frames() {
    }

    public static UnpooledFrame of(final Format format) {
        return of(format, format.frameBytes());
    }

    public static UnpooledFrame of(final Format format, final int capacity) {
        return UnpooledFrame.wrap(format, new byte[MARGIN + capacity + MARGIN], MARGIN, capacity);
    }

    public static UnpooledFrame direct(final Format format) {
        return UnpooledFrame.allocateDirect(format, format.frameBytes());
    }

    /** Whether nothing was written around the payload of a frame made here on the heap. */
    public static boolean marginsUntouched(final UnpooledFrame frame) {
        final byte[] array = frame.array();
        for (int i = 0; i < MARGIN; i++) {
            if (array[i] != 0 || array[MARGIN + frame.capacity() + i] != 0) {
                return false;
            }
        }
        return true;
    }
}
