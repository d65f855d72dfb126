package io.penstock.stage;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import java.util.Objects;
import java.util.function.Function;

/**
 * An output of a stage.
 *
 * @param name name, unique among the stage's outputs.
 * @param rule how its format comes about.
 */
public record OutputPort(String name, Rule rule) {
    /**
     * Checks for null.
     *
     * @param name see the record
     * @param rule see the record
     */
    public OutputPort {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(rule, "rule");
    }

    /** How the format of an output comes about. */
    public sealed interface Rule permits Offers, SameAs, DerivedFrom {
    }

    /**
     * The stage offers formats on its own account.
     *
     * @param formats what it can make, the preferred first.
     */
    public record Offers(FormatSpec formats) implements Rule {
        /**
         * Checks for null.
         *
         * @param formats see the record
         */
        public Offers {
            Objects.requireNonNull(formats, "formats");
        }
    }

    /**
     * Always the format of an input; what downstream accepts narrows that input.
     *
     * @param inputPort index of the input.
     */
    public record SameAs(int inputPort) implements Rule {
    }

    /**
     * Made from the format of an input.
     *
     * @param inputPort index of the input.
     * @param mapping   pure function from the input's format to what the output can then be, the preferred first; an empty spec says that
     *                  the input's format will not do.
     */
    public record DerivedFrom(int inputPort, Function<Format, FormatSpec> mapping) implements Rule {
        /**
         * Checks for null.
         *
         * @param inputPort see the record
         * @param mapping see the record
         */
        public DerivedFrom {
            Objects.requireNonNull(mapping, "mapping");
        }
    }
}
