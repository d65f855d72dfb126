package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.clock.Timebase;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.LossyLink.Profile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CapturedTraceTest {
    private static final long CAPTURED_AT_S = 1_800_000_000L;

    private enum Link {
        RAW(101, 0),
        ETHERNET(1, 14),
        VLAN(1, 18),
        COOKED(113, 16),
        LOOPBACK(0, 4);

        final int number;
        final int header;

        Link(final int number, final int header) {
            this.number = number;
            this.header = header;
        }
    }

    private record Arrival(long atNs, TracePacket packet, boolean first) {
    }

    /** A capture of what arrived, as tcpdump would write it. */
    private static byte[] capture(final LinkTrace trace, final Link link, final ByteOrder order, final boolean nanos) {
        final List<Arrival> arrivals = new ArrayList<>();
        for (final Medium medium : Medium.values()) {
            TracePacket before = null;
            for (final TracePacket packet : trace.of(medium)) {
                final boolean first = before == null || before.timestamp() != packet.timestamp();
                packet.arrivalsNs().forEach(atNs -> arrivals.add(new Arrival(atNs, packet, first)));
                before = packet;
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::atNs));
        final ByteBuffer file = ByteBuffer.allocate(24 + arrivals.size() * 1300).order(order);
        file.putInt(nanos ? 0xA1B23C4D : 0xA1B2C3D4).putInt(0x00040002).putInt(0).putInt(0).putInt(65535).putInt(link.number);
        for (final Arrival arrival : arrivals) {
            final int payload = Math.max(RtpHeaderFlyweight.FIXED_HEADER_LENGTH + TracePayload.HEADER_BYTES, arrival.packet.bytes());
            final byte[] datagram = new byte[link.header + 28 + payload];
            frame(datagram, link, payload);
            final int rtp = link.header + 28;
            RtpHeaderFlyweight.writeFixedHeader(datagram, rtp, arrival.packet.marker(), 96, (int) arrival.packet.sequence() & 0xFFFF,
                (int) arrival.packet.timestamp(), arrival.packet.medium().letter);
            if (arrival.packet.medium() == Medium.VIDEO) {
                TracePayload.write(datagram, rtp + RtpHeaderFlyweight.FIXED_HEADER_LENGTH, arrival.first, arrival.packet, 0);
            }
            file.putInt((int) (CAPTURED_AT_S + arrival.atNs / 1_000_000_000L))
                .putInt((int) (arrival.atNs % 1_000_000_000L / (nanos ? 1 : 1000))).putInt(datagram.length).putInt(datagram.length).put(datagram);
        }
        final byte[] bytes = new byte[file.position()];
        file.flip().get(bytes);
        return bytes;
    }

    private static void frame(final byte[] datagram, final Link link, final int payload) {
        final ByteBuffer headers = ByteBuffer.wrap(datagram);
        switch (link) {
            case ETHERNET -> headers.putShort(12, (short) 0x0800);
            case VLAN -> headers.putInt(12, 0x81000007).putShort(16, (short) 0x0800);
            case COOKED -> headers.putShort(14, (short) 0x0800);
            case LOOPBACK -> headers.putInt(0, 2);
            default -> {
                // nothing in front
            }
        }
        headers.position(link.header);
        headers.put((byte) 0x45).put((byte) 0).putShort((short) (28 + payload)).putInt(0x4000).put((byte) 64).put((byte) 17).putShort((short) 0)
            .putInt(0x7F000001).putInt(0x7F000001).putShort((short) 5004).putShort((short) 5006).putShort((short) (8 + payload));
    }

    private static LinkTrace trace(final Profile.Builder link) {
        return TraceMaker.make(new TraceScenario("captured", "captured", LinkSchedule.always(link.build())), Voice.of(false), 6, 3);
    }

    @Test
    void findsWhatArrivedWhateverTheFormatOfTheFile() {
        final LinkTrace trace = trace(Profile.builder().delay(Timebase.ms(30)).jitter(Timebase.ms(20)).jitterReorders().loss(0.03));
        for (final Link link : Link.values()) {
            for (final ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
                final LinkTrace captured = CapturedTrace.of("captured", PcapFile.read(capture(trace, link, order, order == ByteOrder.BIG_ENDIAN)));
                for (final Medium medium : Medium.values()) {
                    assertSame(trace.of(medium), captured.of(medium), link + " " + order);
                }
            }
        }
    }

    /** The same packets, the same of them lost, the others apart by the same times; how long the way was at least, nobody can tell. */
    private static void assertSame(final List<TracePacket> sent, final List<TracePacket> captured, final String message) {
        // What is lost before the first or behind the last that arrived is not seen.
        int from = 0;
        while (sent.get(from).isLost()) {
            from++;
        }
        final TracePacket first = sent.get(from);
        final long shiftNs = captured.get(0).arrivalsNs().get(0) - first.arrivalsNs().get(0);
        final long wayNs = captured.get(0).sentNs() - first.sentNs();
        for (int i = 0; i < captured.size(); i++) {
            final TracePacket a = sent.get(from + i);
            final TracePacket b = captured.get(i);
            assertEquals(a.isLost(), b.isLost(), message);
            assertEquals(a.marker() && !a.isLost(), b.marker(), message);
            if (!a.isLost()) {
                assertEquals(a.timestamp() - first.timestamp(), b.timestamp() - captured.get(0).timestamp(), message);
                assertEquals(a.key(), b.key(), message);
                assertEquals(a.arrivalsNs().get(0) + shiftNs, b.arrivalsNs().get(0), message);
                assertEquals(a.sentNs() + wayNs, b.sentNs(), a.medium() == Medium.AUDIO ? 1000 : 20_000_000, message);
            }
        }
        assertTrue(captured.size() > sent.size() * 0.95, message);
    }

    @Test
    void replaysWhatItFound() {
        final LinkTrace trace = trace(Profile.builder().delay(Timebase.ms(30)).jitter(Timebase.ms(10)).loss(0.02));
        final LinkTrace captured = CapturedTrace.of("captured", PcapFile.read(capture(trace, Link.RAW, ByteOrder.LITTLE_ENDIAN, true)));
        final JitterConfig sound = JitterConfig.audio();
        final JitterConfig pictures = JitterConfig.video().maxPackets(2048);
        final TraceResult told = TraceReplay.run(trace, Voice.of(false), sound, pictures);
        final TraceResult seen = TraceReplay.run(captured, Voice.of(false), sound, pictures);
        assertEquals(told.figure(Figure.SOUND_CONCEALED), seen.figure(Figure.SOUND_CONCEALED), 0.5);
        assertEquals(told.figure(Figure.PICTURE_SHOWN), seen.figure(Figure.PICTURE_SHOWN), 1);
        final TraceResult again = TraceReplay.run(TraceText.read(TraceText.write(captured)), Voice.of(false), sound, pictures);
        assertEquals(seen.hash(), again.hash());
        assertEquals(seen.figures(), again.figures());
    }

    @Test
    void saysWhatItCannotRead() {
        assertSays("no capture file", new byte[100]);
        assertSays("pcapng", ByteBuffer.allocate(100).putInt(0x0A0D0D0A).array());
        final byte[] empty = ByteBuffer.allocate(24).putInt(0xA1B2C3D4).putInt(20, 101).array();
        assertSays("no RTP stream", empty);
        final LinkTrace trace = trace(Profile.builder());
        final byte[] radio = capture(trace, Link.RAW, ByteOrder.BIG_ENDIAN, true);
        ByteBuffer.wrap(radio).putInt(20, 127);
        assertSays("link type 127", radio);
    }

    private static void assertSays(final String what, final byte[] bytes) {
        final String message = assertThrows(IllegalArgumentException.class, () -> CapturedTrace.of("x", PcapFile.read(bytes))).getMessage();
        assertTrue(message.startsWith(what), message);
    }

    @Test
    void readsOrRefusesDamagedFilesWithoutAnythingWorse() {
        final long seed = Long.getLong("penstock.fuzz.seed", 20261123);
        final Random random = new Random(seed);
        final byte[] good = capture(trace(Profile.builder()), Link.ETHERNET, ByteOrder.LITTLE_ENDIAN, true);
        for (int i = 0; i < 300; i++) {
            final byte[] bytes = Arrays.copyOf(good, 24 + random.nextInt(good.length - 24));
            for (int n = random.nextInt(200); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                CapturedTrace.of("x", PcapFile.read(bytes));
            } catch (final IllegalArgumentException e) {
                assertTrue(e.getMessage() != null, "seed " + seed);
            }
        }
    }
}
