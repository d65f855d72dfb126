package io.penstock.core.stages.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.core.stages.NullProvider;
import io.penstock.core.stages.NullSink;
import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Stage;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SyntheticProvidersTest {
    private static Stage make(final StageProvider provider, final Map<String, String> options) throws Exception {
        return provider.factory(StageOptions.check(provider, options)).create();
    }

    @Test
    void makeWhatACallSendsByDefault() throws Exception {
        final SyntheticCamera camera = (SyntheticCamera) make(new SyntheticProviders.Camera(), Map.of());
        assertEquals(VideoFormat.i420(360, 640, 15), camera.format());
        final SyntheticVoice voice = (SyntheticVoice) make(new SyntheticProviders.Voice(), Map.of("rate", "16000"));
        assertEquals(320, voice.format().frameSamples());
        assertEquals(NullSink.class, make(new NullProvider(), Map.of()).getClass());
    }

    @Test
    void refuseWhatCannotWorkBeforeTheGraphStarts() {
        final StageProvider camera = new SyntheticProviders.Camera();
        final StageProvider voice = new SyntheticProviders.Voice();
        assertThrows(ConfigurationException.class, () -> make(camera, Map.of("size", "33x64")));
        assertThrows(ConfigurationException.class, () -> make(camera, Map.of("fps", "-1")));
        assertThrows(ConfigurationException.class, () -> make(voice, Map.of("channels", "0")));
        assertThrows(ConfigurationException.class, () -> make(voice, Map.of("rate", "4000")));
    }

    @Test
    void areFoundByTheServiceLoader() {
        final long found = ServiceLoader.load(StageProvider.class).stream()
            .filter(p -> p.type().getEnclosingClass() == SyntheticProviders.class || p.type() == NullProvider.class).count();
        assertEquals(3, found);
    }
}
