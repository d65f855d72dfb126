package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.EngineException;
import io.penstock.event.Event;
import io.penstock.format.PacketFormat;
import io.penstock.testkit.AllocationProbe;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class UdpTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final PacketFormat RTP = PacketFormat.rtp(RtpPacketizerTest.VIDEO, 100, 90_000);

    private static UdpSocket loopback() {
        return UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static void receive(final StageHarness source, final int frames) {
        for (int i = 0; i < 100 && source.frames().size() < frames; i++) {
            if (source.poll() == 0) {
                source.awaitWake(SOON);
            }
        }
        assertEquals(frames, source.frames().size());
    }

    private static void exchange(final UdpSocket a, final UdpSocket b, final UdpSink fromA) {
        try (a; b; StageHarness sink = StageHarness.of(fromA).input(RTP).start();
             StageHarness source = StageHarness.of(b.source(RTP)).start()) {
            for (int i = 0; i < 5; i++) {
                sink.push(sink.frame().payload(RtpDepacketizerTest.packet(i, 1000 + i, i == 4, 3, i)));
            }
            receive(source, 5);
            final CapturedFrame last = source.lastFrame();
            assertArrayEquals(RtpDepacketizerTest.packet(4, 1004, true, 3, 4), last.payload());
            assertEquals(List.of(9L, 1004L, 4L, source.clock().nanoTime()),
                List.of((long) last.streamId(), (long) last.rtpTimestamp(), last.sequence(), last.captureNs()));
            assertEquals(0, source.poll());
            assertEquals(5, source.counter("packets"));
            assertEquals(5, sink.counter("packets"));
        }
    }

    @Test
    void sendsAndReceivesOverIpv4() {
        final UdpSocket a = loopback();
        final UdpSocket b = loopback();
        exchange(a, b, a.sinkTo(b.localAddress()));
    }

    @Test
    void sendsAndReceivesConnected() {
        final UdpSocket a = loopback();
        final UdpSocket b = loopback();
        a.connect(b.localAddress());
        b.connect(a.localAddress());
        exchange(a, b, a.sink());
    }

    @Test
    void sendsAndReceivesOverIpv6() throws Exception {
        final boolean has6 = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
            .anyMatch(address -> address instanceof Inet6Address && address.isLoopbackAddress());
        Assumptions.assumeTrue(has6, "no IPv6 loopback here");
        final UdpSocket a = UdpSocket.bind(new InetSocketAddress("::1", 0));
        final UdpSocket b = UdpSocket.bind(new InetSocketAddress("::1", 0));
        exchange(a, b, a.sinkTo(b.localAddress()));
    }

    @Test
    void answersToWhoeverWasHeard() {
        try (UdpSocket a = loopback(); UdpSocket b = loopback();
             StageHarness fromA = StageHarness.of(a.sinkTo(b.localAddress())).input(RTP).start();
             StageHarness toA = StageHarness.of(a.source(RTP)).start();
             StageHarness fromB = StageHarness.of(b.sink()).input(RTP).start();
             StageHarness toB = StageHarness.of(b.source(RTP)).start()) {
            final byte[] packet = RtpDepacketizerTest.packet(1, 2, true, 3, 4);
            fromB.push(fromB.frame().payload(packet));
            assertEquals(1, fromB.counter("dropped.no-peer"));
            fromA.push(fromA.frame().payload(packet));
            receive(toB, 1);
            fromB.push(fromB.frame().payload(packet));
            receive(toA, 1);
        }
    }

    @Test
    void dropsWhatIsNoRtpOrTooLongAndKeepsWhatThePoolHasNoRoomFor() {
        try (UdpSocket a = loopback(); UdpSocket b = loopback();
             StageHarness sink = StageHarness.of(a.sinkTo(b.localAddress())).input(PacketFormat.datagrams()).start();
             StageHarness source = StageHarness.of(b.source(new PacketFormat(PacketFormat.Protocol.RTP, RtpPacketizerTest.VIDEO, 100, 90_000,
                 100))).start()) {
            sink.push(sink.frame().payload(new byte[] {1, 2, 3}));
            sink.push(sink.frame().payload(new byte[101]));
            sink.push(sink.frame().payload(RtpDepacketizerTest.packet(1, 2, true, 3, 4)));
            source.poolExhausted(true);
            while (source.counter("delayed.pool") < 1) {
                if (source.poll() == 0) {
                    source.awaitWake(SOON);
                }
            }
            source.poolExhausted(false);
            receive(source, 1);
            assertEquals(1, source.counter("dropped.malformed"));
            assertEquals(1, source.counter("dropped.oversized"));
        }
    }

    @Test
    void endsWhenTheHostClosesTheSocket() {
        final UdpSocket b = loopback();
        try (StageHarness source = StageHarness.of(b.source(RTP)).start()) {
            b.close();
            source.poll();
            assertEquals(List.of(Event.EndOfStream.INSTANCE), source.events());
        }
    }

    @Test
    void saysWhyItCannotBind() {
        try (UdpSocket taken = loopback()) {
            final EngineException error = assertThrows(EngineException.class, () -> UdpSocket.bind(taken.localAddress()));
            assertTrue(error.getMessage().contains("cannot bind"), error.getMessage());
        }
        assertThrows(EngineException.class, () -> UdpSocket.bind(0).sinkTo(InetSocketAddress.createUnresolved("no.such.host.invalid", 1)));
    }

    @Test
    void allocatesNothingPerPacketWithOnePeer() {
        allocatesNothing(false);
        allocatesNothing(true);
    }

    private static void allocatesNothing(final boolean connected) {
        final UdpSocket a = loopback();
        final UdpSocket b = loopback();
        if (connected) {
            a.connect(b.localAddress());
            b.connect(a.localAddress());
        }
        final byte[] packet = RtpDepacketizerTest.packet(1, 2, true, 3, 4);
        try (a; b; StageHarness sink = StageHarness.of(a.sinkTo(b.localAddress())).input(RTP).measuring().start();
             StageHarness source = StageHarness.of(b.source(RTP)).measuring().start()) {
            final double bytes = new AllocationProbe().measure(() -> {
                sink.push(sink.frame().payload(packet));
                while (source.poll(1) == 0) {
                    Thread.onSpinWait();
                }
            }, 3000, 3000);
            assertEquals(0, bytes, 0.5, (connected ? "connected" : "unconnected") + ", bytes per packet sent and received");
        }
    }
}
