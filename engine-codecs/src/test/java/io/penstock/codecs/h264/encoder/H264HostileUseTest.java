package io.penstock.codecs.h264.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Callers that ask for what cannot be, and those that do not want their garbage collector to run. */
class H264HostileUseTest {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 48;

    private final byte[] luma = new byte[WIDTH * HEIGHT];
    private final byte[] chroma = new byte[WIDTH * HEIGHT / 4];
    private final byte[] out = new byte[1 << 16];

    private int encode(final H264Encoder encoder, final int n, final int capacity) {
        new Random(n).nextBytes(luma);
        return encoder.encode(luma, 0, WIDTH, chroma, 0, chroma, 0, WIDTH / 2, n * 33_333_333L, out, 0, capacity);
    }

    private static void refused(final Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }

    @Test
    void planesThatAreTooShortAreRefusedAndNothingElseHappens() {
        try (H264Encoder encoder = new H264Encoder(EncoderSettings.of(WIDTH, HEIGHT))) {
            final byte[] tooShort = new byte[chroma.length - 1];
            refused(() -> encoder.encode(luma, 1, WIDTH, chroma, 0, chroma, 0, WIDTH / 2, 0, out, 0, out.length));
            refused(() -> encoder.encode(luma, 0, WIDTH - 1, chroma, 0, chroma, 0, WIDTH / 2, 0, out, 0, out.length));
            refused(() -> encoder.encode(luma, 0, Integer.MAX_VALUE, chroma, 0, chroma, 0, WIDTH / 2, 0, out, 0, out.length));
            refused(() -> encoder.encode(luma, 0, WIDTH, tooShort, 0, chroma, 0, WIDTH / 2, 0, out, 0, out.length));
            refused(() -> encoder.encode(luma, 0, WIDTH, chroma, 0, tooShort, 0, WIDTH / 2, 0, out, 0, out.length));
            refused(() -> encoder.encode(luma, 0, WIDTH, chroma, 0, chroma, -1, WIDTH / 2, 0, out, 0, out.length));
            refused(() -> encoder.encode(luma, 0, WIDTH, chroma, 0, chroma, 0, WIDTH / 2, 0, out, 1, out.length));
            assertTrue(encode(encoder, 0, out.length) > 0);
            assertTrue(encoder.keyFrame());
        }
    }

    @Test
    void anAccessUnitThatDoesNotFitIsAnErrorAndAKeyPictureFollows() {
        try (H264Encoder encoder = new H264Encoder(EncoderSettings.of(WIDTH, HEIGHT).fixedQp(0))) {
            assertTrue(encode(encoder, 0, out.length) > 0);
            out[5] = 77;
            assertThrows(IllegalStateException.class, () -> encode(encoder, 1, 5));
            assertEquals(77, out[5], "nothing is written behind what there is room for");
            assertTrue(encode(encoder, 2, out.length) > 0);
            assertTrue(encoder.keyFrame());
            assertTrue(encode(encoder, 3, 2000) <= 2000, "what can be made coarser is, to fit");
        }
    }

    @Tag("allocation")
    @ParameterizedTest
    @EnumSource(Preset.class)
    void nothingIsAllocatedAfterTheFirstPictures(final Preset preset) {
        final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final EncoderSettings settings = EncoderSettings.of(WIDTH, HEIGHT).preset(preset).temporalLayers(3).keyIntervalFrames(16).pictureHashSei(true)
            .timestampSei(true).bitrate(200_000);
        try (H264Encoder encoder = new H264Encoder(settings)) {
            long least = Long.MAX_VALUE;
            // Compilation may allocate on this thread now and then: what counts is that whole rounds pass without.
            for (int round = 0; round < 12; round++) {
                final long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
                for (int n = 0; n < 20; n++) {
                    encoder.encode(luma, 0, WIDTH, chroma, 0, chroma, 0, WIDTH / 2, (round * 20 + n) * 33_333_333L, out, 0, out.length);
                    luma[n * 31 + round] += (byte) 40;
                }
                least = Math.min(least, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
            }
            // The measurement itself may.
            assertTrue(least < 200, least + " bytes for 20 pictures");
        }
    }
}
