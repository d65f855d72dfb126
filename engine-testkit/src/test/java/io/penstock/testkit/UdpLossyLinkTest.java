package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.testkit.LossyLink.Profile;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sockets on loopback and a real clock: loose in time, exact in what is lost. */
@Timeout(30)
class UdpLossyLinkTest {
    private static DatagramSocket socket() throws IOException {
        final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(2000);
        return socket;
    }

    private static void send(final DatagramSocket from, final InetSocketAddress to, final int value) throws IOException {
        from.send(new DatagramPacket(ByteBuffer.allocate(4).putInt(value).array(), 4, to));
    }

    private static int receive(final DatagramSocket socket) throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        return ByteBuffer.wrap(packet.getData()).getInt();
    }

    @Test
    void losesThePacketsThatTheModelLosesInBothDirections() throws IOException {
        final Profile profile = Profile.builder().loss(0.2).build();
        try (DatagramSocket a = socket(); DatagramSocket b = socket();
             UdpLossyLink link = UdpLossyLink.builder().peerB((InetSocketAddress) b.getLocalSocketAddress()).forward(profile, 5)
                 .backward(profile, 6).start()) {
            assertEquals(survivors(profile, 5), exchange(a, link.addressForA(), b));
            assertEquals(survivors(profile, 6), exchange(b, link.addressForB(), a));
            assertEquals(200, link.forwardStats().offered());
            assertEquals(survivors(profile, 5).size(), link.forwardStats().delivered());
            assertEquals(0, link.refused());
        }
    }

    private static List<Integer> survivors(final Profile profile, final long seed) {
        final LinkModel model = new LinkModel(profile, seed);
        final List<Integer> survivors = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            if (model.offer(0, 4) > 0) {
                survivors.add(i);
            }
        }
        return survivors;
    }

    private static List<Integer> exchange(final DatagramSocket from, final InetSocketAddress via, final DatagramSocket to)
        throws IOException {
        for (int i = 0; i < 200; i++) {
            send(from, via, i);
        }
        final List<Integer> received = new ArrayList<>();
        to.setSoTimeout(500);
        try {
            while (received.size() < 200) {
                received.add(receive(to));
            }
        } catch (final SocketTimeoutException e) {
            // the rest is lost
        }
        return received;
    }

    @Test
    void delaysByWhatTheProfileSays() throws IOException {
        final Profile profile = Profile.builder().delay(Timebase.ms(30)).build();
        try (DatagramSocket a = socket(); DatagramSocket b = socket();
             UdpLossyLink link = UdpLossyLink.builder().peerB((InetSocketAddress) b.getLocalSocketAddress()).forward(profile, 1).start()) {
            final long[] delaysNs = new long[15];
            for (int i = 0; i < delaysNs.length; i++) {
                final long sentNs = System.nanoTime();
                send(a, link.addressForA(), i);
                assertEquals(i, receive(b));
                delaysNs[i] = System.nanoTime() - sentNs;
            }
            java.util.Arrays.sort(delaysNs);
            assertTrue(delaysNs[0] >= 30_000_000, "least delay " + delaysNs[0] + " ns");
            assertTrue(delaysNs[7] < 45_000_000, "median delay " + delaysNs[7] + " ns, released late by "
                + link.meanReleaseLatenessNs() + " ns");
        }
    }

    @Test
    void dropsWhatStrangersSendAndWhatIsTooLarge() throws IOException {
        try (DatagramSocket a = socket(); DatagramSocket b = socket(); DatagramSocket stranger = socket();
             UdpLossyLink link = UdpLossyLink.builder().peerB((InetSocketAddress) b.getLocalSocketAddress()).start()) {
            send(a, link.addressForA(), 1);
            assertEquals(1, receive(b));
            send(stranger, link.addressForA(), 2);
            a.send(new DatagramPacket(new byte[3000], 3000, link.addressForA()));
            send(a, link.addressForA(), 3);
            assertEquals(3, receive(b));
            assertEquals(2, link.refused());
        }
    }

    @Test
    void forwardsOverIpv6() throws IOException {
        final InetAddress loopback = InetAddress.getByName("::1");
        final DatagramSocket tried;
        try {
            tried = new DatagramSocket(0, loopback);
        } catch (final IOException e) {
            org.junit.jupiter.api.Assumptions.abort("no IPv6 here: " + e.getMessage());
            return;
        }
        try (DatagramSocket b = tried; DatagramSocket a = new DatagramSocket(0, loopback);
             UdpLossyLink link = UdpLossyLink.builder().bindA(new InetSocketAddress(loopback, 0)).bindB(new InetSocketAddress(loopback, 0))
                 .peerB((InetSocketAddress) b.getLocalSocketAddress()).start()) {
            b.setSoTimeout(2000);
            send(a, link.addressForA(), 77);
            assertEquals(77, receive(b));
        }
    }

    @Test
    void takesSeveralFlowsThroughOneLinkAndKeepsThemApart() throws IOException {
        final Profile profile = Profile.builder().loss(0.2).build();
        try (DatagramSocket a = socket(); DatagramSocket b = socket(); DatagramSocket a2 = socket(); DatagramSocket b2 = socket();
             UdpLossyLink link = UdpLossyLink.builder().peerB((InetSocketAddress) b.getLocalSocketAddress())
                 .flow(null, (InetSocketAddress) b2.getLocalSocketAddress()).forward(profile, 5).start()) {
            final List<Integer> survivors = survivors(profile, 5);
            final List<Integer> received = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                final boolean first = i % 3 == 0;
                send(first ? a : a2, link.addressForA(first ? 0 : 1), i);
                while (link.forwardStats().offered() == i) { // one after the other: two sockets know no order
                    Thread.onSpinWait();
                }
                if (survivors.contains(i)) { // the flows share the model, hence the fates
                    received.add(receive(first ? b : b2));
                }
            }
            assertEquals(survivors, received);
            assertEquals(200, link.forwardStats().offered());
            send(b2, link.addressForB(1), 7);
            assertEquals(7, receive(a2), "each flow learns its peers for itself");
        }
    }

    @Test
    void followsASchedule() throws IOException {
        final LinkSchedule outage = LinkSchedule.builder().loses(Timebase.seconds(3600)).last(Profile.PERFECT);
        try (DatagramSocket a = socket(); DatagramSocket b = socket();
             UdpLossyLink link = UdpLossyLink.builder().peerB((InetSocketAddress) b.getLocalSocketAddress())
                 .backward(LinkSchedule.rates("8M:3600s,off:1s", Profile.builder().rate(0, Timebase.ms(100)).build()), 2)
                 .forward(outage, 1).start()) {
            send(a, link.addressForA(), 1);
            link.beginSchedules();
            send(b, link.addressForB(), 2);
            assertEquals(2, receive(a));
            assertEquals(1, link.forwardStats().lost());
            assertEquals(0, link.forwardStats().delivered());
            assertEquals(QueueStats.NONE, link.forwardQueue(0, Long.MAX_VALUE), "no bottleneck there");
            assertTrue(link.elapsedNs() >= 0 && link.elapsedNs() < 30_000_000_000L);
        }
    }

    @Test
    void closesAtOnceAndTwice() {
        assertTimeoutPreemptively(Duration.ofSeconds(3), () -> {
            final UdpLossyLink link = UdpLossyLink.builder().start();
            link.close();
            link.close();
        });
    }
}
