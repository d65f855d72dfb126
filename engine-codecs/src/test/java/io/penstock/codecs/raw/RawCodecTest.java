package io.penstock.codecs.raw;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Codec;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.codecs.support.Sounds;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawCodecTest {
    private final RawProvider provider = new RawProvider();

    @ParameterizedTest
    @CsvSource({"48000,1,S16", "44100,2,S16", "16000,6,F32"})
    void keepsEverySampleOfL16(final int rate, final int channels, final SampleType type) {
        final Codec codec = new Codec(CodecId.L16, AudioFormat.of(rate, channels, type, Duration.ofMillis(10)));
        final short[] sound = Sounds.voice(rate, rate / 100 * channels * 20, 3);
        final List<byte[]> packets = codec.encode(codec.encoder(), sound);
        assertArrayEquals(sound, codec.decode(codec.decoder(), packets));
        assertEquals(0, codec.provider().traits(Codecs.encoder(CodecId.L16)).latency().maxNs());
    }

    @Test
    void writesL16InNetworkByteOrder() {
        final Codec codec = new Codec(CodecId.L16, new AudioFormat(8_000, 1, SampleType.S16, 2));
        final byte[] packet = codec.encode(codec.encoder(), new short[] {0x1234, -2}).get(0);
        assertArrayEquals(new byte[] {0x12, 0x34, (byte) 0xFF, (byte) 0xFE}, packet);
    }

    @Test
    void refusesL16ThatIsNotWholeSamplesOrTooLong() {
        final Codec codec = new Codec(CodecId.L16, AudioFormat.stereo(48_000, Duration.ofMillis(5)));
        final Decoder decoder = codec.decoder();
        assertThrows(CodecException.class, () -> decoder.decode(codec.packet(new byte[6]), codec.sound()));
        assertThrows(CodecException.class, () -> decoder.decode(codec.packet(new byte[964]), codec.sound()));
        assertEquals(Decoder.Status.NOTHING, decoder.decode(codec.packet(new byte[0]), codec.sound()));
        final UnpooledFrame out = codec.sound();
        assertEquals(Decoder.Status.FRAME, decoder.decode(codec.packet(new byte[40]), out));
        assertEquals(10, ((AudioFormat) decoder.output()).frameSamples());
        final UnpooledFrame direct = Frames.direct(codec.encoded()).payload(Ffmpeg.bytes(new short[] {1, 2, 3, 4}));
        assertEquals(Decoder.Status.FRAME, decoder.decode(direct, out));
        assertArrayEquals(new byte[] {0, 1, 0, 2, 0, 3, 0, 4}, out.payload());
    }

    @Test
    void copiesPictures() {
        final VideoFormat format = VideoFormat.i420(33, 17, 15);
        final EncodedFormat encoded = (EncodedFormat) provider.traits(Codecs.encoder(CodecId.RAW_VIDEO)).output().apply(format).first().orElseThrow();
        assertEquals(format, encoded.media());
        assertEquals(format.frameBytes(), encoded.maxFrameBytes());
        final byte[] picture = new byte[format.frameBytes()];
        new Random(4).nextBytes(picture);
        final UnpooledFrame packet = Frames.of(encoded);
        assertTrue(provider.encoder(Codecs.encoder(CodecId.RAW_VIDEO), format, encoded).encode(Frames.of(format).payload(picture), packet));
        assertTrue(packet.has(FrameFlags.KEYFRAME | FrameFlags.DISCARDABLE));
        final UnpooledFrame shown = Frames.of(format);
        final Decoder decoder = provider.decoder(Codecs.decoder(CodecId.RAW_VIDEO), encoded, format);
        assertEquals(Decoder.Status.FRAME, decoder.decode(packet, shown));
        assertArrayEquals(picture, shown.payload());
        packet.length(picture.length - 1);
        assertThrows(CodecException.class, () -> decoder.decode(packet, shown));
    }

    @Test
    void refusesCodecsItDoesNotHave() {
        assertThrows(ConfigurationException.class, () -> provider.traits(Codecs.encoder(CodecId.OPUS)));
    }
}
