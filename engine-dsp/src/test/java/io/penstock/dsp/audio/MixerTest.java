package io.penstock.dsp.audio;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixerTest extends StageContract {
    private static final AudioFormat FORMAT = AudioFormat.mono(8000, ms(20));
    private static final long MS = 1_000_000;
    private static final int N = 160;

    @Override
    protected Stage create() {
        return Mixer.of(FORMAT, 3);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input("in0", FORMAT).input("in1", FORMAT);
    }

    private static StageHarness two() {
        return StageHarness.of(Mixer.of(FORMAT, 3)).input("in0", FORMAT).input("in1", FORMAT).start();
    }

    private static void push(final StageHarness h, final String input, final long ptsNs, final int n, final int level) {
        final ByteBuffer pcm = ByteBuffer.allocate(2 * n).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < n; i++) {
            pcm.putShort((short) level);
        }
        final TestFrame frame = h.frame(input);
        frame.ptsNs(ptsNs).captureNs(ptsNs).length(2 * n);
        h.push(input, fill(frame, pcm.array()));
    }

    private static TestFrame fill(final TestFrame frame, final byte[] pcm) {
        frame.buffer().putBytes(0, pcm);
        return frame;
    }

    private static short[] samples(final CapturedFrame frame) {
        final short[] pcm = new short[frame.length() / 2];
        for (int i = 0; i < pcm.length; i++) {
            pcm[i] = frame.buffer().getShort(2 * i, ByteOrder.LITTLE_ENDIAN);
        }
        return pcm;
    }

    private static short[] level(final int... levels) {
        final short[] pcm = new short[N];
        for (int i = 0; i < N; i++) {
            pcm[i] = (short) levels[i * levels.length / N];
        }
        return pcm;
    }

    @Test
    void addsWhatBelongsToTheSameTime() {
        try (StageHarness h = two()) {
            final long t = h.clock().nanoTime();
            push(h, "in0", t, N, 1000);
            assertEquals(0, h.frames().size(), "waits for the other");
            push(h, "in1", t + 10 * MS, N, 300);
            assertEquals(1, h.frames().size(), "the other began in the middle of the first frame");
            push(h, "in0", t + 20 * MS, N, 2000);
            push(h, "in1", t + 30 * MS, N, 500);
            assertEquals(2, h.frames().size());
            assertEquals(Arrays.toString(level(1000, 1300)), Arrays.toString(samples(h.frames().get(0))));
            assertEquals(Arrays.toString(level(2300, 2500)), Arrays.toString(samples(h.frames().get(1))));
            assertEquals(t + 20 * MS, h.frames().get(1).ptsNs());
        }
    }

    @Test
    void saturatesInsteadOfWrapping() {
        try (StageHarness h = two()) {
            final long t = h.clock().nanoTime();
            push(h, "in0", t, N, 30_000);
            push(h, "in1", t, N, 30_000);
            assertEquals(Arrays.toString(level(32_767)), Arrays.toString(samples(h.frames().get(0))));
        }
    }

    @Test
    void waitsForALateInputNoLongerThanAllowedAndCountsWhatComesTooLate() {
        try (StageHarness h = two()) {
            final long t = h.clock().nanoTime();
            push(h, "in0", t, N, 1000);
            h.advance(ms(79));
            assertEquals(0, h.frames().size());
            h.advance(ms(1));
            assertEquals(1, h.frames().size());
            assertEquals(80 * MS, h.frames().get(0).emittedNs() - t);
            push(h, "in1", t, N, 500);
            assertEquals(1, h.counter("dropped.late"));
        }
    }

    @Test
    void goesOnWithoutAnInputThatLeftOrEnded() {
        try (StageHarness h = two()) {
            final long t = h.clock().nanoTime();
            h.disconnect("in1");
            push(h, "in0", t, N, 1000);
            assertEquals(1, h.frames().size());
            h.connect("in2", FORMAT);
            push(h, "in0", t + 20 * MS, N, 1000);
            assertEquals(1, h.frames().size(), "waits for the new one");
            h.endOfStream("in2");
            assertEquals(2, h.frames().size());
        }
    }

    @Test
    void putsOutWhatIsLeftWhenAllHaveEnded() {
        try (StageHarness h = two()) {
            final long t = h.clock().nanoTime();
            push(h, "in0", t, N / 2, 1000);
            h.endOfStream();
            assertEquals(1, h.frames().size());
            assertEquals(Arrays.toString(level(1000, 0)), Arrays.toString(samples(h.frames().get(0))));
        }
    }

    @Test
    void takesTimesThatAreOffByRoundingAsContinuous() {
        try (StageHarness h = StageHarness.of(Mixer.of(FORMAT, 1)).input("in0", FORMAT).start()) {
            final long t = h.clock().nanoTime();
            push(h, "in0", t, N, 1000);
            push(h, "in0", t + 20 * MS + 400_000, N, 1000);
            push(h, "in0", t + 40 * MS - 400_000, N, 1000);
            assertEquals(3, h.frames().size());
            assertTrue(h.frames().stream().allMatch(f -> Arrays.equals(level(1000), samples(f))));
        }
    }

    @Test
    void startsAnewWhereTimesJump() {
        try (StageHarness h = StageHarness.of(Mixer.of(FORMAT, 1)).input("in0", FORMAT).start()) {
            final long t = h.clock().nanoTime();
            push(h, "in0", t, N, 1000);
            push(h, "in0", t + 3_600_000 * MS, N, 2000);
            assertEquals(2, h.frames().size());
            assertEquals(t + 3_600_000 * MS, h.frames().get(1).ptsNs());
        }
    }

    @Test
    void carriesTheCaptureTimeOfTheOldestSound() {
        try (StageHarness h = two()) {
            final long t = h.clock().nanoTime();
            final TestFrame old = h.frame("in0");
            h.push("in0", fill(old, new byte[2 * N]).length(2 * N).ptsNs(t).captureNs(t - 70 * MS));
            push(h, "in1", t, N, 0);
            assertEquals(t - 70 * MS, h.frames().get(0).captureNs());
        }
    }

    @Test
    void mixesBothSampleTypes() {
        final AudioFormat floats = FORMAT.as(SampleType.F32);
        try (StageHarness h = StageHarness.of(Mixer.of(FORMAT, 2)).input("in0", FORMAT).input("in1", floats).start()) {
            final long t = h.clock().nanoTime();
            final TestFrame frame = h.frame("in1");
            frame.length(4 * N);
            for (int i = 0; i < N; i++) {
                frame.buffer().putFloat(4 * i, 0.25f, ByteOrder.LITTLE_ENDIAN);
            }
            h.push("in1", frame.ptsNs(t));
            push(h, "in0", t, N, 1);
            assertEquals(Arrays.toString(level(8193)), Arrays.toString(samples(h.frames().get(0))));
        }
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(ConfigurationException.class, () -> Mixer.of(FORMAT, 0));
        assertThrows(ConfigurationException.class, () -> Mixer.of(FORMAT, 65));
        assertThrows(ConfigurationException.class, () -> Mixer.of(FORMAT, 2, ms(1001)));
    }
}
