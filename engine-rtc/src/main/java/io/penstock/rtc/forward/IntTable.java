package io.penstock.rtc.forward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Things by number, without boxes: a hash table with open addressing, made anew whenever it changes, which is rare. One thread.
 *
 * @param <T> what is kept.
 */
final class IntTable<T> {
    private static final int LEAST = 16;
    private int[] keys = new int[LEAST];
    private Object[] slots = new Object[LEAST];
    private int[] numbers = {};
    private List<T> values = List.of();

    @SuppressWarnings("unchecked")
    T get(final int number) {
        final int mask = slots.length - 1;
        for (int i = spread(number) & mask; slots[i] != null; i = i + 1 & mask) {
            if (keys[i] == number) {
                return (T) slots[i];
            }
        }
        return null;
    }

    /** All of it, in the order in which it was put; does not change any more. */
    List<T> values() {
        return values;
    }

    /** Puts what was not there before. */
    void put(final int number, final T value) {
        final List<T> more = new ArrayList<>(values);
        more.add(value);
        numbers = Arrays.copyOf(numbers, more.size());
        numbers[more.size() - 1] = number;
        values = List.copyOf(more);
        build();
    }

    T remove(final int number) {
        final T gone = get(number);
        if (gone == null) {
            return null;
        }
        final List<T> fewer = new ArrayList<>();
        final int[] left = new int[numbers.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] != number) {
                left[fewer.size()] = numbers[i];
                fewer.add(values.get(i));
            }
        }
        numbers = left;
        values = List.copyOf(fewer);
        build();
        return gone;
    }

    private void build() {
        final int size = Math.max(LEAST, Integer.highestOneBit(Math.max(1, numbers.length)) * 4);
        keys = new int[size];
        slots = new Object[size];
        for (int n = 0; n < numbers.length; n++) {
            int i = spread(numbers[n]) & size - 1;
            while (slots[i] != null) {
                i = i + 1 & size - 1;
            }
            keys[i] = numbers[n];
            slots[i] = values.get(n);
        }
    }

    private static int spread(final int number) {
        final int mixed = number * 0x9E37_79B1;
        return mixed ^ mixed >>> 16;
    }
}
