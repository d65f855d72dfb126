package io.penstock.core.stages.device;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SpeakerTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(8000, ms(20));

    @Override
    protected Stage create() {
        return new Speaker(new FakeLine(0, false, false));
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(FORMAT);
    }

    private static void push(final StageHarness h, final int value, final int length) {
        final byte[] pcm = new byte[length];
        Arrays.fill(pcm, (byte) value);
        h.push(h.frame().payload(pcm));
    }

    @Test
    void playsWhatComesInOrder() throws InterruptedException {
        final FakeLine line = new FakeLine(0, false, false);
        try (StageHarness h = StageHarness.of(new Speaker(line)).input(FORMAT).start()) {
            push(h, 1, 4);
            push(h, 2, 3); // half a sample is damage
            line.mayPlay.release(2);
            assertTrue(line.played.tryAcquire(2, 10, TimeUnit.SECONDS));
            assertArrayEquals(new byte[] {1, 1, 1, 1, 2, 2}, line.heard());
        }
    }

    @Test
    void dropsTheNewestWhenTheDeviceDoesNotKeepUp() throws InterruptedException {
        final FakeLine line = new FakeLine(0, false, false);
        try (StageHarness h = StageHarness.of(new Speaker(line)).input(FORMAT).start()) {
            for (int i = 0; i < 25; i++) {
                push(h, i, 320);
            }
            assertEquals(15, h.counter("dropped.overrun"), "the ring holds 200 ms, and the device frees a block only when it has played it");
            line.mayPlay.release(10);
            assertTrue(line.played.tryAcquire(10, 10, TimeUnit.SECONDS));
            assertEquals(9, line.heard()[3199]);
        }
    }

    @Test
    void closesWhileTheDeviceBlocks() {
        final FakeLine line = new FakeLine(0, false, false);
        try (StageHarness h = StageHarness.of(new Speaker(line)).input(FORMAT).start()) {
            push(h, 1, 320);
        }
        assertEquals(0, line.heard().length);
    }

    @Test
    void refusesToChangeTheRateOfAnOpenLine() {
        try (StageHarness h = StageHarness.of(create()).input(FORMAT).start()) {
            h.pushFormatChange(AudioFormat.mono(8000, ms(10)));
            assertThrows(ConfigurationException.class, () -> h.pushFormatChange(AudioFormat.mono(16_000, ms(20))));
        }
    }

    @Test
    void saysInOneLineThatThereIsNoSuchDevice() {
        final EngineException e = assertThrows(EngineException.class,
            () -> StageHarness.of(Speaker.of("no device has this name")).input(FORMAT).start());
        assertTrue(e.getMessage().startsWith("speaker \"no device has this name\": no sound device here takes"), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }
}
