package io.penstock.codecs.h264.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.jcodec.JCodecProvider;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Codecs;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked of the encoder, and what is answered when it is asked wrongly. */
class PenstockH264ProviderTest {
    private static final VideoFormat FORMAT = VideoFormat.i420(120, 90, 15);

    private final PenstockH264Provider provider = new PenstockH264Provider();

    private static CodecSpec spec(final Consumer<CodecSpec.Settings> settings) {
        return Codecs.encoder(CodecId.H264, settings);
    }

    private void make(final CodecSpec spec, final Format format) {
        provider.encoder(spec, format, EncodedFormat.of(CodecId.H264, FORMAT)).close();
    }

    private static CodecProvider chosen(final java.util.function.Predicate<CodecProvider> able) {
        return ServiceLoader.load(CodecProvider.class).stream().map(ServiceLoader.Provider::get).filter(able)
            .max(Comparator.comparingInt(CodecProvider::priority)).orElseThrow();
    }

    @Test
    void isTakenToEncodeAndLeavesDecodingToOthers() {
        assertSame(PenstockH264Provider.class, chosen(p -> p.encoders().contains(CodecId.H264)).getClass());
        assertSame(JCodecProvider.class, chosen(p -> p.decoders().contains(CodecId.H264)).getClass());
        assertSame(JCodecProvider.class, chosen(p -> p.name().equals("jcodec")).getClass());
        assertThrows(ConfigurationException.class, () -> provider.decoder(Codecs.decoder(CodecId.H264), EncodedFormat.of(CodecId.H264, FORMAT),
            FORMAT));
        assertThrows(ConfigurationException.class, () -> provider.traits(Codecs.decoder(CodecId.H264)));
        assertThrows(ConfigurationException.class, () -> provider.traits(Codecs.encoder(CodecId.OPUS)));
    }

    @Test
    void saysWhatItTakesAndMakes() {
        final CodecTraits traits = provider.traits(spec(s -> { }));
        assertTrue(traits.heavy() && traits.maxOutputsPerInput() == 1);
        for (final VideoFormat taken : List.of(FORMAT, VideoFormat.i420(16, 16, 30), VideoFormat.i420(121, 89, FrameRate.VARIABLE),
            VideoFormat.i420(4096, 2304, 30))) {
            assertTrue(traits.input().accepts(taken), taken.describe());
            final VideoFormat shown = taken.sized(taken.width() + 1 & ~1, taken.height() + 1 & ~1);
            assertEquals(EncodedFormat.of(CodecId.H264, shown), traits.output().apply(taken).first().orElseThrow());
        }
        for (final VideoFormat refused : List.of(VideoFormat.i420(15, 16, 30), VideoFormat.i420(16, 4097, 30),
            new VideoFormat(64, 64, PixelLayout.NV12, FrameRate.of(30), VideoColor.BT601_LIMITED))) {
            assertFalse(traits.input().accepts(refused), refused.describe());
        }
    }

    @ParameterizedTest
    @CsvSource({"preset,ultrafast", "preset,SLOW", "qp,0", "qp,51", "min-qp,20", "max-qp,40", "slice-bytes,0", "slice-bytes,100", "layers,3",
        "intra-refresh,30", "threads,2", "vbv,1.5", "aq,0.5", "scene-cut,false", "long-term,true", "timestamp,true", "hash,true"})
    void takesEveryOptionThatIsDocumented(final String option, final String value) {
        final CodecSpec asked = spec(s -> s.option(option, value));
        provider.traits(asked);
        make(asked, FORMAT);
    }

    @ParameterizedTest
    @CsvSource(value = {"preset|turbo|none of ultrafast", "preset||none of ultrafast", "qp|52|0 to 51", "qp|-1|0 to 51", "qp|x|whole number",
        "min-qp|-3|0 to 51",
        "max-qp|99|0 to 51", "slice-bytes|99|100", "slice-bytes|999999999999|whole number", "layers|4|1 to 3", "layers|0|1 to 3",
        "intra-refresh|-5|0 to", "threads|0|1 to 16", "threads|17|1 to 16",
        "vbv|0.5|accepted is 1 to", "vbv|NaN|not a number", "vbv|1e9|not a number",
        "aq|2|0 to 1", "aq|-1|not a number", "scene-cut|yes|neither true nor false", "hash|1|neither true nor false", "speed|9|known: aq"},
        delimiter = '|', emptyValue = "")
    void saysWhatIsAcceptedWhenAnOptionIsWrong(final String option, final String value, final String says) {
        final CodecSpec asked = spec(s -> s.option(option, value == null ? "" : value));
        final String message = assertThrows(ConfigurationException.class, () -> provider.traits(asked)).getMessage();
        assertTrue(message.startsWith("penstock h264") && message.contains(says), message);
        assertThrows(ConfigurationException.class, () -> make(asked, FORMAT));
    }

    @Test
    void saysWhatIsAcceptedWhenASettingIsWrong() {
        for (final CodecSpec asked : List.of(spec(s -> s.bitrate(-1)), spec(s -> s.keyInterval(-1)), spec(s -> s.complexity(11)),
            spec(s -> s.complexity(-2)), spec(s -> s.option("min-qp", "40").option("max-qp", "30")))) {
            final String message = assertThrows(ConfigurationException.class, () -> provider.traits(asked)).getMessage();
            assertTrue(message.startsWith("penstock h264"), message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"15x16", "16x15", "4097x16", "4096x4096", "1x1"})
    void refusesSizesThatItCannotCode(final String size) {
        final String[] sides = size.split("x");
        final VideoFormat format = VideoFormat.i420(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]), 30);
        final String message = assertThrows(ConfigurationException.class, () -> make(spec(s -> { }), format)).getMessage();
        assertTrue(message.contains("accepted") && message.contains(size), message);
    }

    @Test
    void refusesWhatIsNoPictureOrComesTooOften() {
        assertThrows(ConfigurationException.class, () -> make(spec(s -> { }), AudioFormat.mono(48_000, Duration.ofMillis(20))));
        assertThrows(ConfigurationException.class, () -> make(spec(s -> { }),
            new VideoFormat(64, 64, PixelLayout.NV12, FrameRate.of(30), VideoColor.BT601_LIMITED)));
        assertThrows(ConfigurationException.class, () -> make(spec(s -> { }), VideoFormat.i420(64, 64, 1000)));
    }

    @Test
    void turnsComplexityIntoAPresetThatAnOptionOverrules() {
        assertEquals(io.penstock.codecs.h264.encoder.Preset.ULTRAFAST, EncoderOptions.read(spec(s -> s.complexity(0))).preset());
        assertEquals(io.penstock.codecs.h264.encoder.Preset.SLOW, EncoderOptions.read(spec(s -> s.complexity(10))).preset());
        assertEquals(io.penstock.codecs.h264.encoder.Preset.FAST,
            EncoderOptions.read(spec(s -> s.complexity(0).option("preset", "fast"))).preset());
        assertEquals(io.penstock.codecs.h264.encoder.Preset.SUPERFAST, EncoderOptions.read(spec(s -> { })).preset());
    }

    @Test
    void tellsTheEncoderWhatTheFormatSays() {
        final VideoFormat full = new VideoFormat(640, 360, PixelLayout.I420, new FrameRate(30_000, 1001), VideoColor.BT709_FULL);
        assertTrue(EncoderOptions.read(spec(s -> { }), full).fullRange());
        assertEquals(30_000, EncoderOptions.read(spec(s -> { }), full).fpsNumerator());
        assertEquals(30, EncoderOptions.read(spec(s -> { }), VideoFormat.i420(64, 64, FrameRate.VARIABLE)).fpsNumerator());
        assertFalse(EncoderOptions.read(spec(s -> { }), FORMAT).fullRange());
    }
}
