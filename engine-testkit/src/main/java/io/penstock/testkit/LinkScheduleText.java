package io.penstock.testkit;

import io.penstock.clock.Timebase;
import io.penstock.testkit.LinkSchedule.Passage;
import io.penstock.testkit.LossyLink.Profile;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of a {@link LinkSchedule}: {@code 2M:10s,300k:20s,2M}. */
final class LinkScheduleText {
    private static final Pattern RATE = Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?)([kKmM]?)");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|min)");
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final int MAX_STEPS = 10_000;

    private LinkScheduleText() {
    }

    static LinkSchedule read(final String text, final Profile base) {
        final String[] steps = text.trim().split(",", MAX_STEPS + 1);
        if (steps.length > MAX_STEPS) {
            throw new IllegalArgumentException("rates over time: accepted are up to " + MAX_STEPS + " steps");
        }
        final LinkSchedule.Builder builder = LinkSchedule.builder();
        for (int i = 0; i < steps.length; i++) {
            final String[] parts = steps[i].trim().split(":", -1);
            final boolean isLast = i == steps.length - 1;
            if (parts.length > 2 || parts.length == 1 && !isLast) {
                throw wrong(text, steps[i], parts.length > 2 ? "too many colons" : "no duration, which only the last step may lack");
            }
            final Passage passage = passage(parts[0]);
            if (parts.length == 1 && passage != Passage.OPEN) {
                throw wrong(text, steps[i], "an outage needs a duration");
            }
            final Profile profile = passage == Passage.OPEN ? base.toBuilder().rate(rate(text, parts[0]), Duration.ofNanos(base.queueNs()))
                .build() : null;
            if (parts.length == 1) {
                return builder.last(profile);
            }
            final Duration lasts = duration(text, parts[1]);
            if (profile != null) {
                builder.step(profile, lasts);
            } else if (i == 0) {
                builder.add(base, passage, lasts);
            } else if (passage == Passage.LOSES) {
                builder.loses(lasts);
            } else {
                builder.holds(lasts);
            }
        }
        return builder.repeating();
    }

    private static Passage passage(final String text) {
        return text.equals("off") ? Passage.LOSES : text.equals("hold") ? Passage.HOLDS : Passage.OPEN;
    }

    private static long rate(final String text, final String part) {
        final Matcher m = RATE.matcher(part);
        if (!m.matches()) {
            throw wrong(text, part, "no rate");
        }
        final double unit = m.group(2).isEmpty() ? 1 : m.group(2).equalsIgnoreCase("k") ? KILO : MEGA;
        return Math.round(Double.parseDouble(m.group(1)) * unit);
    }

    private static Duration duration(final String text, final String part) {
        final Matcher m = DURATION.matcher(part);
        if (!m.matches()) {
            throw wrong(text, part, "no duration");
        }
        final double unit = switch (m.group(2)) {
            case "ms" -> Timebase.NANOS_PER_MS;
            case "s" -> Timebase.NANOS_PER_SECOND;
            default -> 60.0 * Timebase.NANOS_PER_SECOND;
        };
        final Duration lasts = Duration.ofNanos(Math.round(Double.parseDouble(m.group(1)) * unit));
        if (lasts.isZero()) {
            throw wrong(text, part, "no time at all");
        }
        return lasts;
    }

    private static IllegalArgumentException wrong(final String text, final String part, final String why) {
        return new IllegalArgumentException("rates over time \"" + text + "\": \"" + part.trim() + "\" is wrong (" + why
            + "); accepted is for instance 2M:10s,300k:20s,2M, with off or hold for an outage and 0 for no limit");
    }

    static String rate(final long bitsPerSecond) {
        if (bitsPerSecond % 1_000_000 == 0 && bitsPerSecond > 0) {
            return bitsPerSecond / 1_000_000 + "M";
        }
        return bitsPerSecond % 1000 == 0 && bitsPerSecond > 0 ? bitsPerSecond / 1000 + "k" : Long.toString(bitsPerSecond);
    }

    static String duration(final long ns) {
        if (ns % Timebase.NANOS_PER_SECOND == 0) {
            return ns / Timebase.NANOS_PER_SECOND + "s";
        }
        final double ms = Timebase.toMs(ns);
        return (ms == Math.rint(ms) ? Long.toString(Math.round(ms)) : String.format(Locale.ROOT, "%.6f", ms)) + "ms";
    }
}
