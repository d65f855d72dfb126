package io.penstock.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A set of encoded formats.
 *
 * @param codecs        accepted codecs, the preferred first; empty = all.
 * @param media         what may be inside.
 * @param maxFrameBytes largest frame accepted; 0 = as large as the other side says.
 */
public record EncodedSpec(List<CodecId> codecs, FormatSpec media, int maxFrameBytes) implements FormatSpec {
    /**
     * Copies the list.
     *
     * @param codecs see the record
     * @param media see the record
     * @param maxFrameBytes see the record
     */
    public EncodedSpec {
        codecs = List.copyOf(codecs);
    }

    /**
     * Some codecs with anything inside.
     *
     * @param codecs the codecs, the preferred first; none = all.
     * @return the spec.
     */
    public static EncodedSpec of(final CodecId... codecs) {
        return new EncodedSpec(List.of(codecs), FormatSpec.any(), 0);
    }

    @Override
    public boolean accepts(final Format format) {
        return format instanceof EncodedFormat encoded && (codecs.isEmpty() || codecs.contains(encoded.codec()))
            && media.accepts(encoded.media())
            && (maxFrameBytes == 0 || encoded.maxFrameBytes() <= maxFrameBytes);
    }

    @Override
    public FormatSpec intersect(final FormatSpec other) {
        if (other instanceof EncodedSpec that) {
            final List<CodecId> bothCodecs = codecs.isEmpty() ? that.codecs
                : that.codecs.isEmpty() ? codecs : codecs.stream().filter(that.codecs::contains).toList();
            if (bothCodecs.isEmpty() && !(codecs.isEmpty() && that.codecs.isEmpty())) {
                return ChoiceSpec.NONE;
            }
            final FormatSpec bothMedia = media.intersect(that.media);
            final int bytes = maxFrameBytes == 0 ? that.maxFrameBytes
                : that.maxFrameBytes == 0 ? maxFrameBytes : Math.min(maxFrameBytes, that.maxFrameBytes);
            return bothMedia.isEmpty() ? ChoiceSpec.NONE : new EncodedSpec(bothCodecs, bothMedia, bytes);
        }
        return other instanceof AnySpec ? this
            : other instanceof ChoiceSpec choice
                ? ChoiceSpec.of(choice.alternatives().stream().map(this::intersect).toList()) : ChoiceSpec.NONE;
    }

    @Override
    public boolean isEmpty() {
        return media.isEmpty();
    }

    @Override
    public Optional<Format> first() {
        if (codecs.isEmpty()) {
            return Optional.empty();
        }
        return media.first().filter(inner -> inner instanceof AudioFormat || inner instanceof VideoFormat)
            .map(inner -> maxFrameBytes == 0 ? EncodedFormat.of(codecs.get(0), inner)
                : new EncodedFormat(codecs.get(0), inner, maxFrameBytes));
    }

    @Override
    public String describe() {
        final String names = codecs.isEmpty() ? "any codec" : codecs.stream().map(CodecId::toString).collect(Collectors.joining("|"));
        return media instanceof AnySpec ? names : names + '(' + media.describe() + ')';
    }

    @Override
    public String toString() {
        return describe();
    }
}
