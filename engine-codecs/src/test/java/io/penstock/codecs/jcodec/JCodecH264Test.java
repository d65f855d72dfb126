package io.penstock.codecs.jcodec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Pictures;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;
import java.util.Arrays;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class JCodecH264Test {
    private static final VideoFormat FORMAT = VideoFormat.i420(120, 90, 15);
    private static final EncodedFormat ENCODED = EncodedFormat.of(CodecId.H264, FORMAT);

    private final JCodecProvider provider = new JCodecProvider();
    private final UnpooledFrame raw = Frames.of(FORMAT);
    private final UnpooledFrame coded = Frames.of(ENCODED);
    private final UnpooledFrame shown = Frames.of(FORMAT);
    private final Decoder decoder = provider.decoder(Codecs.decoder(CodecId.H264), ENCODED, FORMAT);

    private Encoder encoder(final Consumer<CodecSpec.Settings> settings) {
        return provider.encoder(Codecs.encoder(CodecId.H264, settings), FORMAT, ENCODED);
    }

    private boolean encode(final Encoder encoder, final int index) {
        coded.flags(0);
        encoder.encode(raw.payload(Pictures.i420(FORMAT, index)), coded);
        return coded.has(FrameFlags.KEYFRAME);
    }

    @Test
    void isFoundAsAService() {
        assertTrue(ServiceLoader.load(CodecProvider.class).stream().anyMatch(p -> p.type() == JCodecProvider.class));
    }

    @Test
    void showsWhatWasEncodedAlsoWhenTheSizeIsNoMultipleOf16() {
        final Encoder encoder = encoder(s -> s.bitrate(300_000));
        for (int i = 0; i < 40; i++) {
            assertEquals(i == 0, encode(encoder, i));
            assertEquals(Decoder.Status.FRAME, decoder.decode(coded, shown));
            assertEquals(FORMAT, decoder.output());
            final double psnr = Pictures.lumaPsnr(Pictures.i420(FORMAT, i), shown.payload(), FORMAT);
            assertTrue(psnr > 30, "picture " + i + ": " + psnr + " dB");
        }
    }

    @Test
    void makesAKeyFrameAtOnceWhenAskedAndAtTheInterval() {
        final Encoder encoder = encoder(s -> s.keyInterval(10));
        for (int i = 0; i < 35; i++) {
            if (i == 13) {
                ((KeyframeControl) encoder).requestKeyframe();
            }
            assertEquals(i == 0 || i == 10 || i == 13 || i == 23 || i == 33, encode(encoder, i), "picture " + i);
            assertEquals(Decoder.Status.FRAME, decoder.decode(coded, shown));
        }
    }

    @Test
    void spendsMoreWhenMoreIsAllowed() {
        final Encoder encoder = encoder(s -> s.bitrate(100_000).keyInterval(30));
        long low = 0;
        for (int i = 0; i < 60; i++) {
            encode(encoder, i);
            low += coded.length();
        }
        ((BitrateControl) encoder).bitrate(600_000);
        long high = 0;
        for (int i = 60; i < 120; i++) {
            encode(encoder, i);
            high += coded.length();
        }
        assertTrue(high > 2 * low, low + " bytes, then " + high);
        assertTrue(high * 8 / 4 < 720_000, "rate " + high * 8 / 4);
    }

    @Test
    void goesOnAfterAPictureThatDoesNotFit() {
        final Encoder encoder = encoder(s -> s.option("qp", "18"));
        final byte[] noise = new byte[FORMAT.frameBytes()];
        new Random(1).nextBytes(noise);
        final UnpooledFrame small = Frames.of(ENCODED, 200);
        assertThrows(CodecException.class, () -> encoder.encode(raw.payload(noise), small));
        assertTrue(encode(encoder, 1), "a key frame follows a failure");
        assertEquals(Decoder.Status.FRAME, decoder.decode(coded, shown));
    }

    @Test
    void encodesNoise() {
        final Encoder encoder = encoder(s -> s.option("qp", "18"));
        final byte[] noise = new byte[FORMAT.frameBytes()];
        for (int i = 0; i < 5; i++) {
            new Random(i).nextBytes(noise);
            assertTrue(encoder.encode(raw.payload(noise), coded));
            assertEquals(Decoder.Status.FRAME, decoder.decode(coded, shown));
        }
    }

    @Test
    void asksForAKeyFrameAfterALostPictureAndShowsNothingUntilItComes() {
        final Encoder encoder = encoder(s -> s.keyInterval(8));
        for (int i = 0; i < 16; i++) {
            encode(encoder, i);
            if (i != 3) {
                assertEquals(i < 3 || i >= 8 ? Decoder.Status.FRAME : Decoder.Status.NEED_KEYFRAME, decoder.decode(coded, shown), "picture " + i);
            }
        }
    }

    @Test
    void startsOnlyAtAKeyFrame() {
        final Encoder encoder = encoder(s -> s.keyInterval(4));
        encode(encoder, 0);
        encode(encoder, 1);
        // No parameter sets have come at all.
        assertThrows(CodecException.class, () -> decoder.decode(coded, shown));
        encode(encoder, 2);
        encode(encoder, 3);
        encode(encoder, 4);
        assertEquals(Decoder.Status.FRAME, decoder.decode(coded, shown));
    }

    @Test
    void leavesItsInputAlone() {
        final Encoder encoder = encoder(s -> { });
        encode(encoder, 0);
        final byte[] before = coded.payload();
        decoder.decode(coded, shown);
        assertArrayEquals(before, coded.payload());
    }

    @Test
    void noticesThatSlicesAreMissing() {
        final Encoder encoder = encoder(s -> { });
        encode(encoder, 0);
        decoder.decode(coded, shown);
        encode(encoder, 1);
        coded.length(coded.length() / 2);
        assertThrows(CodecException.class, () -> decoder.decode(coded, shown));
        encode(encoder, 2);
        assertEquals(Decoder.Status.NEED_KEYFRAME, decoder.decode(coded, shown));
    }

    @Test
    void refusesPicturesLargerThanItsLimit() {
        final Encoder encoder = encoder(s -> { });
        encode(encoder, 0);
        final VideoFormat small = VideoFormat.i420(64, 64, 15);
        final Decoder limited = provider.decoder(Codecs.decoder(CodecId.H264), EncodedFormat.of(CodecId.H264, small), small);
        assertThrows(CodecException.class, () -> limited.decode(coded, shown));
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertThrows(ConfigurationException.class, () -> encoder(s -> s.option("qp", "60")));
        assertThrows(ConfigurationException.class, () -> encoder(s -> s.option("speed", "1")));
        final VideoFormat odd = VideoFormat.i420(121, 90, 15);
        assertThrows(ConfigurationException.class,
            () -> provider.encoder(Codecs.encoder(CodecId.H264), odd, EncodedFormat.of(CodecId.H264, odd)));
    }

    @Test
    void leavesNoThreadBehind() {
        final Encoder encoder = encoder(s -> { });
        for (int i = 0; i < 5; i++) {
            encode(encoder, i);
            decoder.decode(coded, shown);
        }
        encoder.close();
        decoder.close();
        assertFalse(Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().startsWith("pool-")),
            () -> Arrays.toString(Thread.getAllStackTraces().keySet().toArray()));
    }
}
