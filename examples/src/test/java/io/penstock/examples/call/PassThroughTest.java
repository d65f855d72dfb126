package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Providers;
import io.penstock.frame.UnpooledFrame;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.PayloadFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The codec that codes nothing. */
class PassThroughTest {
    private static final VideoFormat PICTURE = VideoFormat.i420(360, 640, 15);
    private static final int BITRATE = 900_000;
    private static final int KEY_INTERVAL = 30;
    private final PassThroughEncoder encoder = new PassThroughEncoder(PICTURE, BITRATE, KEY_INTERVAL);
    private final PassThroughDecoder decoder = new PassThroughDecoder(PICTURE);

    private static MutableFrame picture() {
        return frame(PICTURE.frameBytes()).length(PICTURE.frameBytes());
    }

    private static MutableFrame frame(final int capacity) {
        return UnpooledFrame.allocate(PICTURE, capacity);
    }

    private MutableFrame encoded(final long captureNs) {
        final MutableFrame picture = picture();
        PictureStamp.write(picture.array(), picture.arrayOffset(), PICTURE, captureNs);
        final MutableFrame out = frame(1 << 20);
        assertTrue(encoder.encode(picture, out));
        return out;
    }

    @Test
    void theStampComesOutAsItWentIn() {
        final Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            final long captureNs = random.nextLong() >>> 1;
            final MutableFrame shown = picture();
            assertEquals(Decoder.Status.FRAME, decoder.decode(encoded(captureNs), shown));
            assertEquals(PictureStamp.micros(captureNs), PictureStamp.readLuma(shown.array(), shown.arrayOffset(), 360, 360));
        }
    }

    @Test
    void aPictureWithoutStampStaysWithoutOne() {
        final MutableFrame white = picture();
        java.util.Arrays.fill(white.array(), (byte) 0xFF);
        final MutableFrame out = frame(1 << 20);
        encoder.encode(white, out);
        final MutableFrame shown = picture();
        assertEquals(Decoder.Status.FRAME, decoder.decode(out, shown));
        assertEquals(PictureStamp.DAMAGED, PictureStamp.readLuma(shown.array(), shown.arrayOffset(), 360, 360));
    }

    @Test
    void framesAreAsLargeAsTheBitRateAllows() {
        long bytes = 0;
        int keys = 0;
        for (int i = 0; i < 10 * KEY_INTERVAL; i++) {
            final MutableFrame frame = encoded(i);
            bytes += frame.length();
            keys += frame.has(FrameFlags.KEYFRAME) ? 1 : 0;
        }
        assertEquals(10, keys);
        assertEquals(BITRATE, bytes * 8.0 / (10 * KEY_INTERVAL / 15.0), BITRATE * 0.01);
    }

    @Test
    void packetsLookLikeThoseOfH264() {
        final PayloadFormat h264 = Providers.of(getClass().getClassLoader()).payloadFormat(CodecId.H264);
        for (int i = 0; i < KEY_INTERVAL; i++) {
            final MutableFrame frame = encoded(i);
            final PayloadFormat.Packetizer packets = h264.packetizer(1200);
            packets.begin(frame.array(), frame.arrayOffset(), frame.length());
            final byte[] packet = new byte[1200];
            final int length = packets.next(packet, 0);
            assertEquals(frame.has(FrameFlags.KEYFRAME), h264.startsKeyframe(packet, 0, length));
        }
    }

    @Test
    void nothingIsShownBeforeAKeyFrame() {
        encoded(1);
        assertEquals(Decoder.Status.NEED_KEYFRAME, decoder.decode(encoded(2), picture()));
        encoder.requestKeyframe();
        assertEquals(Decoder.Status.FRAME, decoder.decode(encoded(3), picture()));
    }

    @Test
    void foreignBytesAreRefused() {
        final MutableFrame foreign = frame(100).length(100);
        assertThrows(CodecException.class, () -> decoder.decode(foreign, picture()));
        assertThrows(CodecException.class, () -> decoder.decode(frame(4).length(4), picture()));
    }

    @Test
    void onlyWhoNamesItGetsIt() {
        final Providers providers = Providers.of(getClass().getClassLoader());
        assertFalse(providers.codec(Codecs.encoder(CodecId.H264)) instanceof PassThroughProvider);
        assertTrue(providers.codec(CallCodec.PASS_THROUGH.pictureEncoder(VideoEncoder.PENSTOCK, BITRATE, KEY_INTERVAL))
            instanceof PassThroughProvider);
        assertEquals(EncodedFormat.of(CodecId.H264, PICTURE).codec(), CodecId.H264);
    }
}
