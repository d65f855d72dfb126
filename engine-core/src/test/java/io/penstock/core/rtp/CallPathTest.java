package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.event.Event;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Graph;
import io.penstock.stage.Output;
import io.penstock.stage.Source;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The way of a picture through two graphs, real sockets and threads, and of the request for a key frame back. */
class CallPathTest {
    private static final PacketFormat RTP = PacketFormat.rtp(RtpPacketizerTest.VIDEO, 100, 90_000);
    private static final int PICTURES = 60;
    private static final int LOST_PACKET = 40;

    /** Makes 50 pictures a second; a key frame first and when asked. */
    private static final class Encoder implements Source {
        final AtomicInteger requests = new AtomicInteger();
        private StageContext context;
        private int made;
        private long dueNs;
        private boolean key = true;

        @Override
        public StageSpec spec() {
            return StageSpec.source("encoder", FormatSpec.of(RtpPacketizerTest.VIDEO)).wakesItself().build();
        }

        @Override
        public void onStart(final StageContext stageContext) {
            context = stageContext;
            dueNs = context.clock().nanoTime();
        }

        @Override
        public int poll(final Output out, final int limit) {
            final long nowNs = context.clock().nanoTime();
            if (nowNs < dueNs) {
                context.wakeAtNs(dueNs);
                return 0;
            }
            final byte[] picture = FakePayload.frame(key, 2500, made);
            final MutableFrame frame = out.claim(picture.length);
            System.arraycopy(picture, 0, frame.array(), frame.arrayOffset(), picture.length);
            frame.ptsNs(dueNs).captureNs(dueNs).flags(key ? FrameFlags.KEYFRAME : 0);
            out.commit(frame);
            key = false;
            dueNs += 20_000_000L;
            if (++made == PICTURES) {
                out.endOfStream();
            }
            context.wakeAtNs(dueNs);
            return 1;
        }

        @Override
        public boolean onUpstream(final int outPort, final Event.Upstream event) {
            if (event instanceof Event.KeyframeRequest) {
                requests.incrementAndGet();
                key = true;
            }
            return true;
        }
    }

    private static UdpSocket loopback() {
        return UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @Test
    void aLostPacketBringsAKeyframeBackOverTheSameSockets() throws Exception {
        final UdpSocket a = loopback();
        final UdpSocket b = loopback();
        a.connect(b.localAddress());
        b.connect(a.localAddress());
        final Encoder encoder = new Encoder();
        final RtpPacketizer packetizer = RtpPacketizer.of(new FakePayload(FakePayload.VIDEO), RtpSettings.defaults());
        final RtpSession alice = new RtpSession("alice", packetizer.ssrc(), 1);
        final RtpSession bob = new RtpSession("bob", 4711, 2);
        final AtomicInteger sent = new AtomicInteger();
        final List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        final CountDownLatch last = new CountDownLatch(1);
        try (a; b; Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.SHARED));
             Graph send = engine.graph("send").source("encoder", encoder).via("rtp", packetizer)
                 .via("loss", Stages.inPlace(StageSpec.same("loss", PacketSpec.rtp()).build(),
                     frame -> sent.incrementAndGet() == LOST_PACKET ? Verdict.DROP : Verdict.FORWARD))
                 .via("rtcp", alice.sender()).to("net", a.sink()).build();
             Graph feedback = engine.graph("feedback").source("net", a.source(RTP)).via("rtcp", alice.receiver())
                 .to("none", Stages.sink(StageSpec.sink("none", FormatSpec.any()).build(), frame -> { })).build();
             Graph receive = engine.graph("receive").source("net", b.source(RTP)).via("rtcp", bob.receiver())
                 .via("jitter", new VideoJitterBuffer(JitterConfig.video().targetDelayMs(20).maxDelayMs(400), new FakePayload(FakePayload.VIDEO)))
                 .to("screen", Stages.sink(StageSpec.sink("screen", FormatSpec.any()).build(), frame -> {
                     final int number = frame.array()[frame.arrayOffset() + 2];
                     seen.add(number);
                     if (number == PICTURES - 1) {
                         last.countDown();
                     }
                 })).build();
             Graph report = engine.graph("report").source("rtcp", bob.reporter()).to("net", b.sink()).build()) {
            for (final Graph graph : List.of(receive, report, feedback, send)) {
                graph.start();
            }
            assertTrue(last.await(20, TimeUnit.SECONDS), "pictures seen: " + seen);
        }
        assertTrue(encoder.requests.get() >= 1 && encoder.requests.get() <= 3, "requests " + encoder.requests);
        final int lostPicture = (LOST_PACKET - 1) / 3;
        assertEquals(lostPicture - 1, seen.get(lostPicture - 1), "all before the loss: " + seen);
        assertTrue(seen.get(lostPicture) > lostPicture, "the damaged one is not shown: " + seen);
        assertTrue(seen.get(lostPicture) <= lostPicture + 12, "back within a quarter second: " + seen);
        for (int i = lostPicture + 1; i < seen.size(); i++) {
            assertEquals(seen.get(i - 1) + 1, seen.get(i), "nothing else is missing: " + seen);
        }
    }
}
