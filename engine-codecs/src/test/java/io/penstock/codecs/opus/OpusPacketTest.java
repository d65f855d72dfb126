package io.penstock.codecs.opus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.jaredmdobson.concentus.OpusPacketInfo;
import io.penstock.error.CodecException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The rules R1 to R7 of RFC 6716, section 3.4, one by one, and our parser against Concentus' own. */
class OpusPacketTest {
    private static final int CELT_20_MS = 0x98;
    private static final int SILK_60_MS = 0x18;

    private static int samples(final int... bytes) {
        final byte[] packet = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            packet[i] = (byte) bytes[i];
        }
        return OpusPacket.samples(packet, 0, packet.length);
    }

    private static int samplesPadded(final int length, final int... head) {
        final byte[] packet = new byte[length];
        for (int i = 0; i < head.length; i++) {
            packet[i] = (byte) head[i];
        }
        return OpusPacket.samples(packet, 0, length);
    }

    @Test
    void refusesAPacketWithoutContentsByte() {
        assertTrue(samples() < 0);
        assertTrue(assertThrows(CodecException.class, () -> OpusPacket.check(new byte[0], 0, 0)).getMessage().contains("contents byte"));
    }

    @Test
    void acceptsAPacketOfTheContentsByteAlone() {
        assertEquals(960, samples(CELT_20_MS));
    }

    @Test
    void refusesFramesOfMoreThan1275Bytes() {
        assertEquals(960, samplesPadded(1276, CELT_20_MS));
        assertTrue(samplesPadded(1277, CELT_20_MS) < 0);
        assertEquals(1920, samplesPadded(2551, CELT_20_MS | 1));
        assertTrue(samplesPadded(2553, CELT_20_MS | 1) < 0);
        assertTrue(samplesPadded(1 + 1 + 5 + 1276, CELT_20_MS | 2, 5) < 0);
    }

    @Test
    void refusesTwoEqualFramesOfAnOddNumberOfBytes() {
        assertEquals(1920, samples(CELT_20_MS | 1, 1, 2));
        assertTrue(samples(CELT_20_MS | 1, 1) < 0);
    }

    @Test
    void refusesAFirstFrameThatPointsPastTheEnd() {
        assertEquals(1920, samples(CELT_20_MS | 2, 1, 7));
        assertTrue(samples(CELT_20_MS | 2, 2, 7) < 0);
        assertTrue(samples(CELT_20_MS | 2) < 0);
        assertTrue(samples(CELT_20_MS | 2, 252) < 0);
        assertEquals(1920, samplesPadded(3 + 252, CELT_20_MS | 2, 252, 0));
        assertTrue(samplesPadded(2 + 252, CELT_20_MS | 2, 252, 0) < 0);
    }

    @Test
    void refusesNoFrameAndMoreThan120Ms() {
        assertTrue(samples(CELT_20_MS | 3) < 0);
        assertTrue(samples(CELT_20_MS | 3, 0) < 0);
        assertEquals(5760, samplesPadded(8, CELT_20_MS | 3, 6));
        assertTrue(samplesPadded(9, CELT_20_MS | 3, 7) < 0);
        assertEquals(5760, samples(SILK_60_MS | 3, 2));
        assertTrue(samples(SILK_60_MS | 3, 3) < 0);
    }

    @Test
    void refusesEqualFramesThatDoNotDivideTheBytes() {
        assertEquals(2880, samples(CELT_20_MS | 3, 3, 1, 2, 3));
        assertTrue(samples(CELT_20_MS | 3, 3, 1, 2) < 0);
    }

    @Test
    void takesPaddingOff() {
        assertEquals(960, samples(CELT_20_MS | 3, 0x41, 2, 9, 0, 0));
        assertTrue(samples(CELT_20_MS | 3, 0x41, 3, 0, 0) < 0);
        assertTrue(samples(CELT_20_MS | 3, 0x41) < 0);
        assertTrue(samples(CELT_20_MS | 3, 0x41, 255) < 0);
        assertEquals(960, samplesPadded(3 + 1 + 254 + 1, CELT_20_MS | 3, 0x41, 255, 1));
    }

    @Test
    void refusesVariableFramesWhoseLengthsExceedThePacket() {
        assertEquals(2880, samples(CELT_20_MS | 3, 0x83, 1, 1, 5, 6, 7));
        assertTrue(samples(CELT_20_MS | 3, 0x83, 1, 3, 5, 6) < 0);
        assertTrue(samples(CELT_20_MS | 3, 0x83, 1) < 0);
    }

    @Test
    void knowsTheLengthAndChannelsOfEveryConfiguration() {
        for (int contents = 0; contents < 256; contents++) {
            final byte[] packet = {(byte) contents};
            assertEquals(OpusPacketInfo.getNumSamplesPerFrame(packet, 0, 48_000), OpusPacket.frameSamples(packet[0]), "contents byte " + contents);
            assertEquals(OpusPacketInfo.getNumEncodedChannels(packet, 0), OpusPacket.channels(packet[0]), "contents byte " + contents);
        }
    }

    @Test
    void agreesWithConcentusOnRandomPackets() {
        final long seed = 6_716;
        final Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            final byte[] packet = new byte[1 + random.nextInt(60)];
            random.nextBytes(packet);
            if (random.nextBoolean() && packet.length > 1) {
                packet[1] &= 0xC3; // few frames: more that are well formed
            }
            final int ours = OpusPacket.samples(packet, 0, packet.length);
            int theirs;
            try {
                final OpusPacketInfo info = OpusPacketInfo.parseOpusPacket(packet, 0, packet.length);
                theirs = info.Frames.size() * OpusPacket.frameSamples(packet[0]);
            } catch (final Exception e) {
                theirs = -1;
            }
            assertEquals(theirs, Math.max(-1, ours), "seed " + seed + " round " + round);
        }
    }

    @Test
    void neverReadsOutsideThePacket() {
        final long seed = 1;
        final Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            final byte[] packet = new byte[random.nextInt(12)];
            random.nextBytes(packet);
            OpusPacket.samples(packet, 0, packet.length);
            OpusPacket.hasRedundancy(packet, 0, packet.length);
        }
        assertFalse(OpusPacket.hasRedundancy(new byte[] {SILK_60_MS}, 0, 1));
    }
}
