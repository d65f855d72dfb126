package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.event.Event;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.AudioLevel;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtpPacketizerTest extends StageContract {
    static final EncodedFormat VIDEO = new EncodedFormat(FakePayload.VIDEO, VideoFormat.i420(64, 64, 25), 6000);
    static final EncodedFormat AUDIO = new EncodedFormat(FakePayload.AUDIO, AudioFormat.mono(48_000, Timebase.ms(20)), 1000);
    private static final RtpSettings SETTINGS = RtpSettings.defaults().mtu(500).ssrc(7).initialSequence(65_534).initialTimestamp(-90_000);

    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();

    @Override
    protected Stage create() {
        return RtpPacketizer.of(new FakePayload(FakePayload.VIDEO), SETTINGS);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(VIDEO);
    }

    @Override
    protected byte[] payload(final String port, final Format format, final int index) {
        return FakePayload.frame(index % 10 == 0, 1400, index);
    }

    private RtpHeaderFlyweight parsed(final CapturedFrame packet) {
        assertTrue(header.parse(packet.array(), 0, packet.length()));
        return header;
    }

    @Test
    void cutsPicturesAndMarksTheLastPacket() {
        try (StageHarness h = StageHarness.of(create()).input(VIDEO).start()) {
            assertEquals(PacketFormat.Protocol.RTP, ((PacketFormat) h.outputFormat()).protocol());
            h.push(h.frame().payload(FakePayload.frame(true, 1400, 1)).ptsNs(5_000).set(FrameFlags.KEYFRAME));
            h.push(h.frame().payload(FakePayload.frame(false, 300, 2)).ptsNs(5_000 + 1_000_000_000L));
            assertEquals(List.of(false, false, true, true), h.frames().stream().map(p -> parsed(p).marker()).toList());
            assertEquals(List.of(65_534, 65_535, 0, 1), h.frames().stream().map(p -> parsed(p).sequence()).toList());
            assertEquals(List.of(65_534L, 65_535L, 65_536L, 65_537L), h.frames().stream().map(CapturedFrame::sequence).toList());
            assertEquals(List.of(-90_000, -90_000, -90_000, 0), h.frames().stream().map(p -> parsed(p).timestamp()).toList());
            assertEquals(List.of(false, false, true, true), h.frames().stream().map(p -> p.has(FrameFlags.END_OF_ACCESS_UNIT)).toList());
            assertTrue(h.frames().stream().allMatch(p -> p.length() <= 500 && p.streamId() == 7 && parsed(p).payloadType() == 100));
        }
    }

    @Test
    void marksTheFirstSoundAfterSilence() {
        try (StageHarness h = StageHarness.of(RtpPacketizer.of(new FakePayload(FakePayload.AUDIO), SETTINGS)).input(AUDIO).start()) {
            for (int i = 0; i < 4; i++) {
                h.push(h.frame().payload(FakePayload.frame(true, 60, i)));
                if (i == 1) {
                    h.pushGap(0, 20_000_000);
                }
            }
            assertEquals(List.of(true, false, true, false), h.frames().stream().map(p -> parsed(p).marker()).toList());
        }
    }

    @Test
    void tellsTheLevelOfSoundThatCarriesOne() {
        final RtpPacketizer packetizer = RtpPacketizer.of(new FakePayload(FakePayload.AUDIO), SETTINGS.audioLevel(3));
        try (StageHarness h = StageHarness.of(packetizer).input(AUDIO).start()) {
            h.push(h.frame().payload(FakePayload.frame(true, 60, 1)).userTag(AudioLevel.tag(42, true)));
            h.push(h.frame().payload(FakePayload.frame(true, 60, 2)).userTag(17));
            final RtpExtensions extensions = new RtpExtensions();
            assertTrue(extensions.find(parsed(h.frames().get(0)), 3));
            assertEquals(1, extensions.length());
            assertEquals(0x80 | 42, h.frames().get(0).array()[extensions.offset()] & 0xFF);
            final byte[] with = h.frames().get(0).array();
            assertEquals(12 + 8, header.payloadOffset());
            assertArrayEquals(FakePayload.frame(true, 60, 1), Arrays.copyOfRange(with, 21, 20 + header.payloadLength()), "behind a payload header");
            assertFalse(extensions.find(parsed(h.frames().get(1)), 3), "a tag of somebody else is no level");
        }
    }

    @Test
    void stopsAtTheDeclaredNumberOfPacketsAndAsksForAKeyframe() {
        try (StageHarness h = StageHarness.of(RtpPacketizer.of(new FakePayload(FakePayload.VIDEO), SETTINGS.maxPacketsPerFrame(3)))
            .input(VIDEO).start()) {
            h.push(h.frame().payload(FakePayload.frame(true, 2000, 1)));
            assertEquals(3, h.frames().size());
            assertEquals(1, h.counter("dropped.oversized"));
            assertEquals(Event.KeyframeRequest.ALL, h.upstream().get(0).event());
        }
    }

    @Test
    void randomisesBySeed() {
        final RtpPacketizer one = new RtpPacketizer(RtpSettings.defaults().seed(5), null, FakePayload::new);
        assertEquals(one.ssrc(), new RtpPacketizer(RtpSettings.defaults().seed(5), null, FakePayload::new).ssrc());
        assertFalse(one.ssrc() == new RtpPacketizer(RtpSettings.defaults().seed(6), null, FakePayload::new).ssrc());
    }

    @Test
    void depacketizerUndoesIt() {
        try (StageHarness cut = StageHarness.of(create()).input(VIDEO).start();
             StageHarness join = StageHarness.of(new RtpDepacketizer(new FakePayload(FakePayload.VIDEO))).input(cut.outputFormat()).start()) {
            for (int i = 0; i < 20; i++) {
                cut.push(cut.frame().payload(FakePayload.frame(i == 0, 3 + 97 * i, i)).ptsNs(1000 + 40_000_000L * i));
            }
            cut.frames().forEach(join::push);
            assertEquals(20, join.frames().size());
            for (int i = 0; i < 20; i++) {
                assertArrayEquals(FakePayload.frame(i == 0, 3 + 97 * i, i), join.frames().get(i).payload());
                assertEquals(1000 + 40_000_000L * i, join.frames().get(i).ptsNs());
            }
        }
    }
}
