package io.penstock.examples.h264;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** How far long work has come: a bar that is redrawn on a terminal, a line every quarter where there is none. One thread. */
final class ProgressBar {
    private static final int CELLS = 40;
    private static final int PLAIN_PARTS = 4;

    private final PrintWriter out;
    private final String what;
    private final long total;
    private final boolean terminal;
    private int shown = -1;

    /**
     * Begins at 0.
     *
     * @param total what is 100 %, positive.
     */
    ProgressBar(final PrintWriter out, final String what, final long total) {
        this(out, what, total, isTerminal());
    }

    ProgressBar(final PrintWriter out, final String what, final long total, final boolean terminal) {
        this.out = out;
        this.what = what;
        this.total = Math.max(1, total);
        this.terminal = terminal;
    }

    /** From Java 22 on there is a console also where there is no terminal, and it can be asked. */
    private static boolean isTerminal() {
        final java.io.Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) java.io.Console.class.getMethod("isTerminal").invoke(console);
        } catch (final NoSuchMethodException e) {
            return true;
        } catch (final IllegalAccessException | InvocationTargetException e) {
            return false;
        }
    }

    /** So much is done; {@code more} is shown behind it. */
    void at(final long done, final String more) {
        final double share = Math.min(1, done / (double) total);
        if (terminal) {
            if ((int) (share * 1000) != shown) {
                shown = (int) (share * 1000);
                final int cells = (int) (share * CELLS);
                out.print(String.format(Locale.ROOT, "\r%s [%s%s] %3.0f %% %s ", what, "#".repeat(cells), " ".repeat(CELLS - cells), 100 * share,
                    more));
                out.flush();
            }
        } else if ((int) (share * PLAIN_PARTS) > Math.max(0, shown)) {
            shown = (int) (share * PLAIN_PARTS);
            out.println(String.format(Locale.ROOT, "%s %.0f %% %s", what, 100 * share, more).strip());
            out.flush();
        }
    }

    /** Leaves the line. */
    void end() {
        if (terminal && shown >= 0) {
            out.println();
            out.flush();
        }
    }
}
