package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.graph.Graph;
import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunMessage;
import io.penstock.rtc.stun.StunWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over real sockets: waits are for packets, with a long timeout, and never for time to pass. */
class UdpPeersTest {
    private static final int SENDER = 1;
    private static final int RECEIVER = 2;
    private UdpPeers peers;
    private Forwarder forwarder;
    private Engine engine;
    private Graph graph;

    @BeforeEach
    void start() {
        peers = UdpPeers.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        forwarder = new Forwarder(ForwardConfig.defaults(), codec -> new H264Payload(), peers, ForwardListener.NONE);
        engine = Engine.launch(new EngineContext());
        graph = engine.graph("room").source("udp", peers).to("forward", new ForwardStage(forwarder)).build();
        graph.start();
        forwarder.join(SENDER, "sender", "secret-1");
        forwarder.join(RECEIVER, "receiver", "secret-2");
        forwarder.publish(new TrackSpec(5, SENDER, MediaKind.AUDIO, CodecId.OPUS, "voice", List.of(new TrackSpec.Layer(77, 0, 0, 0, 40_000))));
        forwarder.permit(SENDER, MediaKind.AUDIO, true);
        forwarder.subscribe(RECEIVER, 5, 0, 0);
        assertNotNull(forwarder.statistics(RECEIVER).join(), "commands are carried out in order");
    }

    @AfterEach
    void stop() {
        graph.close();
        engine.close();
    }

    private DatagramSocket socket() throws IOException {
        final DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), peers.port()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] answer(final DatagramSocket socket, final String user, final String password) throws IOException {
        final byte[] request = new byte[600];
        final int length = new StunWriter(request).request(Arrays.copyOf(user.getBytes(StandardCharsets.US_ASCII), 12)).username(user)
            .finish(new StunIntegrity(password));
        socket.send(new DatagramPacket(request, length));
        return receive(socket);
    }

    private static byte[] receive(final DatagramSocket socket) throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static StunMessage parse(final byte[] bytes) {
        final StunMessage message = new StunMessage();
        assertTrue(message.parse(bytes, 0, bytes.length));
        return message;
    }

    @Test
    void whoProvesAnAddressIsForwardedFromAndTo() throws IOException {
        try (DatagramSocket sender = socket(); DatagramSocket receiver = socket()) {
            final StunMessage proven = parse(answer(sender, "sender", "secret-1"));
            assertEquals(StunMessage.BINDING_SUCCESS, proven.type());
            assertEquals(sender.getLocalPort(), proven.mappedAddress().getPort());
            answer(receiver, "receiver", "secret-2");
            final Stream voice = Stream.audio(77);
            final byte[] sound = voice.sound(-20, true);
            sender.send(new DatagramPacket(sound, sound.length));
            assertEquals(sound.length, receive(receiver).length);
            try (DatagramSocket moved = socket()) { // another network, the same participant
                answer(moved, "receiver", "secret-2");
                final byte[] more = voice.sound(-40, true);
                sender.send(new DatagramPacket(more, more.length));
                assertEquals(more[17], receive(moved)[17]);
            }
        }
    }

    @Test
    void whoDoesNotIsRefusedAndNothingOfItIsTaken() throws IOException {
        try (DatagramSocket sender = socket(); DatagramSocket receiver = socket(); DatagramSocket thief = socket()) {
            assertEquals(StunMessage.BINDING_ERROR, parse(answer(thief, "sender", "guess")).type());
            assertEquals(StunMessage.BINDING_ERROR, parse(answer(thief, "nobody", "guess")).type());
            answer(receiver, "receiver", "secret-2");
            answer(sender, "sender", "secret-1");
            final byte[] forged = Stream.audio(77).sound(-20, true);
            thief.send(new DatagramPacket(forged, forged.length));
            final byte[] sound = Stream.audio(77).sound(-50, true);
            sender.send(new DatagramPacket(sound, sound.length));
            final byte[] first = receive(receiver);
            assertEquals(sound[17], first[17], "the level of the real one");
            receiver.setSoTimeout(1);
            byte[] second = null;
            try {
                second = receive(receiver);
            } catch (final SocketTimeoutException e) {
                assertNotNull(e.getMessage());
            }
            assertNull(second);
        }
    }
}
