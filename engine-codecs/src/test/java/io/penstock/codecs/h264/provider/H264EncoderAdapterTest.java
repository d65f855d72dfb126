package io.penstock.codecs.h264.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.payload.H264Payload;
import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Pictures;
import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Decoder;
import io.penstock.spi.PayloadFormat;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures through the encoder as the engine drives it; another library's decoder shows what became of them. */
class H264EncoderAdapterTest {
    private static final VideoFormat FORMAT = VideoFormat.i420(128, 96, 15);

    @ParameterizedTest
    @ValueSource(strings = {"16x16", "17x33", "120x90", "121x91", "176x18", "18x176"})
    void showsPicturesOfAnySize(final String size) {
        final String[] sides = size.split("x");
        final Calling call = new Calling(VideoFormat.i420(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), 15), s -> s.option("qp", "24"));
        for (int i = 0; i < 6; i++) {
            assertTrue(call.encode(i));
            assertEquals(i == 0, call.coded.has(FrameFlags.KEYFRAME));
            assertEquals(Decoder.Status.FRAME, call.decode());
            final double psnr = call.psnr(Pictures.i420(call.format, i));
            assertTrue(psnr > 34, size + ", picture " + i + ": " + psnr + " dB");
        }
    }

    @Test
    void makesAKeyFrameAtOnceWhenAskedAndAtTheInterval() {
        final Calling call = new Calling(FORMAT, s -> s.keyInterval(10).option("scene-cut", "false"));
        for (int i = 0; i < 35; i++) {
            if (i == 13) {
                call.keyframes().requestKeyframe();
            }
            assertTrue(call.encode(i));
            assertEquals(i == 0 || i == 10 || i == 13 || i == 23 || i == 33, call.coded.has(FrameFlags.KEYFRAME), "picture " + i);
            assertEquals(Decoder.Status.FRAME, call.decode());
        }
    }

    @Test
    void startsAgainWithAKeyFrameAfterReset() {
        final Calling call = new Calling(FORMAT, s -> { });
        call.encode(0);
        call.encode(1);
        assertFalse(call.coded.has(FrameFlags.KEYFRAME));
        call.encoder().reset();
        call.encode(2);
        assertTrue(call.coded.has(FrameFlags.KEYFRAME));
    }

    @ParameterizedTest
    @CsvSource({"1,0 0 0 0 0 0 0 0", "2,0 1 0 1 0 1 0 1", "3,0 2 1 2 0 2 1 2"})
    void saysWhichLayerAFrameIsInAndWhichMayGo(final int layers, final String expected) {
        final Calling call = new Calling(FORMAT, s -> s.option("layers", Integer.toString(layers)));
        final String[] each = expected.split(" ");
        for (int i = 0; i < 3 * each.length; i++) {
            assertTrue(call.encode(i));
            final int layer = Integer.parseInt(each[i % each.length]);
            assertEquals(layer, call.coded.temporalLayer(), "picture " + i);
            assertEquals(layers > 1 && layer == layers - 1, call.coded.has(FrameFlags.DISCARDABLE), "picture " + i);
            assertEquals(Decoder.Status.FRAME, call.decode());
        }
    }

    @ParameterizedTest
    @CsvSource({"2,1", "3,2", "3,1"})
    void canBeDecodedWithoutItsUpperLayers(final int layers, final int without) {
        decodesWhatIsLeft(layers, layer -> layer < without);
    }

    @Test
    void canBeDecodedWhenDiscardableFramesAreDroppedAtRandom() {
        final Random random = new Random(5);
        decodesWhatIsLeft(2, layer -> layer == 0 || random.nextBoolean());
        decodesWhatIsLeft(3, layer -> layer < 2 || random.nextBoolean());
    }

    private static void decodesWhatIsLeft(final int layers, final IntPredicate kept) {
        final Calling call = new Calling(FORMAT, s -> s.option("layers", Integer.toString(layers)).option("qp", "26"));
        int shown = 0;
        for (int i = 0; i < 60; i++) {
            if (i == 30) {
                call.keyframes().requestKeyframe();
            }
            assertTrue(call.encode(i));
            if (kept.test(call.coded.temporalLayer())) {
                assertEquals(Decoder.Status.FRAME, call.decode(), "picture " + i);
                final double psnr = call.psnr(Pictures.i420(FORMAT, i));
                assertTrue(psnr > 32, "picture " + i + ": " + psnr + " dB");
                shown++;
            }
        }
        assertTrue(shown >= 15 && shown < 60, shown + " shown");
    }

    @Test
    void obeysANewTargetWithinTwoFrames() {
        final VideoFormat format = VideoFormat.i420(320, 180, 30);
        final Calling call = new Calling(format, s -> s.bitrate(1_500_000));
        long before = 0;
        for (int i = 0; i < 60; i++) {
            call.encode(i);
            before += i >= 30 ? call.coded.length() : 0;
        }
        assertTrue(before * 8 > 1_000_000, "these pictures can use the rate: " + before * 8 + " bit/s");
        call.rate().bitrate(300_000);
        final int budget = 300_000 / 8 / 30;
        long after = 0;
        for (int i = 60; i < 90; i++) {
            final int bytes = call.encode(i) ? call.coded.length() : 0;
            assertTrue(i < 61 || bytes < 3 * budget, "picture " + (i - 60) + " after the change has " + bytes
                + " bytes; " + budget + " are its share");
            after += bytes;
        }
        assertTrue(after * 8 < 1.15 * 300_000, after * 8 + " bit/s");
    }

    @Test
    void readsAndWritesFramesOffTheHeap() {
        final Calling call = new Calling(FORMAT, s -> s.option("qp", "28"));
        final Calling other = new Calling(FORMAT, s -> s.option("qp", "28"));
        final UnpooledFrame in = Frames.direct(FORMAT);
        final UnpooledFrame out = Frames.direct(EncodedFormat.of(CodecId.H264, FORMAT));
        for (int i = 0; i < 4; i++) {
            call.encode(i);
            out.length(out.capacity());
            assertTrue(other.encoder().encode(in.payload(Pictures.i420(FORMAT, i)).ptsNs(FORMAT.rate().ptsNs(i)), out));
            assertArrayEquals(call.coded.payload(), out.payload());
        }
    }

    @Test
    void makesEverySliceAPacketOfItsOwn() {
        final VideoFormat format = VideoFormat.i420(320, 180, 30);
        final Calling call = new Calling(format, s -> s.bitrate(3_000_000));
        final int most = PacketFormat.DEFAULT_MAX_PACKET_BYTES - 12;
        final PayloadFormat.Packetizer packetizer = new H264Payload().packetizer(most);
        final byte[] packet = new byte[most];
        int packets = 0;
        for (int i = 0; i < 20; i++) {
            call.encode(i);
            packetizer.begin(call.coded.array(), call.coded.arrayOffset(), call.coded.length());
            for (int bytes = packetizer.next(packet, 0); bytes > 0; bytes = packetizer.next(packet, 0)) {
                assertTrue((packet[0] & 31) != 28, "a NAL unit in fragments");
                assertTrue(bytes + 2 <= most, "no room for the sequence number of RTX");
                packets++;
            }
        }
        assertTrue(packets > 100, packets + " packets");
    }

    @Test
    void leavesItsInputAlone() {
        final Calling call = new Calling(FORMAT, s -> { });
        call.encode(0);
        assertArrayEquals(Pictures.i420(FORMAT, 0), call.raw.payload());
    }

    @Test
    void goesOnWithAKeyFrameAfterAPictureThatDoesNotFit() {
        final Calling call = new Calling(FORMAT, s -> s.option("qp", "18"));
        call.encode(0);
        final UnpooledFrame small = Frames.of(EncodedFormat.of(CodecId.H264, FORMAT), 6);
        final CodecException refused = assertThrows(CodecException.class,
            () -> call.encoder().encode(call.raw.payload(noise(FORMAT, 1)), small));
        assertTrue(refused.getMessage().contains("128x96"), refused.getMessage());
        assertTrue(Frames.marginsUntouched(small));
        assertTrue(call.encode(1));
        assertTrue(call.coded.has(FrameFlags.KEYFRAME), "nothing is built upon what failed");
        assertEquals(Decoder.Status.FRAME, call.decode());
    }

    @Test
    void refusesAPictureOfAnotherLength() {
        final Calling call = new Calling(FORMAT, s -> { });
        final VideoFormat other = VideoFormat.i420(64, 64, 15);
        assertThrows(CodecException.class, () -> call.encoder().encode(Frames.of(other), call.coded));
        assertTrue(call.encode(0));
        assertEquals(Decoder.Status.FRAME, call.decode());
    }

    @Test
    void sendsWhatIsAskedForBesideThePictures() {
        final Calling plain = new Calling(FORMAT, s -> s.option("qp", "30"));
        final Calling marked = new Calling(FORMAT, s -> s.option("qp", "30").option("timestamp", "true").option("hash", "true"));
        plain.encode(0);
        marked.encode(0);
        assertTrue(marked.coded.length() > plain.coded.length() + 40, "a time, a hash and who they are from");
        assertEquals(Decoder.Status.FRAME, marked.decode());
    }

    @Test
    void encodesWhateverComesWhateverIsAsked() {
        final long seed = Long.getLong("penstock.seed", 20);
        final Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            final VideoFormat format = VideoFormat.i420(16 + random.nextInt(100), 16 + random.nextInt(100), 1 + random.nextInt(60));
            final String layers = Integer.toString(1 + random.nextInt(3));
            final String preset = new String[] {"ultrafast", "superfast", "veryfast", "fast", "medium", "slow"}[random.nextInt(6)];
            final String sliceBytes = Integer.toString(random.nextInt(4) == 0 ? 0 : 100 + random.nextInt(1200));
            final int bitrate = 1 + random.nextInt(3_000_000);
            final int interval = random.nextInt(20);
            final String refresh = round % 5 == 0 ? "7" : "0";
            final String asked = "seed " + seed + ", round " + round + ": " + format.describe() + " layers " + layers + ' ' + preset + ", slices of "
                + sliceBytes + ", " + bitrate + " bit/s, key interval " + interval;
            final Calling call = new Calling(format, s -> s.bitrate(bitrate).keyInterval(interval).option("layers", layers)
                .option("preset", preset).option("slice-bytes", sliceBytes).option("intra-refresh", refresh));
            for (int i = 0; i < 12; i++) {
                final byte[] picture = random.nextInt(3) == 0 ? noise(format, i) : random.nextInt(3) == 0 ? new byte[format.frameBytes()]
                    : Pictures.i420(format, i);
                if (random.nextInt(4) == 0) {
                    call.rate().bitrate(random.nextInt());
                }
                if (random.nextInt(6) == 0) {
                    call.keyframes().requestKeyframe();
                }
                if (call.encode(i, picture)) {
                    assertEquals(Decoder.Status.FRAME, decoded(call, asked + ", picture " + i), asked + ", picture " + i);
                }
            }
            call.encoder().close();
        }
    }

    private static Decoder.Status decoded(final Calling call, final String asked) {
        try {
            return call.decode();
        } catch (final CodecException e) {
            throw new AssertionError(asked, e);
        }
    }

    @Test
    void leavesNoThreadBehind() {
        final Calling call = new Calling(VideoFormat.i420(320, 180, 15), s -> s.option("threads", "2"));
        final long before = threads();
        for (int i = 0; i < 4; i++) {
            call.encode(i);
            assertEquals(Decoder.Status.FRAME, call.decode());
        }
        call.encoder().close();
        final long deadline = System.nanoTime() + 5_000_000_000L;
        while (threads() > before - 1 && before > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(0, threads(), () -> Arrays.toString(Thread.getAllStackTraces().keySet().toArray()));
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().contains("h264")).count();
    }

    private static byte[] noise(final VideoFormat format, final int seed) {
        final byte[] noise = new byte[format.frameBytes()];
        new Random(seed).nextBytes(noise);
        return noise;
    }
}
