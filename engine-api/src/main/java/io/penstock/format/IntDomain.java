package io.penstock.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A set of whole numbers that a port accepts: choices in order of preference, or a range. */
public final class IntDomain {
    private static final IntDomain ANY = new IntDomain(null, Integer.MIN_VALUE, Integer.MAX_VALUE);

    private final int[] choices;
    private final int min;
    private final int max;

    private IntDomain(final int[] choices, final int min, final int max) {
        this.choices = choices;
        this.min = min;
        this.max = max;
    }

    /**
     * Everything.
     *
     * @return the domain.
     */
    public static IntDomain any() {
        return ANY;
    }

    /**
     * Some numbers, the preferred first.
     *
     * @param choices the numbers.
     * @return the domain; empty when none is given.
     */
    public static IntDomain of(final int... choices) {
        return new IntDomain(choices.clone(), 0, 0);
    }

    /**
     * A range, the lowest preferred.
     *
     * @param min lowest, inclusive.
     * @param max highest, inclusive.
     * @return the domain.
     */
    public static IntDomain range(final int min, final int max) {
        return min > max ? of() : new IntDomain(null, min, max);
    }

    /**
     * Whether a number is in.
     *
     * @param value the number.
     * @return true if so.
     */
    public boolean contains(final int value) {
        if (choices == null) {
            return value >= min && value <= max;
        }
        for (final int choice : choices) {
            if (choice == value) {
                return true;
            }
        }
        return false;
    }

    /**
     * What is in both, in this domain's order of preference.
     *
     * @param other the other.
     * @return the intersection.
     */
    public IntDomain intersect(final IntDomain other) {
        if (choices == null && other.choices == null) {
            return range(Math.max(min, other.min), Math.min(max, other.max));
        }
        final int[] mine = choices == null ? other.choices : choices;
        final IntDomain filter = choices == null ? this : other;
        final List<Integer> kept = new ArrayList<>();
        for (final int choice : mine) {
            if (filter.contains(choice)) {
                kept.add(choice);
            }
        }
        return of(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Whether nothing is in.
     *
     * @return true if so.
     */
    public boolean isEmpty() {
        return choices != null && choices.length == 0;
    }

    /**
     * Whether everything is in.
     *
     * @return true if so.
     */
    public boolean isAny() {
        return choices == null && min == Integer.MIN_VALUE && max == Integer.MAX_VALUE;
    }

    /**
     * The number to take when the choice is free.
     *
     * @param fallback what to take if the domain contains it and has no first choice of its own.
     * @return the preferred number.
     * @throws IllegalStateException if the domain is empty.
     */
    public int preferred(final int fallback) {
        if (isEmpty()) {
            throw new IllegalStateException("an empty domain has no preferred number");
        }
        if (choices != null) {
            return choices[0];
        }
        return contains(fallback) ? fallback : min;
    }

    /**
     * Numbers to try, the preferred first: all choices, or of a range the fallback and both ends.
     *
     * @param fallback what to try first in a range that contains it.
     * @return distinct numbers of the domain; empty if it is empty.
     */
    public List<Integer> candidates(final int fallback) {
        if (choices != null) {
            return Arrays.stream(choices).distinct().boxed().toList();
        }
        return Arrays.stream(new int[] {preferred(fallback), min, max}).distinct().boxed().toList();
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof IntDomain that && min == that.min && max == that.max && Arrays.equals(choices, that.choices);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * min + max) + Arrays.hashCode(choices);
    }

    @Override
    public String toString() {
        if (choices != null) {
            return choices.length == 0 ? "none" : Arrays.stream(choices).mapToObj(Integer::toString).collect(Collectors.joining("|"));
        }
        if (isAny()) {
            return "any";
        }
        return min == max ? Integer.toString(min) : (min == Integer.MIN_VALUE ? "" : min) + ".." + (max == Integer.MAX_VALUE ? "" : max);
    }
}
