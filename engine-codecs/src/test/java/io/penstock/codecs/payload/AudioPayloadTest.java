package io.penstock.codecs.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.spi.PayloadFormat;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioPayloadTest {
    private static PayloadFormat payload(final String codec) {
        return ServiceLoader.load(PayloadFormat.class).stream().map(ServiceLoader.Provider::get)
            .filter(p -> p.codec().name().equals(codec)).findFirst().orElseThrow();
    }

    private static byte[] frame(final String codec) {
        return switch (codec) {
            case "opus" -> new byte[] {(byte) 0x98, 1, 2, 3};
            case "gsm" -> {
                final byte[] two = new byte[66];
                two[0] = (byte) 0xD1;
                two[33] = (byte) 0xD7;
                yield two;
            }
            case "g729" -> new byte[22];
            default -> new byte[160];
        };
    }

    @ParameterizedTest
    @CsvSource({"opus,111,48000", "pcmu,0,8000", "pcma,8,8000", "gsm,3,8000", "g729,18,8000"})
    void hasTheTypesAndClocksOfTheirStandards(final String codec, final int payloadType, final int clock) {
        assertEquals(payloadType, payload(codec).defaultPayloadType());
        assertEquals(clock, payload(codec).clockRateHz(AudioFormat.mono(16_000, Duration.ofMillis(20))));
    }

    @Test
    void clocksL16ByItsSampleRate() {
        assertEquals(44_100, payload("l16").clockRateHz(AudioFormat.mono(44_100, Duration.ofMillis(10))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opus", "pcmu", "pcma", "gsm", "g729", "l16"})
    void carriesAFrameAsItIs(final String codec) {
        final byte[] frame = frame(codec);
        final PayloadFormat format = payload(codec);
        final PayloadFormat.Packetizer packetizer = format.packetizer(1_000);
        final byte[] packet = new byte[1_012];
        packetizer.begin(frame, 0, frame.length);
        final int length = packetizer.next(packet, 12);
        assertEquals(frame.length, length);
        assertTrue(packetizer.isLast());
        assertEquals(0, packetizer.next(packet, 12));
        assertTrue(format.startsKeyframe(packet, 12, length));
        assertFalse(format.startsKeyframe(packet, 12, 0));
        final PayloadFormat.Depacketizer depacketizer = format.depacketizer();
        depacketizer.begin();
        assertFalse(depacketizer.isComplete());
        final byte[] received = new byte[500];
        assertEquals(length, depacketizer.append(packet, 12, length, received, 7, 500));
        assertTrue(depacketizer.isComplete());
        assertArrayEquals(frame, Arrays.copyOfRange(received, 7, 7 + length));
        assertThrows(CodecException.class, () -> depacketizer.append(packet, 12, length, received, 7, 500));
        depacketizer.begin();
        assertThrows(CodecException.class, () -> depacketizer.append(packet, 12, length, received, 7, 7 + length - 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opus", "pcmu", "pcma", "gsm", "g729", "l16"})
    void refusesFramesThatDoNotFitAPacket(final String codec) {
        final byte[] frame = frame(codec);
        final PayloadFormat.Packetizer packetizer = payload(codec).packetizer(frame.length - 1);
        assertThrows(CodecException.class, () -> packetizer.begin(frame, 0, frame.length));
        assertThrows(CodecException.class, () -> packetizer.begin(frame, 0, 0));
        assertEquals(0, packetizer.next(new byte[100], 0));
    }

    @Test
    void refusesMalformedPayloads() {
        assertFalse(payload("opus").startsKeyframe(new byte[] {(byte) 0x99, 1}, 0, 2));
        assertFalse(payload("gsm").startsKeyframe(new byte[33], 0, 33));
        assertFalse(payload("gsm").startsKeyframe(frame("gsm"), 0, 65));
        assertTrue(payload("g729").startsKeyframe(new byte[2], 0, 2));
        assertFalse(payload("g729").startsKeyframe(new byte[11], 0, 11));
        assertFalse(payload("l16").startsKeyframe(new byte[3], 0, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 100, 1_188, 70_000})
    void cutsAndJoinsRawPictures(final int maxPayloadBytes) {
        final byte[] picture = new byte[64 * 36 * 3 / 2];
        new Random(1).nextBytes(picture);
        final PayloadFormat format = payload("raw");
        assertEquals(90_000, format.clockRateHz(VideoFormat.i420(64, 36, 15)));
        assertEquals(CodecId.of("raw", MediaKind.VIDEO), format.codec());
        final PayloadFormat.Packetizer packetizer = format.packetizer(maxPayloadBytes);
        final PayloadFormat.Depacketizer depacketizer = format.depacketizer();
        final byte[] received = new byte[picture.length];
        final byte[] packet = new byte[maxPayloadBytes];
        packetizer.begin(picture, 0, picture.length);
        depacketizer.begin();
        int at = 0;
        while (at < picture.length) {
            final int length = packetizer.next(packet, 0);
            assertTrue(length > 8 && length <= maxPayloadBytes);
            assertEquals(at == 0, format.startsKeyframe(packet, 0, length));
            assertTrue(format.discardable(packet, 0, length));
            at += depacketizer.append(packet, 0, length, received, at, received.length);
            assertEquals(at == picture.length, packetizer.isLast());
            assertEquals(at == picture.length, depacketizer.isComplete());
        }
        assertEquals(0, packetizer.next(packet, 0));
        assertArrayEquals(picture, received);
    }

    @Test
    void answersRandomPayloadsWithACodecExceptionAtMost() {
        final long seed = 3_551;
        final Random random = new Random(seed);
        for (final String codec : new String[] {"opus", "pcmu", "pcma", "gsm", "g729", "l16", "raw"}) {
            final PayloadFormat format = payload(codec);
            final PayloadFormat.Depacketizer depacketizer = format.depacketizer();
            final byte[] frame = new byte[64];
            int at = 0;
            for (int round = 0; round < 5_000; round++) {
                final byte[] packet = new byte[random.nextInt(40)];
                random.nextBytes(packet);
                if (random.nextBoolean() && packet.length > 8) {
                    Arrays.fill(packet, 0, 7, (byte) 0);
                }
                format.startsKeyframe(packet, 0, packet.length);
                format.discardable(packet, 0, packet.length);
                format.temporalLayer(packet, 0, packet.length);
                try {
                    if (random.nextInt(3) > 0) {
                        depacketizer.begin();
                        at = 0;
                    }
                    at += depacketizer.append(packet, 0, packet.length, frame, at, frame.length);
                } catch (final CodecException e) {
                    depacketizer.begin();
                    at = 0;
                } catch (final RuntimeException e) {
                    throw new AssertionError(codec + " seed " + seed + " round " + round, e);
                }
            }
        }
    }
}
