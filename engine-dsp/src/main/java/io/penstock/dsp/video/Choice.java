package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A word in pipeline text that stands for a constant. */
final class Choice {
    private Choice() {
    }

    static <E extends Enum<E>> E of(final Class<E> type, final String stage, final String option, final String word) {
        for (final E constant : type.getEnumConstants()) {
            if (name(constant).equals(word)) {
                return constant;
            }
        }
        throw new ConfigurationException("stage \"" + stage + "\": " + option + '=' + word + "; accepted are "
            + Arrays.stream(type.getEnumConstants()).map(Choice::name).collect(Collectors.joining(", ")));
    }

    /** A colour {@code rrggbb}, which is opaque, or {@code aarrggbb}. */
    static int color(final String stage, final String text) {
        if (!text.matches("([0-9a-fA-F]{2})?[0-9a-fA-F]{6}")) {
            throw new ConfigurationException("stage \"" + stage + "\": color=" + text + "; accepted are rrggbb and aarrggbb, in hexadecimal");
        }
        return (int) Long.parseLong(text.length() == 6 ? "ff" + text : text, 16);
    }

    static VideoFormat i420(final String stage, final int width, final int height, final int fps) {
        try {
            return VideoFormat.i420(width, height, fps);
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"" + stage + "\": " + e.getMessage(), e);
        }
    }

    private static String name(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
