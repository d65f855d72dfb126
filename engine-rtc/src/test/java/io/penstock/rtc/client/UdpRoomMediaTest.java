package io.penstock.rtc.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.graph.Graph;
import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.forward.ForwardListener;
import io.penstock.rtc.forward.ForwardStage;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.forward.UdpPeers;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.testkit.TestClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The same over sockets: server and participants in one engine whose time is turned by hand. */
class UdpRoomMediaTest {
    private static void run(final TestClock clock, final Engine engine, final int ms) {
        for (int i = 0; i < ms; i++) {
            clock.advanceNs(1_000_000);
            for (int turns = 0; turns < 50 && engine.invoke() > 0; turns++) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aProvenParticipantIsHeardAndAnotherIsNot() {
        final TestClock clock = new TestClock();
        final AtomicInteger heard = new AtomicInteger();
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock).maxCounters(4096))) {
            final UdpPeers peers = UdpPeers.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            final InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port());
            final Forwarder forwarder = new Forwarder(ForwardConfig.defaults(), codec -> new H264Payload(), peers, ForwardListener.NONE);
            final Graph server = engine.graph("server").source("peers", peers).to("forward", new ForwardStage(forwarder)).build().start();
            forwarder.join(1, "anna", "key of anna");
            forwarder.join(2, "bert", "key of bert");
            try (RoomMedia anna = RoomMedia.of(engine, MediaLink.udp(address), "anna", "key of anna").name("anna")
                     .sound("voice", Hall.opus(), Hall.VOICE_BPS, graph -> graph.source("microphone", new SyntheticVoice(Hall.SOUND, 1))).open();
                 RoomMedia bert = RoomMedia.of(engine, MediaLink.udp(address), "bert", "key of bert").name("bert").open();
                 RoomMedia mallory = RoomMedia.of(engine, MediaLink.udp(address), "anna", "a guess").name("mallory").open()) {
                forwarder.publish(new TrackSpec(7, 1, MediaKind.AUDIO, anna.published().get(0).codec(), "voice", anna.published().get(0).layers()));
                forwarder.permit(1, MediaKind.AUDIO, true);
                bert.receive(IncomingTrack.sound(7, "anna"), flow -> flow.to("ear", Stages.sink(StageSpec.sink("ear", FormatSpec.any()).build(),
                    frame -> heard.incrementAndGet())));
                forwarder.subscribe(2, 7, 0, 1);
                for (int i = 0; i < 100 && !(heard.get() >= 100 && bert.isProven()); i++) {
                    run(clock, engine, 100);
                }
                assertTrue(heard.get() >= 100, () -> heard + " packets of sound\n" + Hall.counters(server));
                assertTrue(anna.isProven() && bert.isProven());
                assertFalse(mallory.isProven());
                assertTrue(bert.statistics().rttNs() > 0);
                assertEquals(1, bert.statistics().received().size());
            }
            server.close();
        }
    }
}
