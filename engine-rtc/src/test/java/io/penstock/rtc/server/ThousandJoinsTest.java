package io.penstock.rtc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.forward.ForwardListener;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.MediaPlane;
import io.penstock.rtc.forward.PacketOut;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.room.RoomListener;
import io.penstock.rtc.room.RoomMirror;
import io.penstock.rtc.room.RoomPermits;
import io.penstock.rtc.room.RoomSnapshot;
import io.penstock.rtc.room.Rooms;
import io.penstock.rtc.room.RoomsConfig;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.SignalFrame;
import io.penstock.rtc.signal.SignalSession;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/**
 * A thousand come into one room within a second, each over a network of its own, 10 to 100 ms there and back; somebody speaks all the time. The
 * room, what it tells, and the forwarder are those of the server; sockets are not there, and of processor time nothing is counted.
 */
class ThousandJoinsTest implements RoomListener, PacketOut, ForwardListener {
    private static final int GUESTS = 1000;
    private static final int FOLLOWED = 20;
    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    private static final int HOST = 100_000;
    private static final int TRACK = 7;
    private static final int SSRC = 4711;
    private static final String HALL = "hall";

    private final Random random = new Random(Long.getLong("penstock.seed", 20));
    private final TestClock clock = new TestClock();
    private final Rooms rooms = new Rooms(RoomsConfig.standard().invoked(), clock, name -> RoomConfig.standard().room(GUESTS + 1, 16), this);
    private final Forwarder forwarder = new Forwarder(ForwardConfig.defaults(), codec -> new H264Payload(), this, this);
    private final RoomPermits permits = new RoomPermits((id, kind, allowed) -> forwarder.permit(guests().get(id).peer, kind, allowed));
    private final RoomPost post = new RoomPost();
    private final SnapshotText snapshots = new SnapshotText();
    private final Map<String, ServedMember> members = new LinkedHashMap<>();
    private final Map<String, Guest> guests = new HashMap<>();
    private final Map<Integer, Guest> byPeer = new HashMap<>();
    private final Map<SignalFrame, List<RoomEvent>> read = new IdentityHashMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private IntConsumer reached;
    private int numbers;

    /** Something that happens at a time; of the same time, in the order in which it was said. */
    private record Due(long atNs, int number, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(final Due other) {
            return atNs != other.atNs ? Long.compare(atNs, other.atNs) : Integer.compare(number, other.number);
        }
    }

    private Map<String, Guest> guests() {
        return guests;
    }

    private void after(final long ns, final Runnable what) {
        due.add(new Due(clock.nanoTime() + ns, numbers++, what));
    }

    /** One who comes: its client, and its connection as the server has it. */
    private final class Guest implements SignalSession {
        private final String id;
        private final int peer;
        private final Role role;
        private final boolean follows;
        private final long oneWayNs;
        private RoomMirror mirror;
        private boolean proven;
        private long askedNs;
        private long joinedNs;
        private long soundNs;
        private int sounds;
        private int lastSequence;
        private int frames;

        Guest(final String id, final int peer, final Role role, final boolean follows, final long oneWayNs) {
            this.id = id;
            this.peer = peer;
            this.role = role;
            this.follows = follows;
            this.oneWayNs = oneWayNs;
            guests.put(id, this);
            byPeer.put(peer, this);
        }

        void come() {
            askedNs = clock.nanoTime();
            after(oneWayNs, () -> {
                final ServedMember member = new ServedMember(id, peer, "", "", "");
                member.session(this);
                members.put(id, member);
                forwarder.join(peer, "u" + peer, "p");
                rooms.post(HALL, new RoomCommand.Join(id, id, role, peer), (room, answer) -> post.greet(() -> {
                    send(SignalFrame.of(SignalFrame.utf8("{\"type\":\"joined\",\"room\":"), snapshots.of(room.view()), SignalFrame.utf8("}")));
                    member.follows(post.next());
                }));
            });
        }

        @Override
        public void send(final SignalFrame message) {
            after(oneWayNs, () -> told(message));
        }

        private void told(final SignalFrame message) {
            frames++;
            if (joinedNs == 0) {
                joinedNs = clock.nanoTime();
                after(oneWayNs, this::prove);
                if (follows) {
                    mirror = new RoomMirror(SignalCodec.fields(SignalCodec.read(message.text()).get("room"), RoomSnapshot.class), 100, 64 << 10);
                }
            } else if (follows) {
                read.computeIfAbsent(message, ThousandJoinsTest::events).forEach(event -> assertTrue(mirror.apply(event), "nothing is missing"));
            }
        }

        /** Its first datagram and its wish come to the server. */
        private void prove() {
            proven = true;
            reached.accept(peer);
            forwarder.subscribe(peer, TRACK, 0, 0);
        }

        void heard(final int sequence) {
            assertTrue(sounds == 0 || sequence == (lastSequence + 1 & 0xFFFF), "what is heard goes on without a gap");
            soundNs = sounds == 0 ? clock.nanoTime() : soundNs;
            lastSequence = sequence;
            sounds++;
        }

        @Override
        public long connection() {
            return peer;
        }

        @Override
        public String room() {
            return HALL;
        }

        @Override
        public String participant() {
            return id;
        }

        @Override
        public void send(final ObjectNode message) {
            send(SignalFrame.of(message));
        }

        @Override
        public void accept(final long request, final ObjectNode fields) {
            // Nothing else is asked.
        }

        @Override
        public void refuse(final long request, final String code, final String words) {
            throw new AssertionError(code);
        }

        @Override
        public void close(final String reason, final String words) {
            throw new AssertionError(reason);
        }
    }

    private static List<RoomEvent> events(final SignalFrame frame) {
        final JsonNode message = SignalCodec.read(frame.text());
        final List<RoomEvent> events = new ArrayList<>();
        if (message.has("messages")) {
            message.get("messages").forEach(each -> events.add(SignalCodec.event((ObjectNode) each)));
        } else {
            events.add(SignalCodec.event((ObjectNode) message));
        }
        return events;
    }

    // ---- the server -------------------------------------------------------------------------------------------------------------------------

    @Override
    public void told(final Room room, final RoomEvent event) {
        permits.after(room.view(), event);
        post.add(SignalCodec.text(SignalCodec.message(event)), null);
    }

    @Override
    public long settled(final String room, final long nowNs) {
        return post.settled(members.values(), nowNs);
    }

    @Override
    public void failed(final String room, final Throwable error) {
        throw new AssertionError(error);
    }

    @Override
    public boolean send(final int peer, final byte[] packet, final int offset, final int length) {
        final Guest guest = byPeer.get(peer);
        if (!RtpHeaderFlyweight.isRtcp(packet, offset, length) && header.parse(packet, offset, length)
            && header.ssrc() == MediaPlane.FORWARDED_SSRC_BASE + TRACK) {
            final int sequence = header.sequence();
            after(guest.oneWayNs, () -> guest.heard(sequence));
        }
        return true;
    }

    @Override
    public boolean reaches(final int peer) {
        return byPeer.get(peer).proven;
    }

    @Override
    public void whenReached(final IntConsumer told) {
        reached = told;
    }

    private void run(final long ns) {
        for (final long endNs = clock.nanoTime() + ns; clock.nanoTime() < endNs; clock.advanceNs(MS)) {
            while (!due.isEmpty() && due.peek().atNs() <= clock.nanoTime()) {
                due.poll().what().run();
            }
            rooms.invoke();
            if (clock.nanoTime() / MS % 10 == 0) {
                forwarder.tick(clock.nanoTime());
            }
        }
    }

    private void speak(final int number) {
        final byte[] packet = new byte[72];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, number == 0, Forwarder.AUDIO_PAYLOAD_TYPE, number & 0xFFFF, 960 * number, SSRC);
        forwarder.datagram(HOST, packet, 0, packet.length, clock.nanoTime());
        after(20 * MS, () -> speak(number + 1));
    }

    @Test
    void aThousandWithinASecondAreInAtOnceAndHearWhoSpeaksWithin300Ms() {
        final Guest host = new Guest("host", HOST, Role.HOST, true, 20 * MS);
        host.come();
        run(100 * MS);
        forwarder.publish(new TrackSpec(TRACK, HOST, MediaKind.AUDIO, CodecId.OPUS, "voice", List.of(new TrackSpec.Layer(SSRC, 0, 0, 0, 40_000))));
        speak(0);
        final List<Guest> all = new ArrayList<>();
        for (int i = 0; i < GUESTS; i++) {
            final Guest guest = new Guest("guest-" + i, i, Role.AUDIENCE, i % (GUESTS / FOLLOWED) == 0, (5 + random.nextInt(46)) * MS);
            all.add(guest);
            after((long) (random.nextDouble() * SECOND), guest::come);
        }
        run(2 * SECOND);
        final List<RoomEvent> none = new ArrayList<>();
        rooms.read(HALL, room -> {
            none.add(null);
            assertEquals(GUESTS + 1, room.view().members().size());
            guests.values().stream().filter(guest -> guest.follows).forEach(guest ->
                assertEquals(room.view().snapshot(), guest.mirror.view().snapshot(), "all see the same room"));
        });
        rooms.invoke();
        assertEquals(1, none.size(), "the room was looked at");
        for (final Guest guest : all) {
            final long joinedNs = guest.joinedNs - guest.askedNs;
            final long soundNs = guest.soundNs - guest.askedNs;
            assertTrue(joinedNs <= 2 * guest.oneWayNs + 4 * MS, guest.id + " was in after ms " + joinedNs / MS);
            assertTrue(guest.sounds > 0 && soundNs <= 300 * MS, guest.id + " heard after ms " + soundNs / MS);
            assertTrue(guest.sounds >= 40, "and all that came then: " + guest.sounds);
            assertTrue(guest.frames <= 120, "told in batches: " + guest.frames + " messages");
        }
        rooms.close();
    }
}
