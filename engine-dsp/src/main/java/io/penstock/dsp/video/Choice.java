package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
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

    private static String name(final Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
