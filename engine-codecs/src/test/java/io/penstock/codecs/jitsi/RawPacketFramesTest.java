package io.penstock.codecs.jitsi;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Frames;
import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import org.jitsi.service.neomedia.RawPacket;
import org.junit.jupiter.api.Test;

class RawPacketFramesTest {
    private static final PacketFormat RTP = PacketFormat.rtp(
        EncodedFormat.of(CodecId.OPUS, AudioFormat.mono(48_000, Duration.ofMillis(20))), 111, 48_000);

    private static byte[] packet(final boolean marker) {
        return ByteBuffer.allocate(40).put((byte) 0x80).put((byte) (111 | (marker ? 0x80 : 0))).putShort((short) 65_000).putInt(0xFFFF_FFF0)
            .putInt(0xCAFE_BABE).array();
    }

    @Test
    void viewsAFrameWithoutCopying() {
        final UnpooledFrame frame = Frames.of(RTP).payload(packet(true));
        final RawPacket view = RawPacketFrames.toRawPacket(frame);
        assertSame(frame.array(), view.getBuffer());
        assertEquals(40, view.getLength());
        assertEquals(65_000, view.getSequenceNumber());
        assertEquals(0xCAFE_BABE, view.getSSRC());
        assertEquals(0xFFFF_FFF0L, view.getTimestamp());
        assertEquals(111, view.getPayloadType());
        assertTrue(view.isPacketMarked());
    }

    @Test
    void copiesAFrameInDirectMemory() {
        final UnpooledFrame frame = Frames.direct(RTP).payload(packet(false));
        final RawPacket copy = RawPacketFrames.toRawPacket(frame);
        assertArrayEquals(packet(false), copy.getBuffer());
    }

    @Test
    void copiesAPacketWithItsHeader() {
        final byte[] shifted = new byte[50];
        System.arraycopy(packet(true), 0, shifted, 5, 40);
        for (final UnpooledFrame frame : new UnpooledFrame[] {Frames.of(RTP), Frames.direct(RTP)}) {
            RawPacketFrames.fromRawPacket(new RawPacket(shifted, 5, 40), frame);
            assertArrayEquals(packet(true), frame.payload());
            assertEquals(65_000, frame.sequence());
            assertEquals(0xCAFE_BABE, frame.streamId());
            assertEquals(0xFFFF_FFF0, frame.rtpTimestamp());
            assertTrue(frame.has(FrameFlags.END_OF_ACCESS_UNIT));
            RawPacketFrames.fromRawPacket(new RawPacket(packet(false), 0, 40), frame);
            assertFalse(frame.has(FrameFlags.END_OF_ACCESS_UNIT));
        }
    }

    @Test
    void leavesTheFieldsOfRtcpAlone() {
        final UnpooledFrame frame = Frames.of(PacketFormat.rtcp());
        RawPacketFrames.fromRawPacket(new RawPacket(new byte[] {(byte) 0x80, (byte) 201, 0, 1, 1, 2, 3, 4}, 0, 8), frame);
        assertEquals(8, frame.length());
        assertEquals(0, frame.streamId());
    }

    @Test
    void refusesWhatDoesNotFitOrIsNotRtp() {
        final UnpooledFrame frame = Frames.of(RTP, 30);
        assertThrows(CodecException.class, () -> RawPacketFrames.fromRawPacket(new RawPacket(packet(true), 0, 40), frame));
        assertThrows(CodecException.class, () -> RawPacketFrames.fromRawPacket(new RawPacket(packet(true), 30, 20), frame));
        assertThrows(CodecException.class, () -> RawPacketFrames.fromRawPacket(new RawPacket(new byte[11], 0, 11), frame));
        assertThrows(CodecException.class, () -> RawPacketFrames.fromRawPacket(new RawPacket(new byte[12], 0, 12), frame));
        assertThrows(CodecException.class, () -> RawPacketFrames.fromRawPacket(new RawPacket(), frame));
    }

    @Test
    void answersRandomPacketsWithACodecExceptionAtMost() {
        final long seed = 3_550;
        final Random random = new Random(seed);
        final UnpooledFrame frame = Frames.of(RTP, 64);
        for (int round = 0; round < 5_000; round++) {
            final byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            try {
                RawPacketFrames.fromRawPacket(new RawPacket(bytes, 0, bytes.length), frame);
            } catch (final CodecException e) {
                assertTrue(Frames.marginsUntouched(frame));
            } catch (final RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
    }
}
