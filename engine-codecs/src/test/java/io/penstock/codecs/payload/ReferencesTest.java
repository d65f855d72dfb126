package io.penstock.codecs.payload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.H264Encoder;
import io.penstock.spi.PayloadFormat;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be decoded although something is missing. */
class ReferencesTest {
    private static final int SIDE = 64;
    private static final int PICTURES = 400;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void h264GoesOnWhereOnlyWhatNobodyRefersToIsMissing(final int layers) {
        final long seed = new Random().nextInt(Integer.MAX_VALUE);
        final SplittableRandom random = new SplittableRandom(seed);
        final H264Encoder encoder = new H264Encoder(EncoderSettings.of(SIDE, SIDE).temporalLayers(layers).bitrate(200_000).keyIntervalFrames(50));
        final PayloadFormat.References references = new H264Payload().references();
        final byte[] picture = new byte[SIDE * SIDE * 3 / 2];
        final byte[] out = new byte[100_000];
        boolean baseGood = false;
        boolean missing = false;
        boolean waiting = false;
        int skipped = 0;
        int wentOn = 0;
        for (int n = 0; n < PICTURES; n++) {
            for (int i = 0; i < picture.length; i++) {
                picture[i] = (byte) (i * 7 + n * 3);
            }
            final int bytes = encoder.encode(picture, 0, SIDE, picture, SIDE * SIDE, picture, SIDE * SIDE * 5 / 4, SIDE / 2, n * 33_333_333L, out, 0,
                out.length);
            if (bytes == 0) {
                continue;
            }
            final boolean base = encoder.temporalLayer() == 0;
            if (random.nextInt(8) == 0) { // lost
                baseGood &= !base;
                missing = true;
                continue;
            }
            if (waiting && !encoder.keyFrame()) { // as a jitter buffer does once something could not be decoded
                baseGood &= !base;
                continue;
            }
            final boolean decodable = references.decodable(out, 4, 4, out, 0, bytes, missing);
            waiting = !decodable;
            final boolean truly = encoder.keyFrame() || baseGood; // layer 1 refers to the base layer only
            assertTrue(truly || !decodable, "seed " + seed + ", picture " + n + " cannot be decoded");
            if (decodable) {
                wentOn += missing && !encoder.keyFrame() ? 1 : 0;
                missing = false;
                references.putOut();
                baseGood = base ? truly : baseGood;
            } else {
                skipped += truly ? 1 : 0;
                baseGood &= !base;
            }
        }
        assertEquals(0, skipped, "seed " + seed + ": what could have been decoded");
        assertTrue(layers == 1 ? wentOn == 0 : wentOn > 0, "seed " + seed + ": went on " + wentOn + " times");
    }

    @Test
    void nonsenseIsNotDecodableWhereSomethingIsMissing() {
        final long seed = new Random().nextInt(Integer.MAX_VALUE);
        final SplittableRandom random = new SplittableRandom(seed);
        for (final PayloadFormat format : new PayloadFormat[] {new H264Payload(), new Vp8Payload()}) {
            final PayloadFormat.References references = format.references();
            for (int round = 0; round < 20_000; round++) {
                final byte[] bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
                for (int i = 0; i < 3 && bytes.length > 8; i++) {
                    final int at = random.nextInt(bytes.length - 5);
                    bytes[at] = 0;
                    bytes[at + 1] = 0;
                    bytes[at + 2] = 1;
                    bytes[at + 3] = (byte) (random.nextBoolean() ? 0x67 : 0x41);
                }
                references.decodable(bytes, 0, bytes.length, bytes, 0, bytes.length, true); // never throws
                if (random.nextBoolean()) {
                    references.putOut();
                }
            }
        }
    }

    private static byte[] vp8(final int base, final int layer, final boolean synced) {
        return new byte[] {(byte) 0x90, (byte) 0xE0, (byte) 7, (byte) base, (byte) (layer << 6 | (synced ? 0x20 : 0)), 1, 2, 3};
    }

    private static boolean decodable(final PayloadFormat.References references, final byte[] packet, final boolean key, final boolean missing) {
        return references.decodable(packet, 0, packet.length, new byte[] {(byte) (key ? 0 : 1), 0, 0}, 0, 3, missing);
    }

    @Test
    void vp8GoesByTheNumbersOfItsBaseLayer() {
        final PayloadFormat.References references = new Vp8Payload().references();
        assertTrue(decodable(references, vp8(254, 0, false), true, true));
        references.putOut();
        assertTrue(decodable(references, vp8(255, 0, false), false, true), "only higher layers are missing");
        references.putOut();
        assertFalse(decodable(references, vp8(255, 1, false), false, true), "may refer to what is missing of its layer");
        assertTrue(decodable(references, vp8(255, 1, true), false, true), "refers to the base layer only");
        assertFalse(decodable(references, vp8(1, 0, false), false, true), "a base frame is missing");
        assertTrue(decodable(references, vp8(0, 0, false), false, true), "the numbers go round");
    }
}
