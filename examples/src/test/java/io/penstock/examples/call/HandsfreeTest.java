package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.NullSink;
import io.penstock.core.stages.file.Playback;
import io.penstock.core.stages.file.RawSound;
import io.penstock.core.stages.file.RawSoundSource;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.testkit.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One who listens without headphones and says nothing: whatever is sent is echo. In virtual time. */
class HandsfreeTest {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Duration.ofMillis(20));
    private static final int SECONDS = 8;
    private static final long STEP_NS = 1_000_000L;

    private static Handsfree listen(final Treatment treatment, final NullSink encoder) {
        final TestClock clock = new TestClock();
        final Handsfree handsfree = new Handsfree(treatment, SOUND, SECONDS, 3);
        try (Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock))) {
            final GraphBuilder receiving = engine.graph("receive");
            handsfree.heardBy((encoded, pictures, packets, played, queue) -> played.to("played", new NullSink(false)))
                .attach(null, null, null, receiving.source("other-side", new SyntheticVoice(SOUND, 5, false)), null);
            final GraphBuilder sending = engine.graph("send");
            final RawSoundSource silence = RawSoundSource.of(RawSound.of(48_000, 1, new float[48_000]), Handsfree.microphone(SOUND),
                Playback.LIVE.looped(), 0);
            handsfree.attach(sending, silence, null).to("encoder", encoder);
            try (Graph played = receiving.build(); Graph sent = sending.build()) {
                played.start();
                sent.start();
                for (int ms = 0; ms < SECONDS * 1000; ms++) {
                    clock.advanceNs(STEP_NS);
                    while (engine.invoke() > 0) {
                        Thread.onSpinWait();
                    }
                }
            }
        }
        return handsfree;
    }

    @Test
    void withoutAVoiceProcessorTheOtherSideHearsItself() {
        final NullSink encoder = new NullSink(true);
        final Handsfree handsfree = listen(new Treatment(false, 0, 0, -6.0), encoder);
        assertEquals(0, handsfree.meter().loweredDb(), 0.2);
        assertTrue(handsfree.meter().curve().stream().anyMatch(point -> point.heard() > -40), handsfree.meter().curve().toString());
        assertTrue(encoder.frames() > SECONDS * 45, encoder.frames() + " frames of 20 ms");
        assertNull(handsfree.addedMs());
    }

    @Test
    void withOneItDoesNot() {
        final NullSink encoder = new NullSink(true);
        final Handsfree handsfree = listen(new Treatment(true, 0, 0, -6.0), encoder);
        assertTrue(handsfree.meter().loweredDb() > 20, "lowered by " + handsfree.meter().loweredDb() + " dB: " + handsfree.meter().curve());
        assertTrue(encoder.frames() > SECONDS * 45, encoder.frames() + " frames of 20 ms");
        assertTrue(handsfree.addedMs() <= 20, handsfree.addedMs() + " ms");
    }

    @Test
    void withoutEchoTheProcessorWorksAtTheRateOfTheCall() {
        final NullSink encoder = new NullSink(true);
        final Handsfree handsfree = listen(new Treatment(true, 0, 0, null), encoder);
        assertTrue(encoder.frames() > SECONDS * 45, encoder.frames() + " frames of 20 ms");
        assertNull(handsfree.meter());
    }
}
