package io.penstock.core.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureWatchTest {
    private static final EncodedFormat VIDEO = new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 25), 6000);
    private static final PacketFormat PACKETS = PacketFormat.rtp(VIDEO, 100, 90_000);
    private static final long MS = 1_000_000L;

    private final Told told = new Told();
    private final StageHarness buffer = StageHarness.of(
            new VideoJitterBuffer(JitterConfig.video().targetDelayMs(40).maxDelayMs(100), new FakePayload(FakePayload.VIDEO)).watchedBy(told))
        .input(PACKETS).start();

    private static final class Told implements PictureWatch {
        private final List<String> lines = new ArrayList<>();
        private long firstMediaNs = Long.MIN_VALUE;

        private long media(final long mediaNs) {
            firstMediaNs = firstMediaNs == Long.MIN_VALUE ? mediaNs : firstMediaNs;
            return (mediaNs - firstMediaNs) / MS;
        }

        private static long ms(final long ns) {
            return (ns - TestClock.START_NS) / MS;
        }

        @Override
        public void packet(final long sequence, final long mediaNs, final long promptNs, final long arrivalNs, final boolean repaired,
                           final boolean keyframe) {
            lines.add("packet " + sequence + " of " + media(mediaNs) + " prompt " + ms(promptNs) + " at " + ms(arrivalNs) + (keyframe ? " key" : "")
                + (repaired ? " repaired" : ""));
        }

        @Override
        public void putOut(final long mediaNs, final int rtpTimestamp, final long dueNs, final long nowNs) {
            lines.add("put out " + media(mediaNs) + " due " + ms(dueNs) + " at " + ms(nowNs));
        }

        @Override
        public void keyframeAsked(final long nowNs) {
            lines.add("asked at " + ms(nowNs));
        }

        @Override
        public void heldUp(final long dueNs, final long nowNs) {
            lines.add("held up from " + ms(dueNs) + " to " + ms(nowNs));
        }

        @Override
        public void restarted() {
            lines.add("restarted");
        }
    }

    private void push(final int sequence, final int picture, final boolean key) {
        final byte[] packet = new byte[16];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, true, 100, sequence, 3600 * picture, 5);
        packet[12] = (byte) (3 | (key ? 4 : 0));
        buffer.push(buffer.frame().payload(packet));
    }

    @Test
    void isToldWhatComesAndWhatBecomesOfIt() {
        push(1, 0, true);
        buffer.advance(Timebase.ms(40));
        push(2, 1, false);
        buffer.advance(Timebase.ms(40));
        push(4, 3, false);
        buffer.advance(Timebase.ms(200));
        final List<String> lines = told.lines.stream().filter(line -> !line.equals("restarted")).toList();
        assertEquals("packet 1 of 0 prompt 0 at 0 key", lines.get(0));
        assertTrue(lines.contains("put out 0 due 40 at 40"), lines::toString);
        assertTrue(lines.contains("packet 2 of 40 prompt 40 at 40"), lines::toString);
        assertTrue(lines.contains("put out 40 due 80 at 80"), lines::toString);
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("asked at ")), lines::toString);
        assertTrue(lines.stream().noneMatch(line -> line.startsWith("held up")), lines::toString);
        assertEquals(2, lines.stream().filter(line -> line.startsWith("put out")).count(), "picture 3 refers to one that is lost");
    }

    @Test
    void isToldWhenTheThreadIsHeldUpThoughNothingIsDue() {
        push(1, 0, true);
        buffer.advance(Timebase.ms(60));
        buffer.clock().advanceNs(300 * MS);
        push(2, 1, false);
        assertTrue(told.lines.stream().anyMatch(line -> line.startsWith("held up from ") && line.endsWith(" to 360")), told.lines::toString);
    }

    @Test
    void isLeftInPeaceWhenNothingComesAnyMore() {
        push(1, 0, true);
        buffer.advance(Timebase.ms(5000));
        final int before = told.lines.size();
        buffer.clock().advanceNs(5000 * MS);
        buffer.advance(Timebase.ms(10));
        assertEquals(before, told.lines.size(), told.lines::toString);
    }
}
