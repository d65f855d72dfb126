package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.rtp.NetworkOrder;
import io.penstock.core.rtp.RtcpWriter;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Three who speak and show themselves, one at a time, and two who watch, over a network that loses, doubles, keeps back and reorders. Each
 * packet carries the number of its stream and its own, so that what leaves can be told whatever was rewritten.
 */
final class FloorWorld implements PacketOut, ForwardListener {
    private static final int SPEAKERS = 3;
    private static final int LISTENERS = 2;
    private static final long MS = 1_000_000L;
    private static final int NUMBER_BYTES = 9;
    private static final int FIRST_LISTENER = 10;

    private final Random random;
    private final Forwarder forwarder = new Forwarder(ForwardConfig.defaults(), codec -> new H264Payload(), this, this);
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final List<Source> sources = new ArrayList<>();
    private final int[][] lastSequence = new int[LISTENERS][2 * SPEAKERS];
    private final int[][] subscribed = new int[LISTENERS][2 * SPEAKERS];
    private final int[][] sentNow = new int[LISTENERS][2 * SPEAKERS];
    private long nowNs = 1_000 * MS;
    private int speaker;
    private long forwarded;
    private long forwardedPictures;
    private long repeated;
    private long redundant;

    /** A stream of a speaker, and its packets that are under way or may come again. */
    private static final class Source {
        private final int owner;
        private final int track;
        private final MediaKind kind;
        private final Floor floor;
        private final List<byte[]> underWay = new ArrayList<>();
        private final List<byte[]> past = new ArrayList<>();
        private final int offset;
        private long next;
        private int timestamp;
        private int leftOfFrame;

        Source(final int owner, final int track, final MediaKind kind, final int offset) {
            this.owner = owner;
            this.track = track;
            this.kind = kind;
            this.offset = offset;
            floor = new Floor(kind + " of " + owner);
        }

        boolean isVideo() {
            return kind == MediaKind.VIDEO;
        }

        int ssrc() {
            return 1000 + track;
        }
    }

    FloorWorld(final long seed) {
        random = new Random(seed);
        for (int i = 0; i < SPEAKERS; i++) {
            forwarder.join(i, "u" + i, "p");
            add(i, 2 * i, MediaKind.AUDIO, CodecId.OPUS);
            add(i, 2 * i + 1, MediaKind.VIDEO, CodecId.H264);
        }
        for (int i = 0; i < LISTENERS; i++) {
            forwarder.join(FIRST_LISTENER + i, "l" + i, "p");
            for (int track = 0; track < 2 * SPEAKERS; track++) {
                subscribe(i, track);
            }
        }
    }

    private void add(final int owner, final int track, final MediaKind kind, final CodecId codec) {
        final Source source = new Source(owner, track, kind, random.nextInt(65_536));
        sources.add(source);
        forwarder.publish(new TrackSpec(track, owner, kind, codec, "t", List.of(new TrackSpec.Layer(source.ssrc(), source.ssrc() + 5000, 0, 0,
            kind == MediaKind.AUDIO ? 40_000 : 400_000))));
        forwarder.tap(track, (packet, offset, length, at) -> {
            header.parse(packet, offset, length);
            examine(source, packet, header.payloadOffset(), header.payloadLength(), "to a tap");
        });
    }

    private void subscribe(final int listener, final int track) {
        forwarder.subscribe(FIRST_LISTENER + listener, track, 0, 0);
        subscribed[listener][track] = 1;
    }

    // ---- what happens -----------------------------------------------------------------------------------------------------------------------

    /** The floor goes to somebody else: taken first, as a room does it. */
    void handOver() {
        permit(speaker, false);
        speaker = random.nextInt(SPEAKERS);
        if (random.nextInt(8) > 0) {
            permit(speaker, true);
        }
    }

    private void permit(final int who, final boolean may) {
        for (final MediaKind kind : MediaKind.values()) {
            forwarder.permit(who, kind, may);
        }
        sources.stream().filter(source -> source.owner == who).forEach(source -> source.floor.allow(may));
    }

    void step() {
        nowNs += random.nextInt(4) * MS;
        final Source source = sources.get(random.nextInt(sources.size()));
        switch (random.nextInt(16)) {
            case 0 -> again(source);
            case 1, 2 -> release(source);
            case 3 -> forwarder.tick(nowNs);
            case 4 -> nack(random.nextInt(LISTENERS), random.nextInt(3) > 0 ? 2 * speaker + 1 : random.nextInt(sources.size()));
            case 5 -> comeOrGo(random.nextInt(LISTENERS), random.nextInt(sources.size()));
            default -> {
                final Source of = random.nextInt(3) > 0 ? sources.get(2 * speaker + random.nextInt(2)) : source;
                send(of, make(of));
            }
        }
    }

    private byte[] make(final Source source) {
        final byte[] packet = source.isVideo() ? picture(source) : sound(source);
        source.past.add(packet);
        if (source.past.size() > 40) {
            source.past.remove(0);
        }
        return packet;
    }

    private byte[] picture(final Source source) {
        final boolean first = source.leftOfFrame == 0;
        final boolean key = first && random.nextInt(4) == 0;
        if (first) {
            source.leftOfFrame = 1 + random.nextInt(3);
            source.timestamp += 3000;
        }
        source.leftOfFrame--;
        final byte[] packet = packet(source, Forwarder.VIDEO_PAYLOAD_TYPE, 2 + NUMBER_BYTES, source.leftOfFrame == 0);
        packet[12] = (byte) (key ? 0x65 : 0x41);
        packet[13] = (byte) (first ? 0x80 : 0x40);
        number(packet, 14, source, source.next++);
        return packet;
    }

    private byte[] sound(final Source source) {
        source.timestamp += 960;
        final int blocks = (int) Math.min(random.nextInt(4), source.next);
        if (blocks == 0) {
            final byte[] packet = packet(source, Forwarder.AUDIO_PAYLOAD_TYPE, NUMBER_BYTES, false);
            number(packet, 12, source, source.next++);
            return packet;
        }
        final byte[] packet = packet(source, Forwarder.RED_PAYLOAD_TYPE, 4 * blocks + 1 + (blocks + 1) * NUMBER_BYTES, false);
        int at = 12;
        for (int back = blocks; back > 0; back--) {
            NetworkOrder.put32(packet, at, (0x80 | Forwarder.AUDIO_PAYLOAD_TYPE) << 24 | back * 960 << 10 | NUMBER_BYTES);
            at += 4;
        }
        packet[at++] = Forwarder.AUDIO_PAYLOAD_TYPE;
        for (int back = blocks; back >= 0; back--) {
            number(packet, at, source, source.next - back);
            at += NUMBER_BYTES;
        }
        source.next++;
        return packet;
    }

    private static byte[] packet(final Source source, final int type, final int payloadBytes, final boolean marker) {
        final byte[] packet = new byte[12 + payloadBytes];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, marker, type, (int) source.next + source.offset & 0xFFFF, source.timestamp, source.ssrc());
        return packet;
    }

    private static void number(final byte[] packet, final int at, final Source source, final long number) {
        packet[at] = (byte) source.track;
        NetworkOrder.put64(packet, at + 1, number);
    }

    private static long numberOf(final byte[] packet) {
        return NetworkOrder.i64(packet, packet.length - NUMBER_BYTES + 1);
    }

    private void send(final Source source, final byte[] packet) {
        switch (random.nextInt(8)) {
            case 0 -> {
                // Lost: it may come again by its retransmission, or in what repeats it.
            }
            case 1 -> source.underWay.add(packet);
            case 2 -> {
                arrive(source, packet);
                arrive(source, packet);
            }
            default -> arrive(source, packet);
        }
    }

    private void release(final Source source) {
        if (!source.underWay.isEmpty()) {
            arrive(source, source.underWay.remove(random.nextInt(source.underWay.size())));
        }
    }

    private void arrive(final Source source, final byte[] packet) {
        final boolean newer = source.floor.arrived(numberOf(packet));
        final boolean heard = newer && !source.isVideo() && source.floor.allowed();
        for (int i = 0; i < LISTENERS; i++) {
            sentNow[i][source.track] = 0;
        }
        forwarder.datagram(source.owner, packet, 0, packet.length, nowNs);
        for (int i = 0; heard && i < LISTENERS; i++) {
            assertEquals(subscribed[i][source.track], sentNow[i][source.track], "new sound of who may be heard reaches each who wants it, once");
        }
    }

    /** A retransmission, of something recent that may have come already, or may not. */
    private void again(final Source source) {
        if (source.isVideo() && !source.past.isEmpty()) {
            final byte[] packet = source.past.get(random.nextInt(source.past.size()));
            final byte[] rtx = Stream.again(packet, source.ssrc() + 5000, random.nextInt(65_536));
            forwarder.datagram(source.owner, rtx, 0, rtx.length, nowNs);
        }
    }

    private void nack(final int listener, final int track) {
        final byte[] packet = new byte[200];
        final RtcpWriter writer = new RtcpWriter("x").begin(packet, 0).receiverReport(1).nack(1, MediaPlane.FORWARDED_SSRC_BASE + track);
        for (int i = random.nextInt(4); i >= 0; i--) {
            writer.lost(lastSequence[listener][track] - random.nextInt(6) + i & 0xFFFF);
        }
        forwarder.datagram(FIRST_LISTENER + listener, packet, 0, writer.length(), nowNs);
        nowNs += 3 * MS;
        forwarder.tick(nowNs);
    }

    private void comeOrGo(final int listener, final int track) {
        if (subscribed[listener][track] == 1) {
            forwarder.unsubscribe(FIRST_LISTENER + listener, track);
            subscribed[listener][track] = 0;
        } else {
            subscribe(listener, track);
        }
    }

    // ---- what leaves ------------------------------------------------------------------------------------------------------------------------

    @Override
    public boolean send(final int peer, final byte[] packet, final int offset, final int length) {
        if (RtpHeaderFlyweight.isRtcp(packet, offset, length)) {
            return true;
        }
        assertTrue(header.parse(packet, offset, length));
        if (header.payloadType() == Forwarder.PADDING_PAYLOAD_TYPE) {
            return true;
        }
        final boolean again = header.payloadType() == Forwarder.RTX_PAYLOAD_TYPE;
        final int track = (header.ssrc() & ~Forwarder.RTX_SSRC_BIT) - MediaPlane.FORWARDED_SSRC_BASE;
        final int listener = peer - FIRST_LISTENER;
        assertEquals(1, subscribed[listener][track], "only what is wanted leaves");
        if (again) {
            repeated++;
        } else {
            lastSequence[listener][track] = header.sequence();
            sentNow[listener][track]++;
            forwarded++;
            forwardedPictures += sources.get(track).isVideo() ? 1 : 0;
        }
        examine(sources.get(track), packet, header.payloadOffset() + (again ? 2 : 0), header.payloadLength() - (again ? 2 : 0),
            again ? "again" : "to " + peer);
        return true;
    }

    /** Finds every number in a payload: also that of what only repeats. */
    private void examine(final Source source, final byte[] packet, final int at, final int length, final String how) {
        // With RED (RFC 2198): four bytes before each repetition, one before the packet itself.
        final int blocks = length <= 2 + NUMBER_BYTES && (source.isVideo() || length == NUMBER_BYTES) ? 1
            : (length - 1 - NUMBER_BYTES) / (4 + NUMBER_BYTES) + 1;
        assertTrue(blocks > 0, "there is something in it");
        redundant += blocks - 1;
        for (int i = 1; i <= blocks; i++) {
            final int from = at + length - i * NUMBER_BYTES;
            assertEquals(source.track, packet[from], "of the right stream");
            source.floor.leaves(NetworkOrder.i64(packet, from + 1), i == 1 ? how : how + ", in what repeats it");
        }
    }

    @Override
    public void level(final int peer, final int track, final int levelDbov, final boolean voice, final long at) {
        assertTrue(sources.get(track).floor.allowed(), "nobody without the floor becomes the speaker");
    }

    long forwarded() {
        return forwarded;
    }

    long forwardedPictures() {
        return forwardedPictures;
    }

    long repeated() {
        return repeated;
    }

    long redundant() {
        return redundant;
    }
}
