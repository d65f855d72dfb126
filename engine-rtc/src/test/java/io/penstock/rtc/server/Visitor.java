package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.client.JoinedRoom;
import io.penstock.rtc.client.RemoteTrack;
import io.penstock.rtc.client.RoomClient;
import io.penstock.rtc.client.RoomClientListener;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.signal.RoomHost.Publication;
import io.penstock.rtc.signal.SignalException;
import io.penstock.rtc.stun.StunIntegrity;
import io.penstock.rtc.stun.StunWriter;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A participant in a test: signalling as clients have it, media by hand. */
final class Visitor implements RoomClientListener, AutoCloseable {
    static final int SECONDS = 30;
    final BlockingQueue<JoinedRoom> joins = new LinkedBlockingQueue<>();
    final BlockingQueue<RoomEvent> events = new LinkedBlockingQueue<>();
    final BlockingQueue<RemoteTrack> tracks = new LinkedBlockingQueue<>();
    final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    final BlockingQueue<String> speakers = new LinkedBlockingQueue<>();
    final BlockingQueue<Heard> qualities = new LinkedBlockingQueue<>();
    final RoomClient client;
    private final DatagramSocket socket;
    private int sequence;

    Visitor(final int port, final String token) throws IOException {
        socket = new DatagramSocket();
        socket.setSoTimeout(SECONDS * 1000);
        client = RoomClient.connect(URI.create("ws://127.0.0.1:" + port + "/"), token, this);
    }

    @Override
    public void joined(final JoinedRoom joined) {
        joins.add(joined);
    }

    @Override
    public void event(final RoomEvent event) {
        events.add(event);
    }

    @Override
    public void track(final RemoteTrack track) {
        tracks.add(track);
    }

    @Override
    public void speaker(final String participant) {
        speakers.add(participant == null ? "" : participant);
    }

    /** How well it goes for whom. */
    record Heard(String participant, JsonNode report) { }

    @Override
    public void quality(final String participant, final JsonNode report) {
        qualities.add(new Heard(participant, report));
    }

    @Override
    public void ended(final String reason, final String words) {
        ends.add(reason);
    }

    static <T> T next(final BlockingQueue<T> queue) throws InterruptedException {
        final T next = queue.poll(SECONDS, TimeUnit.SECONDS);
        assertNotNull(next, "nothing came");
        return next;
    }

    JoinedRoom inside() throws InterruptedException {
        return next(joins);
    }

    /** Skips events until one of a kind. */
    <T extends RoomEvent> T until(final Class<T> kind, final Predicate<T> wanted) throws InterruptedException {
        while (true) {
            final RoomEvent event = next(events);
            if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
                return kind.cast(event);
            }
        }
    }

    void ask(final RoomCommand command) throws Exception {
        client.ask(command).get(SECONDS, TimeUnit.SECONDS);
    }

    /** Code of the refusal. */
    String refusal(final RoomCommand command) throws InterruptedException, TimeoutException {
        try {
            client.ask(command).get(SECONDS, TimeUnit.SECONDS);
            return "accepted";
        } catch (final ExecutionException e) {
            return ((SignalException) e.getCause()).code();
        }
    }

    int publishVoice(final int ssrc) throws Exception {
        return client.publish(new Publication(MediaKind.AUDIO, CodecId.OPUS, "voice", List.of(new Publication.Layer(ssrc, 0, 0, 0, 40_000))))
            .get(SECONDS, TimeUnit.SECONDS);
    }

    int publishCamera(final int ssrc, final int width, final int height) throws Exception {
        return client.publish(new Publication(MediaKind.VIDEO, CodecId.H264, "camera",
            List.of(new Publication.Layer(ssrc, 0, width, height, 500_000)))).get(SECONDS, TimeUnit.SECONDS);
    }

    /** A packet as it is. */
    void send(final byte[] packet) throws IOException {
        socket.send(new DatagramPacket(packet, packet.length));
    }

    /** Proves the address, as often as it takes. */
    void prove(final JoinedRoom joined) throws IOException {
        socket.connect(new InetSocketAddress(joined.media().host(), joined.media().port()));
        final byte[] request = new byte[600];
        final int length = new StunWriter(request).request(new byte[12]).username(joined.media().user())
            .finish(new StunIntegrity(joined.media().password()));
        byte[] answer;
        do {
            socket.send(new DatagramPacket(request, length));
            answer = receive();
        } while (answer[0] != 1 || answer[1] != 1);
    }

    byte[] receive() throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** Next packet of media. */
    byte[] media() throws IOException {
        while (true) {
            final byte[] packet = receive();
            if ((packet[0] & 0xC0) == 0x80 && !RtpHeaderFlyweight.isRtcp(packet, 0, packet.length)) {
                return packet;
            }
        }
    }

    void speak(final int ssrc, final int content) throws IOException {
        final ByteBuffer packet = ByteBuffer.allocate(16);
        sequence++;
        RtpHeaderFlyweight.writeFixedHeader(packet.array(), 0, false, 111, sequence, sequence * 960, ssrc);
        packet.putInt(12, content);
        socket.send(new DatagramPacket(packet.array(), packet.capacity()));
    }

    /** A packet of sound that says how loud it is (RFC 6464): 0 = as loud as can be, 127 = silent. */
    void speakAt(final int ssrc, final int level) throws IOException {
        final ByteBuffer packet = ByteBuffer.allocate(24);
        sequence++;
        RtpHeaderFlyweight.writeFixedHeader(packet.array(), 0, false, 111, sequence, sequence * 960, ssrc);
        packet.put(0, (byte) (packet.get(0) | 0x10)).putInt(12, 0xBEDE0001).put(16, (byte) 0x10).put(17, (byte) (0x80 | level));
        socket.send(new DatagramPacket(packet.array(), packet.capacity()));
    }

    static int content(final byte[] packet) {
        return ByteBuffer.wrap(packet).getInt(12);
    }

    @Override
    public void close() {
        client.close();
        socket.close();
    }
}
