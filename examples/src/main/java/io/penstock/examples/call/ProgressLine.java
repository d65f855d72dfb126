package io.penstock.examples.call;

import io.penstock.examples.report.CallReport.Flow;
import io.penstock.examples.report.CallReport.Second;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/** One line that is rewritten every second on a terminal, and a plain line every five seconds where there is none. */
final class ProgressLine {
    private static final int PLAIN_EVERY = 5;
    private static final int WIDTH = 118;
    private final PrintWriter out;
    private final boolean terminal;
    private int lines;
    private boolean open;

    ProgressLine(final PrintWriter out) {
        this(out, isTerminal());
    }

    ProgressLine(final PrintWriter out, final boolean terminal) {
        this.out = out;
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

    void show(final Second second) {
        if (terminal) {
            out.print('\r' + padded(text(second)));
            out.flush();
            open = true;
        } else if (++lines % PLAIN_EVERY == 0) {
            out.println(text(second));
            out.flush();
        }
    }

    /** Something that must not be overwritten. */
    void say(final String text) {
        end();
        out.println(text);
        out.flush();
    }

    /** Leaves the line. */
    void end() {
        if (open) {
            out.println();
            open = false;
        }
    }

    static String text(final Second s) {
        final StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%4.0f s", s.t()));
        pair(line, "fps", "%4.1f", s.videoA2b(), s.videoB2a(), Flow::fps);
        pair(line, "kbps", "%4.0f", s.videoA2b(), s.videoB2a(), Flow::kbps);
        latency(line, "video", s.videoA2b(), s.videoB2a());
        latency(line, "audio", s.audioA2b(), s.audioB2a());
        line.append(" | lost ").append(lost(s.videoA2b()) + lost(s.videoB2a()) + lost(s.audioA2b()) + lost(s.audioB2a()));
        line.append(" | cpu ").append(s.cpuLoad() == null ? "?" : String.format(Locale.ROOT, "%.0f %%", 100 * s.cpuLoad()));
        return line.toString();
    }

    private static void pair(final StringBuilder line, final String unit, final String format, final Flow a, final Flow b,
                             final java.util.function.ToDoubleFunction<Flow> value) {
        line.append(" | ");
        String between = "";
        for (final Flow flow : new Flow[] {a, b}) {
            if (flow != null) {
                line.append(between).append(String.format(Locale.ROOT, format, value.applyAsDouble(flow)));
                between = " ";
            }
        }
        line.append(' ').append(unit);
    }

    private static void latency(final StringBuilder line, final String what, final Flow a, final Flow b) {
        line.append(" | ").append(what);
        for (final Flow flow : new Flow[] {a, b}) {
            if (flow != null && flow.p50() != null) {
                line.append(String.format(Locale.ROOT, " %.0f/%.0f", flow.p50(), flow.p99()));
            }
        }
        line.append(" ms");
    }

    private static long lost(final Flow flow) {
        return flow == null ? 0 : flow.lost();
    }

    private static String padded(final String text) {
        return text.length() >= WIDTH ? text : text + " ".repeat(WIDTH - text.length());
    }
}
