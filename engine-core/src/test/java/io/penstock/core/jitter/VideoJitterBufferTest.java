package io.penstock.core.jitter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.event.Event;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VideoJitterBufferTest extends StageContract {
    private static final EncodedFormat VIDEO = new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 25), 6000);
    private static final PacketFormat PACKETS = PacketFormat.rtp(VIDEO, 100, 90_000);
    private static final int PARTS = 3;

    private static VideoJitterBuffer buffer(final JitterConfig config) {
        return new VideoJitterBuffer(config, new FakePayload(FakePayload.VIDEO));
    }

    @Override
    protected Stage create() {
        return buffer(JitterConfig.video().targetDelayMs(40));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(PACKETS);
    }

    @Override
    protected byte[] payload(final String port, final Format format, final int index) {
        return packet(index, 1800 * index, 7, index, true, 10);
    }

    private static byte[] packet(final int sequence, final int timestamp, final int flags, final int number, final boolean marker,
                                 final int length) {
        final byte[] packet = new byte[13 + length];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, marker, 100, sequence, timestamp, 5);
        packet[12] = (byte) flags;
        for (int i = 0; i < length; i++) {
            packet[13 + i] = (byte) number;
        }
        return packet;
    }

    /** The packets of picture i at 25 a second, across both wraps. */
    private static List<byte[]> picture(final int i, final boolean key) {
        final List<byte[]> packets = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            final boolean last = part == PARTS - 1;
            packets.add(packet(65_500 + PARTS * i + part, -30_000 + 3600 * i, (part == 0 ? 1 : 0) | (last ? 2 : 0) | (key ? 4 : 0), i + 1, last,
                20));
        }
        return packets;
    }

    private static StageHarness start(final JitterConfig config) {
        return StageHarness.of(buffer(config)).input(PACKETS).start();
    }

    private static void push(final StageHarness h, final List<byte[]> packets) {
        packets.forEach(packet -> h.push(h.frame().payload(packet)));
    }

    private static List<Integer> numbers(final StageHarness h) {
        return h.frames().stream().map(frame -> (int) frame.payload()[0]).toList();
    }

    @Test
    void putsOutWholePicturesAtTheirTimeWhateverTheOrder() {
        final Random random = new Random(3);
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(60))) {
            for (int i = 0; i < 30; i++) {
                final List<byte[]> packets = picture(i, i == 0);
                Collections.shuffle(packets, random);
                push(h, packets);
                push(h, packets.subList(0, 1));
                h.advance(Timebase.ms(40));
            }
            h.advance(Timebase.ms(100));
            assertEquals(30, h.frames().size(), "seed 3");
            for (int i = 0; i < 30; i++) {
                final CapturedFrame frame = h.frames().get(i);
                assertEquals(PARTS * 20, frame.length());
                assertEquals(i + 1, frame.payload()[0]);
                assertEquals(TestClock.START_NS + 60_000_000L + i * 40_000_000L, frame.emittedNs(), 100);
                assertEquals(frame.emittedNs() - 60_000_000L, frame.ptsNs(), 100);
                assertEquals(60_000_000L, frame.userTag(), 100);
            }
            assertTrue(h.frames().get(0).has(FrameFlags.KEYFRAME));
            assertEquals(30, h.counter("duplicated"));
            assertEquals(0, h.counter("lost"));
            assertEquals(0, h.counter("freezes"));
            assertEquals(List.of(), h.upstream());
        }
    }

    @Test
    void waitsForAKeyframeAfterGivingUpAnIncompletePicture() {
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(40).maxDelayMs(80))) {
            for (int i = 0; i < 12; i++) {
                final List<byte[]> packets = picture(i, i == 0 || i == 8);
                if (i == 3) {
                    packets.remove(1);
                }
                push(h, packets);
                h.advance(Timebase.ms(40));
            }
            h.advance(Timebase.ms(100));
            assertEquals(List.of(1, 2, 3, 9, 10, 11, 12), numbers(h));
            assertTrue(h.frames().get(3).has(FrameFlags.DISCONTINUITY | FrameFlags.KEYFRAME));
            assertEquals(1, h.counter("dropped.incomplete"));
            assertEquals(1, h.counter("lost"));
            assertEquals(4, h.counter("dropped.waiting-keyframe"));
            assertEquals(1, h.counter("freezes"));
            assertEquals(1, h.upstream().size(), "requests are limited");
            assertEquals(Event.KeyframeRequest.ALL, h.upstream().get(0).event());
            assertEquals(1, h.events().size());
        }
    }

    @Test
    void putsOutLateButWholePicturesAtOnce() {
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(40).maxDelayMs(200))) {
            push(h, picture(0, true));
            h.advance(Timebase.ms(40));
            final List<byte[]> second = picture(1, false);
            push(h, second.subList(0, 2));
            h.advance(Timebase.ms(100));
            assertEquals(1, h.frames().size());
            push(h, second.subList(2, 3));
            assertEquals(List.of(1, 2), numbers(h));
            assertEquals(0, h.lastFrame().userTag());
            assertEquals(h.clock().nanoTime(), h.lastFrame().captureNs());
        }
    }

    @Test
    void goesOnAtAKeyframeAfterPicturesThatAreWhollyLost() {
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(40).maxDelayMs(120))) {
            for (int i = 0; i < 6; i++) {
                if (i != 2 && i != 3) {
                    push(h, picture(i, i == 0 || i == 4));
                }
                h.advance(Timebase.ms(40));
            }
            h.advance(Timebase.ms(200));
            assertEquals(List.of(1, 2, 5, 6), numbers(h));
            assertEquals(6, h.counter("lost"));
        }
    }

    @Test
    void asksForAKeyframeWhenItJoinsInTheMiddle() {
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(40))) {
            for (int i = 1; i < 20; i++) {
                push(h, picture(i, i == 15));
                h.advance(Timebase.ms(40));
            }
            h.advance(Timebase.ms(100));
            assertEquals(List.of(16, 17, 18, 19, 20), numbers(h));
            assertTrue(h.upstream().size() >= 2 && h.upstream().size() <= 3);
        }
    }

    @Test
    void staysBoundedWhenNothingCanBePutOut() {
        try (StageHarness h = start(JitterConfig.video().maxPackets(32))) {
            for (int i = 0; i < 500; i++) {
                h.push(h.frame().payload(packet(i, 5, 1, 1, false, 20)));
                assertTrue(h.framesHeld() <= 33);
            }
            assertTrue(h.counter("dropped.overflow") > 0);
        }
    }

    @Test
    void survivesAnyBytesAndLoss() {
        final Random random = new Random(11);
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(40).maxDelayMs(80))) {
            for (int i = 0; i < 2000; i++) {
                for (final byte[] packet : picture(i, i % 20 == 0)) {
                    if (random.nextInt(20) == 0) {
                        continue;
                    }
                    if (random.nextInt(20) == 0) {
                        packet[random.nextInt(packet.length)] = (byte) random.nextInt();
                    }
                    h.push(h.frame().payload(packet));
                }
                h.advance(Timebase.ms(40));
                assertTrue(h.framesHeld() < 40, "seed 11, picture " + i + ": " + h.framesHeld());
            }
            assertTrue(h.counter("frames") > 150, "seed 11: " + h.counters());
        }
    }

    @Test
    void assemblesInOrder() {
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(0))) {
            final byte[] first = packet(1, 0, 5, 1, false, 3);
            final byte[] second = packet(2, 0, 6, 2, true, 2);
            push(h, List.of(first, second));
            assertArrayEquals(new byte[] {1, 1, 1, 2, 2}, h.lastFrame().payload());
        }
    }

    /** Of four packets: access unit delimiters travel alone with some senders. */
    private static List<byte[]> delimited(final int i, final boolean key) {
        final List<byte[]> packets = new ArrayList<>();
        packets.add(packet((PARTS + 1) * i, 3600 * i, FakePayload.DELIMITER, 0, false, 0));
        for (int part = 0; part < PARTS; part++) {
            final boolean last = part == PARTS - 1;
            packets.add(packet((PARTS + 1) * i + part + 1, 3600 * i, (part == 0 ? 1 : 0) | (last ? 2 : 0) | (key ? 4 : 0), i + 1, last, 20));
        }
        return packets;
    }

    @Test
    void knowsKeyframesThatBeginWithADelimiter() {
        try (StageHarness h = start(JitterConfig.video().targetDelayMs(40).maxDelayMs(80))) {
            for (int i = 0; i < 12; i++) {
                if (i != 3 && i != 9) {
                    push(h, delimited(i, i % 5 == 0));
                }
                h.advance(Timebase.ms(40));
            }
            h.advance(Timebase.ms(100));
            assertEquals(List.of(1, 2, 3, 6, 7, 8, 9, 11, 12), numbers(h));
            assertEquals(List.of(1, 6, 11),
                h.frames().stream().filter(frame -> frame.has(FrameFlags.KEYFRAME)).map(frame -> (int) frame.payload()[0]).toList());
            assertEquals(8, h.counter("lost"));
            assertEquals(0, h.counter("dropped.waiting-keyframe"));
            assertEquals(1, h.counter("dropped.incomplete"), "picture 4, that follows a loss");
        }
    }
}
