package io.penstock.dsp.video;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.audio.MixProvider;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioSpec;
import io.penstock.format.FormatSpec;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.spi.ConverterProvider;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class PictureConvertersTest {
    private final ConverterProvider converters = ServiceLoader.load(ConverterProvider.class).stream()
        .filter(p -> p.type() == PictureConverters.class).findFirst().orElseThrow().get();
    private final FormatSpec offered = FormatSpec.of(VideoFormat.i420(640, 360, 15));

    private String suggestion(final FormatSpec accepted) {
        return converters.between(offered, accepted).map(ConverterProvider.Converter::suggestion).orElse("");
    }

    @Test
    void suggestsWhatClosesTheGap() {
        assertEquals("PixelConverter.to(PixelLayout.BGRA)", suggestion(VideoSpec.any().layouts(PixelLayout.BGRA)));
        assertEquals("PixelConverter.to(PixelLayout.RGB24)", suggestion(VideoSpec.any().layouts(PixelLayout.RGB24, PixelLayout.YUY2)));
        assertEquals("Scaler.to(360, 640)", suggestion(VideoSpec.any().size(360, 640)));
    }

    @Test
    void hasNothingToSuggestWhereNothingHelps() {
        assertEquals("", suggestion(VideoSpec.any()));
        assertEquals("", suggestion(AudioSpec.any()));
    }

    @Test
    void stagesCanBeWrittenAsText() throws Exception {
        int found = 0;
        for (final StageProvider provider : ServiceLoader.load(StageProvider.class)) {
            final Map<String, String> given = switch (provider.name()) {
                case "scale" -> Map.of("size", "64x48", "quality", "lanczos", "fit", "letterbox");
                case "crop" -> Map.of("aspect", "3:4");
                case "overlay" -> Map.of("clock", "HH:mm:ss", "corner", "bottom-right");
                case "compose" -> Map.of("as", "pip", "size", "64x48");
                default -> Map.of();
            };
            if (provider.getClass().getName().startsWith("io.penstock.dsp.video")) {
                found++;
                provider.factory(StageOptions.check(provider, given)).create().close();
            }
        }
        assertTrue(found >= 3);
        final ConvertProvider convert = new ConvertProvider();
        assertThrows(ConfigurationException.class, () -> convert.factory(StageOptions.check(convert, Map.of("to", "yuy3"))));
        final OverlayProvider overlay = new OverlayProvider();
        assertThrows(ConfigurationException.class, () -> overlay.factory(StageOptions.check(overlay, Map.of())));
        assertThrows(ConfigurationException.class, () -> overlay.factory(StageOptions.check(overlay, Map.of("text", "a", "color", "red"))));
        final ScaleProvider scale = new ScaleProvider();
        assertThrows(ConfigurationException.class, () -> scale.factory(StageOptions.check(scale, Map.of("size", "2x2", "fit", "x"))));
        final CropProvider crop = new CropProvider();
        assertThrows(ConfigurationException.class, () -> crop.factory(StageOptions.check(crop, Map.of())));
        assertThrows(ConfigurationException.class, () -> crop.factory(StageOptions.check(crop, Map.of("aspect", "3x4"))));
        final ComposeProvider compose = new ComposeProvider();
        assertThrows(ConfigurationException.class, () -> compose.factory(StageOptions.check(compose, Map.of("as", "pile"))));
        final MixProvider mix = new MixProvider();
        assertThrows(ConfigurationException.class, () -> mix.factory(StageOptions.check(mix, Map.of("rate", "0"))));
        assertThrows(ConfigurationException.class, () -> mix.factory(StageOptions.check(mix, Map.of("inputs", "99"))));
    }
}
