package io.penstock.rtc.forward;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Things by number, without boxes: a hash table with open addressing. One thread.
 *
 * @param <T> what is kept; told apart by identity.
 */
final class IntTable<T> {
    private static final int LEAST = 16;
    private int[] keys = new int[LEAST];
    private Object[] slots = new Object[LEAST];
    private final List<T> values = new ArrayList<>();
    private final List<T> view = Collections.unmodifiableList(values);

    @SuppressWarnings("unchecked")
    T get(final int number) {
        return (T) slots[find(number)];
    }

    /** All of it as it is now, in the order in which it was put: to be gone through while nothing is put or removed. */
    List<T> values() {
        return view;
    }

    /** Puts what was not there before. */
    void put(final int number, final T value) {
        if (2 * values.size() >= slots.length) {
            grow();
        }
        final int at = find(number);
        keys[at] = number;
        slots[at] = value;
        values.add(value);
    }

    T remove(final int number) {
        final T gone = get(number);
        if (gone != null) {
            values.remove(gone);
            close(find(number));
        }
        return gone;
    }

    /** The place of a number, or the free one where it would be. */
    private int find(final int number) {
        final int mask = slots.length - 1;
        int at = spread(number) & mask;
        while (slots[at] != null && keys[at] != number) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Frees a place: what stands behind it because it was taken moves up (Knuth, The Art of Computer Programming 3, 6.4, algorithm R). */
    private void close(final int place) {
        final int mask = slots.length - 1;
        int free = place;
        for (int at = free + 1 & mask; slots[at] != null; at = at + 1 & mask) {
            final int home = spread(keys[at]) & mask;
            if ((at - home & mask) >= (at - free & mask)) {
                keys[free] = keys[at];
                slots[free] = slots[at];
                free = at;
            }
        }
        slots[free] = null;
    }

    private void grow() {
        final int[] oldKeys = keys;
        final Object[] old = slots;
        keys = new int[2 * old.length];
        slots = new Object[2 * old.length];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != null) {
                final int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                slots[at] = old[i];
            }
        }
    }

    private static int spread(final int number) {
        final int mixed = number * 0x9E37_79B1;
        return mixed ^ mixed >>> 16;
    }
}
