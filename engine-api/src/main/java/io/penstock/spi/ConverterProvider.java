package io.penstock.spi;

import io.penstock.format.FormatSpec;
import io.penstock.stage.StageFactory;
import java.util.Optional;

/** Makes stages that bridge two formats: what {@code autoConvert()} inserts, and what error messages suggest. Stateless and thread-safe. */
public interface ConverterProvider {
    /** A converter and how to write it in a graph. */
    interface Converter extends StageFactory {
        /**
         * What a user would write: {@code Resampler.to(48_000)}.
         *
         * @return the text of a {@code via} argument.
         */
        String suggestion();
    }

    /**
     * A converter from one of the offered formats towards the accepted ones.
     *
     * @param offered  what is there.
     * @param accepted what is wanted.
     * @return a converter that brings the two closer (it need not close the whole gap); empty if this provider has none.
     */
    Optional<Converter> between(FormatSpec offered, FormatSpec accepted);
}
