package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.stages.Bridge;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.graph.Flow;
import io.penstock.graph.GraphBuilder;
import io.penstock.spi.CodecSpec;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import io.penstock.testkit.LossyLink;

/** A way through memory, bad in a repeatable way, where a call has sockets. */
final class MemoryLink implements PacketLink {
    private static final int CAPACITY = 1024;
    private final MediaClock clock;
    private final LossyLink out;
    private final Bridge outgoing;
    private final Bridge incoming;

    private MemoryLink(final MediaClock clock, final LossyLink out, final Bridge outgoing, final Bridge incoming) {
        this.clock = clock;
        this.out = out;
        this.outgoing = outgoing;
        this.incoming = incoming;
    }

    /** Both ends; the bridge takes exactly what the packetizer behind the encoder makes. */
    static CallLinks.Pair pair(final Engine engine, final CodecSpec encoder, final Format raw, final PacketFormat received,
                               final LossyLink.Profile profile, final long seed) {
        final EncodedFormat encoded = (EncodedFormat) engine.providers().codec(encoder).traits(encoder).output().apply(raw).first().orElseThrow();
        final PacketFormat sent = new PacketFormat(received.protocol(), encoded, received.payloadType(), received.clockRateHz(),
            PacketFormat.DEFAULT_MAX_PACKET_BYTES);
        final MediaClock clock = engine.clock();
        final Bridge there = Bridge.of(sent, CAPACITY);
        final Bridge back = Bridge.of(sent, CAPACITY);
        return new CallLinks.Pair(new MemoryLink(clock, LossyLink.of(profile, seed), there, back),
            new MemoryLink(clock, LossyLink.of(profile, seed + 1), back, there));
    }

    @Override
    public void send(final Flow packets, final String name) {
        packets.via(name + "-link", out).to(name, outgoing.sink());
    }

    @Override
    public Flow receive(final GraphBuilder graph, final String name, final PacketFormat format) {
        return graph.source(name, incoming.source()).via(name + "-arrival",
            Stages.inPlace(StageSpec.same("arrival", FormatSpec.any()).build(), frame -> {
                frame.captureNs(clock.nanoTime());
                return Verdict.FORWARD;
            }));
    }
}
