package io.penstock.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Latency;
import io.penstock.stage.Stage;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LossyLinkProviderTest {
    private static StageProvider provider() {
        return ServiceLoader.load(StageProvider.class).stream().map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("lossylink")).findFirst().orElseThrow();
    }

    private static Stage create(final Map<String, String> options) throws Exception {
        final StageProvider provider = provider();
        return provider.factory(StageOptions.check(provider, options)).create();
    }

    @Test
    void makesALinkOfText() throws Exception {
        final Stage stage = create(Map.of("loss", "0.1", "burst", "3", "delay", "50ms", "jitter", "10ms"));
        assertInstanceOf(LossyLink.class, stage);
        assertEquals(Latency.between(Timebase.ms(40), Timebase.ms(60)), stage.spec().latency());
        stage.close();
    }

    @Test
    void saysWhatIsWrongWithAnOption() {
        final Exception e = assertThrows(ConfigurationException.class, () -> create(Map.of("loss", "5")));
        assertTrue(e.getMessage().contains("lossylink: loss 5.0: accepted are probabilities of 0–1"), e.getMessage());
    }

    @Test
    void takesRatesOverTime() throws Exception {
        final Stage stage = create(Map.of("rate", "2M:10s,300k:20s,2M", "queue", "80ms"));
        assertTrue(stage.spec().latency().maxNs() > Timebase.ms(80).toNanos());
        stage.close();
        create(Map.of("rate", "800000")).close();
        final Exception e = assertThrows(ConfigurationException.class, () -> create(Map.of("rate", "2M:10")));
        assertTrue(e.getMessage().startsWith("lossylink: rates over time \"2M:10\": \"10\" is wrong (no duration)"), e.getMessage());
    }
}
