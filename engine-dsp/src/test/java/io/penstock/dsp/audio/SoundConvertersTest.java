package io.penstock.dsp.audio;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.FormatSpec;
import io.penstock.format.SampleType;
import io.penstock.format.VideoSpec;
import io.penstock.spi.ConverterProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SoundConvertersTest {
    private final ConverterProvider converters = ServiceLoader.load(ConverterProvider.class).stream()
        .filter(p -> p.type() == SoundConverters.class).findFirst().orElseThrow().get();
    private final FormatSpec cd = FormatSpec.of(AudioFormat.of(44_100, 2, SampleType.S16, ms(10)));

    private String suggestion(final FormatSpec accepted) {
        return converters.between(cd, accepted).map(ConverterProvider.Converter::suggestion).orElse("");
    }

    @Test
    void suggestsTheLowestRateThatLosesNothing() throws Exception {
        final FormatSpec opus = AudioSpec.any().rates(8_000, 12_000, 16_000, 24_000, 48_000);
        assertEquals("Resampler.to(48_000)", suggestion(opus));
        assertEquals("Resampler.to(22_050)", suggestion(AudioSpec.any().rates(11_025, 22_050)));
        assertInstanceOf(Resampler.class, converters.between(cd, opus).orElseThrow().create());
    }

    @Test
    void suggestsOtherChannelsAndSampleTypes() throws Exception {
        final FormatSpec mono = AudioSpec.any().channels(1);
        assertEquals("ChannelMap.to(1)", suggestion(mono));
        assertInstanceOf(ChannelMap.class, converters.between(cd, mono).orElseThrow().create());
        final FormatSpec floats = AudioSpec.any().types(SampleType.F32);
        assertEquals("ChannelMap.to(SampleType.F32)", suggestion(floats));
        assertInstanceOf(ChannelMap.class, converters.between(cd, floats).orElseThrow().create());
    }

    @Test
    void leavesOtherDifferencesToOthers() {
        assertEquals("", suggestion(AudioSpec.any().framesUs(20_000)));
        assertEquals("", suggestion(VideoSpec.any()));
        assertEquals("", suggestion(FormatSpec.any()));
    }
}
