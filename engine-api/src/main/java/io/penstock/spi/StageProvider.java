package io.penstock.spi;

import io.penstock.stage.StageFactory;
import java.util.List;
import java.util.Objects;

/** A stage by name with typed options: what text launch, restart and plug-ins use. Stateless and thread-safe. */
public interface StageProvider {
    /**
     * Name in pipeline text.
     *
     * @return a short lower-case word: {@code y4m}.
     */
    String name();

    /**
     * What it does, in one line.
     *
     * @return the text.
     */
    String summary();

    /**
     * Options it takes.
     *
     * @return the options; anything else is refused before {@link #factory} is called.
     */
    List<Option> options();

    /**
     * Makes a factory from checked options.
     *
     * @param options values given, checked against {@link #options()}.
     * @return the factory.
     * @throws io.penstock.error.ConfigurationException if a combination cannot work.
     */
    StageFactory factory(StageOptions options);

    /** Types of option values. */
    enum Type {
        /** Any text. */
        TEXT,
        /** A whole number; {@code k} and {@code M} multiply by 1000 and 1 000 000. */
        INT,
        /** A number with fraction. */
        NUMBER,
        /** {@code true} or {@code false}. */
        FLAG,
        /** A duration: {@code 40ms}, {@code 2s}. */
        DURATION,
        /** A size in pixels: {@code 640x360}. */
        SIZE
    }

    /**
     * An option.
     *
     * @param name         name in pipeline text.
     * @param type         type of its value.
     * @param defaultValue value when absent; null = it must be given.
     * @param summary      what it does, in one line.
     */
    record Option(String name, Type type, String defaultValue, String summary) {
        /**
         * Checks for null.
         *
         * @param name see the record
         * @param type see the record
         * @param defaultValue see the record
         * @param summary see the record
         */
        public Option {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(summary, "summary");
        }
    }
}
