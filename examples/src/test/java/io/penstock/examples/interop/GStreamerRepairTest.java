package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RepairConfig;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.rtp.UdpSocket;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.format.CodecId;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphSnapshot;
import io.penstock.spi.Codecs;
import io.penstock.testkit.LossyLink;
import io.penstock.testkit.UdpLossyLink;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lost packets asked for by NACK and sent again as RTX, both ways between Penstock and GStreamer over a link that loses packets. */
@Timeout(60)
class GStreamerRepairTest {
    private static final int RTX = 98;
    private static final String RTX_MAP = " payload-type-map=application/x-rtp-pt-map," + ProtectedPackets.VIDEO_TYPE + "=(uint)" + RTX + " ";
    private static final int PICTURES = 150;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final LossyLink.Profile LOSSY = LossyLink.Profile.builder().loss(0.05).delay(Duration.ofMillis(10)).build();

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsGStreamer() {
        for (final String element : "rtpsession rtprtxsend rtprtxreceive rtpjitterbuffer rtpssrcdemux x264enc rtph264pay".split(" ")) {
            PeerProcess.require("GStreamer's " + element, "gst-inspect-1.0", "--exists", element);
        }
    }

    private static long counter(final Graph graph, final String stage, final String name) {
        return graph.snapshot().stages().stream().filter(each -> stage.equals(each.name())).map(GraphSnapshot.StageStats::counters)
            .mapToLong(counters -> counters.getOrDefault(name, 0L)).sum();
    }

    @Test
    void gstreamerSendsAgainWhatPenstockMisses() throws Exception {
        final int rtcpPort = Ports.pairs(1)[0];
        final RtpSession session = new RtpSession("penstock@test", 1, 5).repair(RepairConfig.rtx(RTX));
        final Collector packets = new Collector(0);
        final Collector pictures = new Collector(PICTURES);
        try (Engine engine = Engine.launch(new EngineContext()); UdpSocket socket = UdpSocket.bind(0).receiveBuffer(1 << 20);
            PacketTap original = new PacketTap();
            UdpLossyLink link = UdpLossyLink.builder().forward(LOSSY, 7).peerB(new InetSocketAddress("127.0.0.1", socket.boundPort())).start()) {
            final GraphBuilder builder = engine.graph("receiver");
            final Flow arrived = builder.source("net", socket.source(ProtectedPackets.video(ProtectedPackets.VIDEO_TYPE)))
                .via("session", session.receiver());
            arrived.to("packets", packets);
            arrived.via("jitter", VideoJitterBuffer.of(CodecId.H264, JitterConfig.video().targetDelayMs(200).maxDelayMs(1000), session.repairs()))
                .to("pictures", pictures);
            builder.source("reports", session.reporter()).to("rtcp", socket.sinkTo(new InetSocketAddress("127.0.0.1", rtcpPort)));
            try (Graph graph = builder.build().start();
                PeerProcess sender = PeerProcess.start(folder, GStreamerProtectionTest.launch("rtpsession name=s rtp-profile=avpf "
                    + "videotestsrc is-live=true pattern=ball num-buffers=" + PICTURES + " ! video/x-raw,width=640,height=360,framerate=30/1 "
                    + "! x264enc tune=zerolatency speed-preset=veryfast key-int-max=30 bitrate=1000 ! video/x-h264,profile=baseline "
                    + "! rtph264pay pt=" + ProtectedPackets.VIDEO_TYPE + " mtu=500 ! tee name=sent ! queue ! udpsink host=127.0.0.1 port="
                    + original.port() + " sent. ! queue ! rtprtxsend" + RTX_MAP + "max-size-packets=512 ! s.send_rtp_sink "
                    + "s.send_rtp_src ! udpsink host=127.0.0.1 sync=false async=false port=" + link.addressForA().getPort()
                    + " udpsrc address=127.0.0.1 port=" + rtcpPort + " caps=application/x-rtcp ! s.recv_rtcp_sink "
                    + "s.send_rtcp_src ! fakesink sync=false async=false"))) {
                final boolean all = pictures.await(LIMIT);
                final Set<ByteBuffer> sent = ProtectedPackets.contents(original.all(LIMIT));
                final Set<ByteBuffer> came = ProtectedPackets.contents(packets.frames().stream().map(Collector.Taken::payload).toList());
                final long again = counter(graph, "session", "retransmissions");
                final Set<ByteBuffer> strange = new HashSet<>(came);
                strange.removeAll(sent);
                assertTrue(strange.isEmpty(), () -> strange.size() + " packets that were never sent");
                assertTrue(again > 10 && came.size() >= sent.size() - 2, () -> graph.snapshot() + sender.said());
                assertTrue(all || pictures.frames().size() >= PICTURES - 2, () -> graph.snapshot() + sender.said());
            }
        }
    }

    @Test
    void penstockSendsAgainWhatGStreamerMisses() throws Exception {
        final int port = Ports.pairs(1)[0];
        final RtpPacketizer packetizer = RtpPacketizer.of(CodecId.H264, RtpSettings.defaults().payloadType(ProtectedPackets.VIDEO_TYPE).seed(1));
        final RtpSession session = new RtpSession("penstock@test", packetizer.ssrc(), 3).repair(RepairConfig.rtx(RTX));
        final Collector captured = new Collector(PICTURES);
        final Collector sentPackets = new Collector(0);
        final Collector reports = new Collector(0);
        try (Engine engine = Engine.launch(new EngineContext()); UdpSocket socket = UdpSocket.bind(0); PacketTap put = new PacketTap();
            UdpLossyLink link = UdpLossyLink.builder().forward(LOSSY, 7).peerB(new InetSocketAddress("127.0.0.1", port)).start();
            PeerProcess receiver = PeerProcess.start(folder, GStreamerProtectionTest.launch("rtpsession name=s rtp-profile=avpf "
                + "udpsrc address=127.0.0.1 port=" + port + " caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload="
                + ProtectedPackets.VIDEO_TYPE + ",rtcp-fb-nack=(boolean)true ! s.recv_rtp_sink s.recv_rtp_src ! rtprtxreceive" + RTX_MAP
                + "! rtpssrcdemux ! rtpjitterbuffer latency=400 do-retransmission=true ! udpsink host=127.0.0.1 sync=false async=false port="
                + put.port() + " s.send_rtcp_src ! udpsink host=127.0.0.1 sync=false async=false port=" + socket.boundPort()))) {
            GStreamerProtectionTest.awaitPlaying(receiver);
            final GraphBuilder builder = engine.graph("sender");
            final Flow camera = builder.source("camera", new SyntheticCamera(VideoFormat.i420(360, 640, 30), 7));
            camera.to("captured", captured);
            final Flow packets = camera.async(Edges.block(8)).via("h264", Codecs.encoder(CodecId.H264, s -> s.bitrate(1_000_000).keyInterval(30)))
                .via("rtp", packetizer);
            packets.to("sent", sentPackets);
            packets.via("session", session.sender()).to("net", socket.sinkTo(link.addressForA()));
            builder.source("back", socket.source(ProtectedPackets.video(ProtectedPackets.VIDEO_TYPE))).via("reports", session.receiver())
                .to("none", reports);
            try (Graph graph = builder.build().start()) {
                assertTrue(captured.await(LIMIT), () -> "" + graph.snapshot());
                final long again = counter(graph, "session", "retransmitted");
                final Set<ByteBuffer> sent = ProtectedPackets.contents(sentPackets.frames().stream().map(Collector.Taken::payload).toList());
                graph.stop();
                final List<byte[]> out = put.all(Duration.ofSeconds(3));
                final Set<ByteBuffer> came = ProtectedPackets.contents(out);
                final Set<ByteBuffer> strange = new HashSet<>(came);
                strange.removeAll(ProtectedPackets.contents(sentPackets.frames().stream().map(Collector.Taken::payload).toList()));
                final long lost = link.forwardStats().lost();
                assertTrue(strange.isEmpty(), () -> strange.size() + " packets that were never sent");
                assertTrue(again > 10 && came.size() >= sent.size() - lost / 5, () -> graph.snapshot() + receiver.said());
            }
        }
    }
}
