package io.penstock.core.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.jitter.JitterConfig;
import io.penstock.testkit.LossyLink;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** For every packet of a call one that is not of it: who sends those sees the call, but has no part in it. */
class HostileNetworkTest {
    private static final int SECONDS = 12;

    private static TransportCall call(final Attacker attacker) {
        final LossyLink.Profile link = LossyLink.Profile.builder().delay(Duration.ofMillis(25)).build();
        return new TransportCall(LossyLink.of(link, 1, 2048), LossyLink.of(link, 2, 2048),
            TransportConfig.defaults().rates(500_000, 50_000, 1_000_000).probing(TransportCall.PADDING),
            JitterConfig.video().targetDelayMs(10).maxDelayMs(600).adaptiveUpToMs(330), 5, attacker);
    }

    @ParameterizedTest
    @EnumSource(Attacker.Kind.class)
    void theCallGoesOnAsIfNothingWere(final Attacker.Kind kind) {
        final Attacker attacker = new Attacker(kind, 99);
        try (TransportCall call = call(attacker).run(SECONDS)) {
            assertTrue(attacker.made() > 500, attacker.made() + " made");
            assertEquals(0, call.undecodable(), call::toString);
            assertTrue(call.shownSince(0) >= SECONDS * 30 - 5, call::toString);
            assertTrue(call.heardSince(0) >= SECONDS * 50 - 5, call::toString);
            assertTrue(call.camera.keys() <= 2, call::toString);
            assertTrue(call.latencyMs(99, 3_000_000_000L) < 90, call::toString);
            assertTrue(call.transport.statistics().targetBps() > 900_000, call::toString);
        }
    }
}
