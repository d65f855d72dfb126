package io.penstock.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A set of packet formats.
 *
 * @param protocols accepted protocols, the preferred first.
 * @param codecs    codecs that RTP packets may carry, the preferred first; empty = anything, unknown included.
 * @param exact     the one format accepted; null = any that fits the rest.
 */
public record PacketSpec(List<PacketFormat.Protocol> protocols, List<CodecId> codecs, PacketFormat exact) implements FormatSpec {
    /**
     * Copies the lists.
     *
     * @param protocols see the record
     * @param codecs see the record
     * @param exact see the record
     */
    public PacketSpec {
        protocols = List.copyOf(protocols);
        codecs = List.copyOf(codecs);
    }

    /**
     * All packets.
     *
     * @return the spec.
     */
    public static PacketSpec any() {
        return new PacketSpec(List.of(PacketFormat.Protocol.values()), List.of(), null);
    }

    /**
     * RTP packets.
     *
     * @param codecs what they may carry; none = anything.
     * @return the spec.
     */
    public static PacketSpec rtp(final CodecId... codecs) {
        return new PacketSpec(List.of(PacketFormat.Protocol.RTP), List.of(codecs), null);
    }

    /**
     * One format only.
     *
     * @param format the format.
     * @return the spec.
     */
    public static PacketSpec exactly(final PacketFormat format) {
        return new PacketSpec(List.of(format.protocol()), format.payload() == null ? List.of() : List.of(format.payload().codec()), format);
    }

    @Override
    public boolean accepts(final Format format) {
        return format instanceof PacketFormat packet && protocols.contains(packet.protocol())
            && (codecs.isEmpty() || packet.payload() != null && codecs.contains(packet.payload().codec()))
            && (exact == null || exact.equals(packet));
    }

    @Override
    public FormatSpec intersect(final FormatSpec other) {
        if (other instanceof PacketSpec that) {
            if (exact != null || that.exact != null) {
                final PacketSpec one = exact != null ? this : that;
                final PacketSpec rest = exact != null ? that : this;
                return rest.accepts(one.exact) ? one : ChoiceSpec.NONE;
            }
            final List<PacketFormat.Protocol> bothProtocols = protocols.stream().filter(that.protocols::contains).toList();
            final List<CodecId> bothCodecs = codecs.isEmpty() ? that.codecs
                : that.codecs.isEmpty() ? codecs : codecs.stream().filter(that.codecs::contains).toList();
            final boolean noCodec = bothCodecs.isEmpty() && !(codecs.isEmpty() && that.codecs.isEmpty());
            return bothProtocols.isEmpty() || noCodec ? ChoiceSpec.NONE : new PacketSpec(bothProtocols, bothCodecs, null);
        }
        return other instanceof AnySpec ? this
            : other instanceof ChoiceSpec choice
                ? ChoiceSpec.of(choice.alternatives().stream().map(this::intersect).toList()) : ChoiceSpec.NONE;
    }

    @Override
    public boolean isEmpty() {
        return protocols.isEmpty();
    }

    @Override
    public Optional<Format> first() {
        if (exact != null) {
            return Optional.of(exact);
        }
        return protocols.isEmpty() || !codecs.isEmpty() ? Optional.empty()
            : Optional.of(new PacketFormat(protocols.get(0), null, -1, 0, PacketFormat.RECEIVE_PACKET_BYTES));
    }

    @Override
    public String describe() {
        if (exact != null) {
            return exact.describe();
        }
        final String names = protocols.stream().map(p -> p.name().toLowerCase(java.util.Locale.ROOT)).collect(Collectors.joining("|"));
        return codecs.isEmpty() ? names + " packets"
            : names + " packets of " + codecs.stream().map(CodecId::toString).collect(Collectors.joining("|"));
    }

    @Override
    public String toString() {
        return describe();
    }
}
