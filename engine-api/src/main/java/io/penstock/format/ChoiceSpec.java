package io.penstock.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Alternatives in order of preference; no alternative at all is the empty set.
 *
 * @param alternatives the alternatives, none of them a {@code ChoiceSpec} or empty.
 */
public record ChoiceSpec(List<FormatSpec> alternatives) implements FormatSpec {
    /** Nothing. */
    public static final ChoiceSpec NONE = new ChoiceSpec(List.of());

    /**
     * Copies the list.
     *
     * @param alternatives see the record
     */
    public ChoiceSpec {
        alternatives = List.copyOf(alternatives);
    }

    static FormatSpec of(final List<? extends FormatSpec> specs) {
        final List<FormatSpec> flat = new ArrayList<>();
        for (final FormatSpec spec : specs) {
            if (spec instanceof ChoiceSpec choice) {
                flat.addAll(choice.alternatives);
            } else if (!spec.isEmpty()) {
                flat.add(spec);
            }
        }
        return flat.isEmpty() ? NONE : flat.size() == 1 ? flat.get(0) : new ChoiceSpec(flat);
    }

    static FormatSpec exactly(final Format format) {
        if (format instanceof AudioFormat audio) {
            return AudioSpec.exactly(audio);
        } else if (format instanceof VideoFormat video) {
            return VideoSpec.exactly(video);
        } else if (format instanceof EncodedFormat encoded) {
            return new EncodedSpec(List.of(encoded.codec()), exactly(encoded.media()), encoded.maxFrameBytes());
        }
        return PacketSpec.exactly((PacketFormat) format);
    }

    @Override
    public boolean accepts(final Format format) {
        return alternatives.stream().anyMatch(spec -> spec.accepts(format));
    }

    @Override
    public FormatSpec intersect(final FormatSpec other) {
        return of(alternatives.stream().map(spec -> spec.intersect(other)).toList());
    }

    @Override
    public boolean isEmpty() {
        return alternatives.isEmpty();
    }

    @Override
    public Optional<Format> first() {
        return alternatives.stream().map(FormatSpec::first).flatMap(Optional::stream).findFirst();
    }

    @Override
    public String describe() {
        return alternatives.isEmpty() ? "nothing" : alternatives.stream().map(FormatSpec::describe).collect(Collectors.joining(" or "));
    }

    @Override
    public String toString() {
        return describe();
    }
}
