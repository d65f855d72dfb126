package io.penstock.examples.report;

import java.util.Locale;

/** Markup text under construction, with everything that comes from outside escaped. */
final class Svg {
    private final StringBuilder text = new StringBuilder(1024);

    /** Appends markup as it is. */
    Svg raw(final String markup) {
        text.append(markup);
        return this;
    }

    /**
     * Appends markup, with {@code %s} for texts, which are escaped, and for numbers, which are written with one decimal at most.
     *
     * @param format markup with {@code %s}.
     * @param values texts, numbers, or {@code Svg} that is inserted as it is.
     * @return this.
     */
    Svg add(final String format, final Object... values) {
        int from = 0;
        for (final Object value : values) {
            final int at = format.indexOf("%s", from);
            text.append(format, from, at).append(shown(value));
            from = at + 2;
        }
        text.append(format, from, format.length());
        return this;
    }

    /** Forgets what was appended. */
    void clear() {
        text.setLength(0);
    }

    private static String shown(final Object value) {
        if (value instanceof Svg svg) {
            return svg.toString();
        }
        if (value instanceof Double number) {
            return number(number);
        }
        return escape(String.valueOf(value));
    }

    /** A coordinate: one decimal, none for whole numbers. */
    static String number(final double value) {
        final String shown = String.format(Locale.ROOT, "%.1f", value);
        return shown.endsWith(".0") ? shown.substring(0, shown.length() - 2) : shown;
    }

    /** Text that is safe between tags and inside quoted attributes. */
    static String escape(final String value) {
        final StringBuilder safe = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n' -> safe.append("&#10;");
                default -> {
                    // The other control characters are not allowed in HTML at all.
                    if (c >= ' ' || c == '\t') {
                        safe.append(c);
                    }
                }
            }
        }
        return safe.toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
