package io.penstock.examples.interop;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Packets through one stage, and packets held against each other. */
final class ProtectedPackets {
    static final int VIDEO_TYPE = 96;
    static final int AUDIO_TYPE = 97;
    static final int PER_PICTURE = 6;
    private static final int SSRC = 0x1234567;

    private ProtectedPackets() {
    }

    static PacketFormat video(final int payloadType) {
        return PacketFormat.rtp(EncodedFormat.of(CodecId.H264, VideoFormat.i420(640, 360, 30)), payloadType, 90_000);
    }

    static PacketFormat audio() {
        return PacketFormat.rtp(EncodedFormat.of(CodecId.OPUS, AudioFormat.mono(48_000, Duration.ofMillis(20))), AUDIO_TYPE, 48_000);
    }

    /** What a stage makes of packets; the marker ends a picture. */
    static List<byte[]> through(final Stage stage, final Format format, final List<byte[]> packets) {
        try (StageHarness harness = StageHarness.of(stage).input(format).start()) {
            for (final byte[] packet : packets) {
                final TestFrame frame = harness.frame();
                frame.payload(packet);
                frame.flags((packet[1] & 0x80) != 0 ? FrameFlags.END_OF_ACCESS_UNIT : 0);
                harness.push(frame);
            }
            return harness.frames().stream().map(CapturedFrame::payload).toList();
        }
    }

    /** Pictures of six packets, 30 a second. */
    static List<byte[]> pictures(final int count) {
        final SplittableRandom random = new SplittableRandom(5);
        final List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count * PER_PICTURE; i++) {
            packets.add(packet(VIDEO_TYPE, i, i / PER_PICTURE * 3000, i % PER_PICTURE == PER_PICTURE - 1, 100 + random.nextInt(900), random));
        }
        return packets;
    }

    /** Frames of sound, 50 a second. */
    static List<byte[]> sound(final int count) {
        final SplittableRandom random = new SplittableRandom(6);
        final List<byte[]> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            packets.add(packet(AUDIO_TYPE, i, i * 960, false, 40 + random.nextInt(80), random));
        }
        return packets;
    }

    private static byte[] packet(final int type, final int number, final int timestamp, final boolean marker, final int bytes,
                                 final SplittableRandom random) {
        final byte[] packet = new byte[RtpHeaderFlyweight.FIXED_HEADER_LENGTH + bytes];
        random.nextBytes(packet);
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, marker, type, 60_000 + number & 0xFFFF, timestamp, SSRC);
        return packet;
    }

    /** Packets as one can compare them: without what each side numbers anew, and without the marker, which RED does not repeat. */
    static Set<ByteBuffer> contents(final List<byte[]> packets) {
        final Set<ByteBuffer> contents = new HashSet<>();
        for (final byte[] packet : packets) {
            if (!RtpHeaderFlyweight.isRtcp(packet, 0, packet.length) && packet.length > RtpHeaderFlyweight.FIXED_HEADER_LENGTH) {
                final byte[] copy = packet.clone();
                copy[1] &= 0x7F;
                copy[2] = 0;
                copy[3] = 0;
                contents.add(ByteBuffer.wrap(copy));
            }
        }
        return contents;
    }
}
