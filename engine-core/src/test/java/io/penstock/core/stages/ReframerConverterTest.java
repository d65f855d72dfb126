package io.penstock.core.stages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.FormatSpec;
import io.penstock.format.VideoSpec;
import io.penstock.spi.ConverterProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ReframerConverterTest {
    private final ConverterProvider converters = ServiceLoader.load(ConverterProvider.class).stream()
        .filter(p -> p.type() == ReframerConverter.class).findFirst().orElseThrow().get();
    private final FormatSpec tenMs = FormatSpec.of(AudioFormat.mono(48_000, Timebase.ms(10)));

    private String suggestion(final FormatSpec accepted) {
        return converters.between(tenMs, accepted).map(ConverterProvider.Converter::suggestion).orElse("");
    }

    @Test
    void suggestsAReframerForFramesOfAnotherLength() throws Exception {
        assertEquals("Reframer.to(ms(20))", suggestion(AudioSpec.any().framesUs(20_000, 40_000)));
        assertEquals("Reframer.to(Duration.ofNanos(2500_000))", suggestion(AudioSpec.any().framesUs(2_500)));
        assertInstanceOf(Reframer.class, converters.between(tenMs, AudioSpec.any().framesUs(20_000)).orElseThrow().create());
    }

    @Test
    void leavesOtherDifferencesToOthers() {
        assertEquals("", suggestion(AudioSpec.any().rates(16_000)));
        assertEquals("", suggestion(VideoSpec.any()));
        assertEquals("", suggestion(FormatSpec.any()));
    }
}
