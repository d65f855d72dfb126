package io.penstock.spi;

import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageProvider.Option;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Option values of a stage in pipeline text, checked against what its provider declares. Immutable. */
public final class StageOptions {
    private final String stage;
    private final Map<String, String> values;

    private StageOptions(final String stage, final Map<String, String> values) {
        this.stage = stage;
        this.values = values;
    }

    /**
     * Checks values and fills in defaults.
     *
     * @param provider what is configured.
     * @param given    values by name.
     * @return the options.
     * @throws ConfigurationException with everything that is wrong, in one line.
     */
    public static StageOptions check(final StageProvider provider, final Map<String, String> given) {
        final Map<String, String> values = new TreeMap<>();
        final List<String> wrong = new ArrayList<>();
        final Map<String, String> left = new TreeMap<>(given);
        for (final Option option : provider.options()) {
            final String value = left.containsKey(option.name()) ? left.remove(option.name()) : option.defaultValue();
            if (value == null) {
                wrong.add(option.name() + " is missing (" + option.summary() + ')');
                continue;
            }
            values.put(option.name(), value);
            final String problem = problem(option, value);
            if (problem != null) {
                wrong.add(problem);
            }
        }
        if (!left.isEmpty()) {
            wrong.add("unknown " + String.join(", ", left.keySet()) + " (known: "
                + provider.options().stream().map(Option::name).collect(Collectors.joining(", ")) + ')');
        }
        if (!wrong.isEmpty()) {
            throw new ConfigurationException("stage \"" + provider.name() + "\": " + String.join("; ", wrong));
        }
        return new StageOptions(provider.name(), values);
    }

    /**
     * Text of an option.
     *
     * @param name name of a declared option.
     * @return its value.
     */
    public String text(final String name) {
        final String value = values.get(name);
        if (value == null) {
            throw new ConfigurationException("stage \"" + stage + "\" asks for option \"" + name + "\", which it does not declare");
        }
        return value;
    }

    /**
     * A whole number.
     *
     * @param name name of an {@code INT} option.
     * @return its value.
     */
    public int integer(final String name) {
        return parseInt(text(name));
    }

    /**
     * A number.
     *
     * @param name name of a {@code NUMBER} option.
     * @return its value.
     */
    public double number(final String name) {
        return Double.parseDouble(text(name));
    }

    /**
     * A flag.
     *
     * @param name name of a {@code FLAG} option.
     * @return its value.
     */
    public boolean flag(final String name) {
        return Boolean.parseBoolean(text(name));
    }

    /**
     * A duration.
     *
     * @param name name of a {@code DURATION} option.
     * @return its value.
     */
    public Duration duration(final String name) {
        return parseDuration(text(name));
    }

    /**
     * Width of a size.
     *
     * @param name name of a {@code SIZE} option.
     * @return pixels.
     */
    public int width(final String name) {
        return Integer.parseInt(text(name).split("x")[0]);
    }

    /**
     * Height of a size.
     *
     * @param name name of a {@code SIZE} option.
     * @return pixels.
     */
    public int height(final String name) {
        return Integer.parseInt(text(name).split("x")[1]);
    }

    private static String problem(final Option option, final String value) {
        try {
            final boolean fits = switch (option.type()) {
                case TEXT -> true;
                case INT -> parseInt(value) >= Integer.MIN_VALUE;
                case NUMBER -> Double.isFinite(Double.parseDouble(value));
                case FLAG -> value.equals("true") || value.equals("false");
                case DURATION -> !parseDuration(value).isNegative();
                case SIZE -> value.matches("[1-9]\\d{0,4}x[1-9]\\d{0,4}");
            };
            return fits ? null : refusal(option, value);
        } catch (final NumberFormatException | ArithmeticException e) {
            return refusal(option, value);
        }
    }

    private static String refusal(final Option option, final String value) {
        final String accepted = switch (option.type()) {
            case TEXT -> "text";
            case INT -> "a whole number such as 5, 800k or 2M";
            case NUMBER -> "a number such as 0.5";
            case FLAG -> "true or false";
            case DURATION -> "a duration such as 40ms or 2s";
            case SIZE -> "a size such as 640x360";
        };
        return option.name() + '=' + value + " is not " + accepted;
    }

    private static int parseInt(final String value) {
        final int scale = value.endsWith("k") ? 1_000 : value.endsWith("M") ? 1_000_000 : 1;
        return Math.multiplyExact(Integer.parseInt(scale == 1 ? value : value.substring(0, value.length() - 1)), scale);
    }

    private static Duration parseDuration(final String value) {
        if (value.endsWith("ms")) {
            return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
        }
        if (value.endsWith("s")) {
            return Duration.ofNanos(Math.round(Double.parseDouble(value.substring(0, value.length() - 1)) * 1e9));
        }
        throw new NumberFormatException(value);
    }

    @Override
    public String toString() {
        return stage + ' ' + values;
    }
}
