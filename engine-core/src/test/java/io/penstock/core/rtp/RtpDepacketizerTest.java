package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpDepacketizerTest extends StageContract {
    private static final PacketFormat PACKETS = PacketFormat.rtp(RtpPacketizerTest.VIDEO, 100, 90_000);

    @Override
    protected Stage create() {
        return new RtpDepacketizer(new FakePayload(FakePayload.VIDEO));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(PACKETS);
    }

    @Override
    protected byte[] payload(final String port, final Format format, final int index) {
        return packet(index, 1800 * index, true, 1 | 2 | (index % 5 == 0 ? 4 : 0), index);
    }

    static byte[] packet(final int sequence, final int timestamp, final boolean marker, final int flags, final int number) {
        final byte[] packet = new byte[12 + 1 + 10];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, marker, 100, sequence, timestamp, 9);
        packet[12] = (byte) flags;
        System.arraycopy(FakePayload.frame((flags & 4) != 0, 10, number), 0, packet, 13, 10);
        return packet;
    }

    private StageHarness start() {
        return StageHarness.of(create()).input(PACKETS).start();
    }

    @Test
    void dropsTheFrameAPacketIsMissingFromAndSaysSo() {
        try (StageHarness h = start()) {
            h.push(h.frame().payload(packet(1, 0, true, 7, 1)));
            h.push(h.frame().payload(packet(2, 3600, false, 1, 2)));
            h.push(h.frame().payload(packet(4, 3600, true, 2, 2)));
            h.push(h.frame().payload(packet(5, 7200, true, 3, 3)));
            assertEquals(2, h.frames().size());
            assertEquals(1, h.counter("lost"));
            assertEquals(1, h.counter("dropped.incomplete"));
            assertEquals(List.of(new Event.Discontinuity(h.frames().get(1).ptsNs())), h.events());
            assertTrue(h.frames().get(1).has(FrameFlags.DISCONTINUITY));
        }
    }

    @Test
    void endsAFrameWithoutMarkerWhenTheNextBegins() {
        try (StageHarness h = start()) {
            h.push(h.frame().payload(packet(1, 0, false, 7, 1)));
            assertEquals(0, h.frames().size());
            h.push(h.frame().payload(packet(2, 3600, true, 3, 2)));
            assertEquals(2, h.frames().size());
        }
    }

    @Test
    void countsWhatComesLateOrMalformedOrOfAnotherType() {
        try (StageHarness h = start()) {
            h.push(h.frame().payload(packet(5, 0, true, 7, 1)));
            h.push(h.frame().payload(packet(4, 0, true, 7, 1)));
            h.push(h.frame().payload((byte) 1, (byte) 2));
            final byte[] other = packet(6, 0, true, 7, 1);
            other[1] = 99;
            h.push(h.frame().payload(other));
            assertEquals(1, h.frames().size());
            assertEquals(1, h.counter("dropped.late"));
            assertEquals(1, h.counter("errors.malformed"));
            assertEquals(1, h.counter("dropped.payload-type"));
        }
    }

    @Test
    void knowsAKeyframeThatBeginsWithADelimiter() {
        try (StageHarness h = start()) {
            final byte[] delimiter = new byte[13];
            RtpHeaderFlyweight.writeFixedHeader(delimiter, 0, false, 100, 1, 0, 9);
            delimiter[12] = FakePayload.DELIMITER;
            h.push(h.frame().payload(delimiter));
            h.push(h.frame().payload(packet(2, 0, true, 7, 1)));
            h.push(h.frame().payload(packet(3, 3600, true, 3, 2)));
            assertTrue(h.frames().get(0).has(FrameFlags.KEYFRAME));
            assertFalse(h.frames().get(1).has(FrameFlags.KEYFRAME));
        }
    }
}
