package io.penstock.dsp.audio;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.Pcm;
import io.penstock.stage.Stage;
import io.penstock.testkit.CapturedFrame;
import io.penstock.testkit.HarnessSetup;
import io.penstock.testkit.StageContract;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChannelMapTest extends StageContract {
    private static final float H = (float) Math.sqrt(0.5);

    @Override
    protected Stage create() {
        return ChannelMap.to(1);
    }

    @Override
    protected void configure(final HarnessSetup setup) {
        setup.input(AudioFormat.stereo(48_000, ms(10)));
    }

    @Nested
    class Types extends StageContract {
        @Override
        protected Stage create() {
            return ChannelMap.to(SampleType.F32);
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(AudioFormat.stereo(48_000, ms(10)));
        }
    }

    /** One sample of each channel, through a stage. */
    private static float[] through(final ChannelMap stage, final float... in) {
        final AudioFormat format = new AudioFormat(48_000, in.length, SampleType.F32, 1);
        try (StageHarness h = StageHarness.of(stage).input(format).start()) {
            final TestFrame frame = h.frame("in").length(4 * in.length);
            for (int i = 0; i < in.length; i++) {
                frame.buffer().putFloat(4 * i, in[i], ByteOrder.LITTLE_ENDIAN);
            }
            h.push("in", frame);
            final CapturedFrame done = h.frames().get(0);
            final float[] out = new float[Pcm.samples(done)];
            Pcm.read(done, out);
            return out;
        }
    }

    @Test
    void makesMonoOfStereoAndStereoOfMono() {
        assertArrayEquals(new float[] {0.375f}, through(ChannelMap.to(1), 0.5f, 0.25f));
        assertArrayEquals(new float[] {0.5f, 0.5f}, through(ChannelMap.to(2), 0.5f));
    }

    @Test
    void mixesSurroundSoundDownByBs775() {
        assertArrayEquals(new float[] {1, 0}, through(ChannelMap.to(2), 1, 0, 0, 0, 0, 0));
        assertArrayEquals(new float[] {0, 1}, through(ChannelMap.to(2), 0, 1, 0, 0, 0, 0));
        assertArrayEquals(new float[] {H, H}, through(ChannelMap.to(2), 0, 0, 1, 0, 0, 0));
        assertArrayEquals(new float[] {0, 0}, through(ChannelMap.to(2), 0, 0, 0, 1, 0, 0), "low frequencies are left out");
        assertArrayEquals(new float[] {H, 0}, through(ChannelMap.to(2), 0, 0, 0, 0, 1, 0));
        assertArrayEquals(new float[] {0, H}, through(ChannelMap.to(2), 0, 0, 0, 0, 0, 1));
        assertArrayEquals(new float[] {0, H}, through(ChannelMap.to(2), 0, 0, 0, 0, 1), "5.0");
        assertArrayEquals(new float[] {H, 0}, through(ChannelMap.to(2), 0, 0, 0, 0, 0, 0, 1, 0), "7.1");
        assertArrayEquals(new float[] {H}, through(ChannelMap.to(1), 1, 0, 0, 0, 0, 0));
        assertArrayEquals(new float[] {1}, through(ChannelMap.to(1), 0, 0, 1, 0, 0, 0));
        assertArrayEquals(new float[] {0.5f}, through(ChannelMap.to(1), 0, 0, 0, 0, 0, 1));
    }

    @Test
    void putsMonoIntoTheCentreAndStereoIntoTheFront() {
        assertArrayEquals(new float[] {0, 0, 1, 0, 0, 0}, through(ChannelMap.to(6), 1));
        assertArrayEquals(new float[] {0.5f, 0.25f, 0, 0, 0, 0}, through(ChannelMap.to(6), 0.5f, 0.25f));
    }

    @Test
    void takesAndSwapsChannels() {
        assertArrayEquals(new float[] {0.25f, 0.5f}, through(ChannelMap.taking(1, 0), 0.5f, 0.25f));
        assertArrayEquals(new float[] {0.75f}, through(ChannelMap.taking(2), 0.25f, 0.5f, 0.75f));
    }

    @Test
    void mapsByAMatrix() {
        final float[][] midAndSide = {{0.5f, 0.5f}, {0.5f, -0.5f}};
        assertArrayEquals(new float[] {0.375f, 0.125f}, through(ChannelMap.of(midAndSide), 0.5f, 0.25f));
    }

    @Test
    void keepsSixteenBitSamplesExact() {
        final AudioFormat format = new AudioFormat(48_000, 2, SampleType.S16, 32_768);
        try (StageHarness h = StageHarness.of(ChannelMap.taking(1, 0)).input(format).start()) {
            final TestFrame frame = h.frame("in").length(4 * 32_768);
            for (int i = 0; i < 65_536; i++) {
                frame.buffer().putShort(2 * i, (short) i, ByteOrder.LITTLE_ENDIAN);
            }
            h.push("in", frame);
            for (int i = 0; i < 65_536; i++) {
                assertEquals((short) (i ^ 1), h.frames().get(0).buffer().getShort(2 * i, ByteOrder.LITTLE_ENDIAN));
            }
        }
    }

    @Test
    void takesWhatIsNotFiniteAsSilence() {
        assertArrayEquals(new float[] {0.25f}, through(ChannelMap.to(1), Float.NaN, 0.5f));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(ConfigurationException.class, () -> ChannelMap.to(0));
        assertThrows(ConfigurationException.class, () -> ChannelMap.to(65));
        assertThrows(ConfigurationException.class, () -> ChannelMap.taking());
        assertThrows(ConfigurationException.class, () -> ChannelMap.taking(-1));
        assertThrows(ConfigurationException.class, () -> ChannelMap.taking(64));
        assertThrows(ConfigurationException.class, () -> ChannelMap.of(new float[][] {{1, 0}, {1}}));
        assertThrows(ConfigurationException.class, () -> ChannelMap.of(new float[][] {{Float.NaN}}));
        assertThrows(ConfigurationException.class, () -> ChannelMap.of(new float[0][]));
    }
}
