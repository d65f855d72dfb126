package io.penstock.core.stages.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class PictureStampTest {
    private static byte[] picture(final int width, final int height, final Random random) {
        final byte[] luma = new byte[width * height];
        random.nextBytes(luma);
        return luma;
    }

    @Test
    void everyTimeIsReadBackAtEverySize() {
        final Random random = new Random(7);
        for (final int width : new int[] {360, 640, 176, 1280}) {
            final byte[] luma = picture(width, 64, random);
            for (int i = 0; i < 200; i++) {
                final long micros = random.nextInt() & 0xFFFFFFFFL;
                PictureStamp.writeLuma(luma, 0, width, width, micros);
                assertEquals(micros, PictureStamp.readLuma(luma, 0, width, width), "width " + width);
            }
        }
    }

    @Test
    void isLaidOutAsOtherToolsReadIt() {
        final byte[] luma = new byte[640 * 16];
        final long micros = 0x0000_0000_8000_0001L;
        PictureStamp.writeLuma(luma, 0, 640, 640, micros);
        int x = (int) micros;
        x ^= x >>> 16;
        x ^= x >>> 8;
        final long bits = micros | (long) (x & 0xFF) << 32;
        for (int block = 0; block < 40; block++) {
            assertEquals((bits >>> block & 1) != 0 ? 235 : 16, luma[8 * 640 + block * 16 + 8] & 0xFF, "block " + block);
        }
    }

    @Test
    void aDamagedStampIsNotBelieved() {
        final Random random = new Random(7);
        int believed = 0;
        for (int i = 0; i < 2000; i++) {
            final byte[] luma = picture(640, 16, random);
            believed += PictureStamp.readLuma(luma, 0, 640, 640) == PictureStamp.DAMAGED ? 0 : 1;
        }
        assertTrue(believed < 40, believed + " of 2000 random pictures were believed; the check has 8 bits");
    }

    @Test
    void survivesNoiseBelowItsThreshold() {
        final Random random = new Random(7);
        final byte[] luma = picture(640, 16, random);
        PictureStamp.writeLuma(luma, 0, 640, 640, 123_456_789);
        for (int i = 0; i < luma.length; i++) {
            luma[i] = (byte) Math.max(0, Math.min(255, (luma[i] & 0xFF) + random.nextInt(161) - 80));
        }
        assertEquals(123_456_789, PictureStamp.readLuma(luma, 0, 640, 640));
    }

    @Test
    void ageIsRightAcrossTheWrapOfTheMicroseconds() {
        final long now = (1L << 32) * 1000 + 5_000_000;
        assertEquals(20_000_000, PictureStamp.ageNs(PictureStamp.micros(now - 20_000_000), now));
        assertFalse(PictureStamp.fits(32, 16));
        assertTrue(PictureStamp.fits(360, 640));
    }
}
