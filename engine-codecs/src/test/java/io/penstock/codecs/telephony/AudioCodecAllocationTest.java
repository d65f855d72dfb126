package io.penstock.codecs.telephony;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Codec;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.codecs.support.Sounds;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.SampleType;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.testkit.AllocationProbe;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codecs that are ours allocate nothing for a frame. */
@Tag("allocation")
class AudioCodecAllocationTest {
    private static Codec codec(final String name) {
        return new Codec(CodecId.of(name, MediaKind.AUDIO), AudioFormat.of(8_000, 1, SampleType.S16, Duration.ofMillis(20)));
    }

    private static UnpooledFrame sound(final Codec codec) {
        return codec.sound().payload(Ffmpeg.bytes(Arrays.copyOf(Sounds.voice(8_000, 1_600, 2), 160)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcmu", "pcma", "gsm", "l16"})
    void encodesWithoutAllocating(final String name) {
        final Codec codec = codec(name);
        final Encoder encoder = codec.encoder();
        final UnpooledFrame in = sound(codec);
        final UnpooledFrame out = Frames.of(codec.encoded());
        assertEquals(0.0, new AllocationProbe().measure(() -> encoder.encode(in, out), 1_000));
    }

    @ParameterizedTest
    @CsvSource({"pcmu", "pcma", "l16"})
    void decodesWithoutAllocating(final String name) {
        final Codec codec = codec(name);
        final UnpooledFrame packet = Frames.of(codec.encoded());
        codec.encoder().encode(sound(codec), packet);
        final Decoder decoder = codec.decoder();
        final UnpooledFrame out = codec.sound();
        assertEquals(0.0, new AllocationProbe().measure(() -> decoder.decode(packet, out), 1_000));
    }
}
