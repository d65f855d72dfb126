package io.penstock.format;

import java.util.List;
import java.util.Optional;

/**
 * What a port accepts or offers: a set of formats with an order of preference.
 *
 * <p>Specs are values; {@link #intersect} keeps the order of the receiver, so {@code offered.intersect(accepted).first()} is
 * "the first preferred survivor of the one that offers".
 */
public sealed interface FormatSpec permits AnySpec, AudioSpec, VideoSpec, EncodedSpec, PacketSpec, ChoiceSpec {
    /**
     * Every format.
     *
     * @return the spec.
     */
    static FormatSpec any() {
        return AnySpec.INSTANCE;
    }

    /**
     * Exactly these formats, the preferred first.
     *
     * @param formats the formats; at least one.
     * @return the spec.
     */
    static FormatSpec of(final Format... formats) {
        return ChoiceSpec.of(List.of(formats).stream().map(ChoiceSpec::exactly).toList());
    }

    /**
     * Any of these specs, the preferred first.
     *
     * @param specs the alternatives.
     * @return the spec.
     */
    static FormatSpec oneOf(final FormatSpec... specs) {
        return ChoiceSpec.of(List.of(specs));
    }

    /**
     * Whether a format belongs to the set.
     *
     * @param format the format.
     * @return true if so.
     */
    boolean accepts(Format format);

    /**
     * What belongs to both, in this spec's order of preference.
     *
     * @param other the other.
     * @return the intersection; {@link #isEmpty()} when there is none.
     */
    FormatSpec intersect(FormatSpec other);

    /**
     * Whether no format belongs to the set.
     *
     * @return true if so.
     */
    boolean isEmpty();

    /**
     * The preferred format.
     *
     * @return the format; empty when the set is empty or says too little to name one ({@link #any()}).
     */
    Optional<Format> first();

    /**
     * One line for people.
     *
     * @return the text.
     */
    String describe();
}
