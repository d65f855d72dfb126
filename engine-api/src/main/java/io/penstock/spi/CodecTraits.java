package io.penstock.spi;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.stage.Latency;
import java.util.Objects;
import java.util.function.Function;

/**
 * What a codec with given settings takes, makes and costs: known before it is made.
 *
 * @param input              accepted formats, the preferred first.
 * @param output             pure function from the input's format to what comes out, the preferred first.
 * @param latency            media delay: look-ahead and codec delay, without the frame length itself.
 * @param maxOutputsPerInput frames out for a frame in.
 * @param heavy              whether a call may take many milliseconds.
 */
public record CodecTraits(FormatSpec input, Function<Format, FormatSpec> output, Latency latency, int maxOutputsPerInput, boolean heavy) {
    /**
     * Checks for null.
     *
     * @param input see the record
     * @param output see the record
     * @param latency see the record
     * @param maxOutputsPerInput see the record
     * @param heavy see the record
     */
    public CodecTraits {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(latency, "latency");
    }
}
