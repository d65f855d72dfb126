package io.penstock.core.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Finds what somebody may have meant. */
final class Nearest {
    private static final int MOST_SHOWN = 3;

    private Nearest() {
    }

    /** Names close to the one given, closest first; at most three. */
    static List<String> names(final String given, final Collection<String> known) {
        final String wanted = given.toLowerCase(Locale.ROOT);
        final int tolerance = Math.max(1, wanted.length() / 3);
        return known.stream().distinct()
            .filter(name -> distance(wanted, name) <= tolerance || !wanted.isEmpty() && name.toLowerCase(Locale.ROOT).startsWith(wanted))
            .sorted(Comparator.comparingInt((String name) -> distance(wanted, name)).thenComparing(Comparator.naturalOrder()))
            .limit(MOST_SHOWN).toList();
    }

    /** A hint for a message: what may have been meant, or else everything known. */
    static String hint(final String given, final Collection<String> known) {
        final List<String> near = names(given, known);
        if (!near.isEmpty()) {
            return "did you mean " + near.stream().map(name -> '"' + name + '"').collect(Collectors.joining(" or ")) + '?';
        }
        return known.isEmpty() ? "there are none" : "known: " + known.stream().distinct().sorted().collect(Collectors.joining(", "));
    }

    // Levenshtein, with a swap of neighbours counted once (optimal string alignment)
    private static int distance(final String a, final String other) {
        final String b = other.toLowerCase(Locale.ROOT);
        final int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                final int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
