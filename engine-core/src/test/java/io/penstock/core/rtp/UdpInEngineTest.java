package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.NullSink;
import io.penstock.format.PacketFormat;
import io.penstock.graph.Graph;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets as runners watch them. */
class UdpInEngineTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private static UdpSocket loopback() {
        return UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static void send(final UdpSocket to, final int packets) throws Exception {
        try (DatagramChannel sender = DatagramChannel.open()) {
            for (int i = 0; i < packets; i++) {
                sender.send(ByteBuffer.wrap(RtpDepacketizerTest.packet(i, i, false, 3, 4)), to.localAddress());
            }
        }
    }

    private static void closeByHost(final UdpSocket socket) {
        socket.close();
    }

    /** More packets than one poll takes, then a pause in which the runner sleeps, then more. */
    private static void receivesAll(final Engine engine) throws Exception {
        try (UdpSocket socket = loopback(); UdpSocket other = loopback()) {
            final NullSink sink = new NullSink();
            final NullSink otherSink = new NullSink();
            try (Graph graph = engine.graph("receive").source("udp", socket.source(PacketFormat.datagrams())).to("sink", sink)
                .source("other", other.source(PacketFormat.datagrams())).to("other-sink", otherSink).build()) {
                graph.start();
                for (int round = 1; round <= 3; round++) {
                    send(socket, 40);
                    send(other, 1);
                    await(engine, sink, 40L * round);
                    await(engine, otherSink, round);
                }
                assertEquals(120, sink.frames());
                assertEquals(3, otherSink.frames());
            }
        }
    }

    private static void await(final Engine engine, final NullSink sink, final long frames) {
        final long endNs = engine.clock().nanoTime() + LONG.toNanos();
        while (sink.frames() < frames && engine.clock().nanoTime() < endNs) {
            Thread.yield();
        }
        assertEquals(frames, sink.frames());
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = {"SHARED", "DEDICATED"})
    void receivesWhatComesInBurstsAndAfterSleep(final ThreadingMode mode) throws Exception {
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(mode))) {
            receivesAll(engine);
        }
    }

    @Test
    void receivesWhereTheRunnerNeverWaits() throws Exception {
        if (Runtime.getRuntime().availableProcessors() > 2) {
            try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.DEDICATED)
                .idleStrategy(YieldingIdleStrategy::new))) {
                receivesAll(engine);
            }
        }
    }

    @Test
    void endsAtOnceWhenTheHostClosesASocketThatIsSilent() {
        try (Engine engine = Engine.launch(new EngineContext()); UdpSocket socket = loopback();
             Graph graph = engine.graph("receive").source("udp", socket.source(PacketFormat.datagrams())).to("sink", new NullSink()).build()) {
            graph.start();
            closeByHost(socket);
            assertTrue(graph.awaitEnd(LONG));
        }
    }

    @Test
    void endsWhenTheHostClosesASocketThatWasHeard() throws Exception {
        try (Engine engine = Engine.launch(new EngineContext()); UdpSocket socket = loopback()) {
            final NullSink sink = new NullSink();
            try (Graph graph = engine.graph("receive").source("udp", socket.source(PacketFormat.datagrams())).to("sink", sink).build()) {
                graph.start();
                send(socket, 1);
                await(engine, sink, 1);
                closeByHost(socket);
                assertTrue(graph.awaitEnd(LONG));
            }
        }
    }
}
