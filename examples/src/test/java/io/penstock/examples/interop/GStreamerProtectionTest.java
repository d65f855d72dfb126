package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.fec.ProtectionTarget;
import io.penstock.core.fec.RedReceiver;
import io.penstock.core.fec.RedSender;
import io.penstock.core.fec.xor.UlpfecReceiver;
import io.penstock.core.fec.xor.UlpfecSender;
import io.penstock.testkit.LinkStats;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.UdpLossyLink;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What protects against loss, both ways between Penstock and GStreamer over a link that loses packets: what is restored is the original. */
@Timeout(60)
class GStreamerProtectionTest {
    private static final int RED = 121;
    private static final int FEC = 122;
    private static final int SOUND_RED = 123;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LossyLink.Profile LOSSY = LossyLink.Profile.builder().loss(0.05).delay(Duration.ofMillis(10)).build();

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsGStreamer() {
        for (final String element : ("rtpulpfecenc rtpulpfecdec rtpredenc rtpreddec rtpstorage rtpjitterbuffer rtpssrcdemux x264enc opusenc "
                + "rtph264pay rtpopuspay").split(" ")) {
            PeerProcess.require("GStreamer's " + element, "gst-inspect-1.0", "--exists", element);
        }
    }

    static List<String> launch(final String pipeline) {
        final List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-e"));
        command.addAll(Arrays.asList(pipeline.split("\\s+")));
        return command;
    }

    static void awaitPlaying(final PeerProcess peer) throws Exception {
        peer.awaitFile("gst-launch-1.0.log", log -> Files.readString(log).contains("PLAYING"), LIMIT);
    }

    private static UdpLossyLink link(final PacketTap to) {
        return UdpLossyLink.builder().forward(LOSSY, 7).peerB(to.address()).start();
    }

    /** How many of the lost were restored; fails when anything came that never was sent. */
    private static int restored(final Set<ByteBuffer> sent, final Set<ByteBuffer> arrived, final Set<ByteBuffer> put) {
        final Set<ByteBuffer> strange = new HashSet<>(put);
        strange.removeAll(sent);
        assertEquals(0, strange.size(), "packets that were never sent");
        assertTrue(put.containsAll(arrived), "all that arrived comes out");
        return put.size() - arrived.size();
    }

    @Test
    void penstockRestoresWhatGStreamerProtectsByUlpfecInRed() throws Exception {
        try (PacketTap arrived = new PacketTap(); PacketTap original = new PacketTap(); UdpLossyLink link = link(arrived);
            PeerProcess sender = PeerProcess.start(folder, launch("videotestsrc is-live=true pattern=ball num-buffers=150 "
                + "! video/x-raw,width=640,height=360,framerate=30/1 ! x264enc tune=zerolatency speed-preset=veryfast key-int-max=30 bitrate=1000 "
                + "! video/x-h264,profile=baseline ! rtph264pay pt=96 mtu=500 ! tee name=sent ! queue ! udpsink host=127.0.0.1 port="
                + original.port() + " sent. ! queue ! rtpulpfecenc pt=" + FEC + " percentage=50 percentage-important=100 ! rtpredenc pt=" + RED
                + " ! udpsink host=127.0.0.1 port=" + link.addressForA().getPort()))) {
            sender.awaitSuccess(LIMIT);
            final List<byte[]> packets = arrived.all(LIMIT);
            final Set<ByteBuffer> sent = ProtectedPackets.contents(original.all(LIMIT));
            final Set<ByteBuffer> came = new HashSet<>(ProtectedPackets.contents(packets.stream()
                .filter(packet -> (packet[12] & 0x7F) == ProtectedPackets.VIDEO_TYPE).map(GStreamerProtectionTest::unwrapped).toList()));
            final Set<ByteBuffer> put = ProtectedPackets.contents(ProtectedPackets.through(
                new UlpfecReceiver(RED, FEC, ProtectedPackets.VIDEO_TYPE), ProtectedPackets.video(RED), packets));
            final int restored = restored(sent, came, put);
            final int lost = sent.size() - came.size();
            assertTrue(lost > 10 && restored >= 0.6 * lost, () -> restored + " of " + lost + " lost restored");
        }
    }

    private static byte[] unwrapped(final byte[] red) {
        final byte[] packet = new byte[red.length - 1];
        System.arraycopy(red, 0, packet, 0, 12);
        packet[1] = (byte) (red[1] & 0x80 | red[12]);
        System.arraycopy(red, 13, packet, 12, red.length - 13);
        return packet;
    }

    @Test
    void gstreamerRestoresWhatPenstockProtectsByUlpfecInRed() throws Exception {
        final List<byte[]> media = ProtectedPackets.pictures(150);
        final List<byte[]> wire = ProtectedPackets.through(new UlpfecSender(RED, FEC, ProtectionTarget.fixed(100, 20, 4000, 0)),
            ProtectedPackets.video(ProtectedPackets.VIDEO_TYPE), media);
        final int port = Ports.pairs(1)[0];
        try (PacketTap put = new PacketTap(); PacketTap source = new PacketTap(); PacketTap seen = new PacketTap();
            PeerProcess receiver = PeerProcess.start(folder, launch("udpsrc address=127.0.0.1 port=" + port
                + " caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload=" + ProtectedPackets.VIDEO_TYPE
                + " ! tee name=came ! queue ! udpsink host=127.0.0.1 sync=false port=" + seen.port() + " came. ! queue "
                + "! rtpreddec pt=" + RED + " ! rtpstorage size-time=400000000 ! rtpssrcdemux ! application/x-rtp,payload="
                + ProtectedPackets.VIDEO_TYPE + ",clock-rate=90000,media=video,encoding-name=H264 ! rtpjitterbuffer do-lost=true latency=200 "
                + "! rtpulpfecdec pt=" + FEC + " ! udpsink host=127.0.0.1 sync=false async=false port=" + put.port()));
            UdpLossyLink link = UdpLossyLink.builder().forward(LOSSY, 7).peerB(new InetSocketAddress("127.0.0.1", port)).start()) {
            awaitPlaying(receiver);
            source.send(wire, wire.size() / 150, Duration.ofMillis(33), link.addressForA());
            final Set<ByteBuffer> out = ProtectedPackets.contents(put.all(LIMIT));
            final Set<ByteBuffer> came = ProtectedPackets.contents(seen.all(LIMIT).stream()
                .filter(packet -> packet.length > 13 && (packet[12] & 0x7F) == ProtectedPackets.VIDEO_TYPE)
                .map(GStreamerProtectionTest::unwrapped).toList());
            receiver.interrupt(LIMIT);
            final Set<ByteBuffer> sent = ProtectedPackets.contents(media);
            final int restored = restored(sent, came, out);
            final int lost = sent.size() - came.size();
            assertTrue(lost > 10 && restored >= 0.6 * lost, () -> restored + " of " + lost + " lost restored: " + receiver.said());
        }
    }

    @Test
    void penstockTakesOpusOutOfGStreamersRed() throws Exception {
        try (PacketTap arrived = new PacketTap(); PacketTap original = new PacketTap(); UdpLossyLink link = link(arrived);
            PeerProcess sender = PeerProcess.start(folder, launch("audiotestsrc is-live=true freq=440 samplesperbuffer=960 num-buffers=250 "
                + "! audio/x-raw,format=S16LE,channels=1,rate=48000 ! opusenc ! rtpopuspay pt=" + ProtectedPackets.AUDIO_TYPE
                + " ! tee name=sent ! queue ! udpsink host=127.0.0.1 port=" + original.port() + " sent. ! queue ! rtpredenc pt=" + SOUND_RED
                + " distance=1 ! udpsink host=127.0.0.1 port=" + link.addressForA().getPort()))) {
            sender.awaitSuccess(LIMIT);
            final List<byte[]> packets = arrived.all(LIMIT);
            final Set<ByteBuffer> sent = ProtectedPackets.contents(original.all(LIMIT));
            final Set<ByteBuffer> put = ProtectedPackets.contents(ProtectedPackets.through(new RedReceiver(SOUND_RED), ProtectedPackets.audio(),
                packets));
            final LinkStats stats = link.forwardStats();
            assertTrue(sent.containsAll(put), "packets that were never sent");
            final long missing = sent.size() - put.size();
            assertTrue(stats.lost() >= 5 && missing <= 0.4 * stats.lost(), () -> missing + " of " + stats.lost() + " missing");
        }
    }

    @Test
    void gstreamerTakesOpusOutOfPenstocksRed() throws Exception {
        final List<byte[]> media = ProtectedPackets.sound(250);
        final List<byte[]> wire = ProtectedPackets.through(new RedSender(SOUND_RED, ProtectionTarget.fixed(0, 1, 0, 2)),
            ProtectedPackets.audio(), media);
        final int port = Ports.pairs(1)[0];
        try (PacketTap put = new PacketTap(); PacketTap source = new PacketTap();
            PeerProcess receiver = PeerProcess.start(folder, launch("udpsrc address=127.0.0.1 port=" + port
                + " caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload=" + SOUND_RED
                + " ! rtpjitterbuffer do-lost=true latency=200 ! rtpreddec pt=" + SOUND_RED
                + " ! udpsink host=127.0.0.1 sync=false async=false port=" + put.port()));
            UdpLossyLink link = UdpLossyLink.builder().forward(LOSSY, 7).peerB(new InetSocketAddress("127.0.0.1", port)).start()) {
            awaitPlaying(receiver);
            source.send(wire, 1, Duration.ofMillis(20), link.addressForA());
            final Set<ByteBuffer> out = ProtectedPackets.contents(put.all(LIMIT));
            receiver.interrupt(LIMIT);
            final Set<ByteBuffer> strange = new HashSet<>(out);
            strange.removeAll(ProtectedPackets.contents(media));
            final LinkStats stats = link.forwardStats();
            final long missing = media.size() - out.size();
            assertEquals(0, strange.size(), "packets that were never sent");
            assertTrue(stats.lost() >= 5 && missing <= 0.4 * stats.lost(), () -> missing + " of " + stats.lost() + " missing");
        }
    }
}
