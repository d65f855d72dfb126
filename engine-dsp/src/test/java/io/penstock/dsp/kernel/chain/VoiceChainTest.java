package io.penstock.dsp.kernel.chain;

import static io.penstock.dsp.kernel.Signals.decibels;
import static io.penstock.dsp.kernel.Signals.power;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.testkit.AllocationProbe;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VoiceChainTest {
    private static final int RATE = 16_000;

    private static float[] run(final VoiceChain chain, final int rate, final float[] near, final float[] far) {
        final int hop = rate / 100;
        final float[] out = new float[near.length];
        final float[] n = new float[hop];
        final float[] f = new float[hop];
        for (int t = 0; t + hop <= near.length; t += hop) {
            System.arraycopy(near, t, n, 0, hop);
            if (far != null) {
                System.arraycopy(far, t, f, 0, hop);
            }
            chain.process(n, far == null ? null : f, n);
            System.arraycopy(n, 0, out, t, hop);
        }
        return out;
    }

    @Test
    void isTenMillisecondsLateOrTwentyWithEchoCancellation() {
        for (final int rate : new int[] {8_000, 16_000, 32_000, 48_000}) {
            assertEquals(rate / 100, new VoiceChain(rate, false, true).latencySamples());
            assertEquals(rate / 50, new VoiceChain(rate, true, true).latencySamples());
        }
    }

    @Test
    void passesSoundUnchangedWithEverythingOff() {
        for (final boolean echo : new boolean[] {false, true}) {
            final VoiceChain chain = new VoiceChain(RATE, echo, true).highPass(false).noiseSuppression(false).autoGain(false)
                .echoCancellation(false);
            final float[] x = Signals.speech(2 * RATE, RATE, 1);
            final float[] y = run(chain, RATE, x, echo ? new float[x.length] : null);
            for (int i = chain.latencySamples(); i < y.length; i++) {
                assertEquals(x[i - chain.latencySamples()], y[i], 0, "sample " + i);
            }
        }
    }

    @Test
    void takesEchoAndNoiseAway() {
        final float[] far = Signals.speech(8 * RATE, RATE, 2);
        final float[] near = Signals.through(far, Signals.room(RATE, 0.3, 0.5, 3), 640);
        final float[] noise = Signals.noise(near.length, 0.003, 4);
        for (int i = 0; i < near.length; i++) {
            near[i] += noise[i];
        }
        final VoiceChain chain = new VoiceChain(RATE, true, true).autoGain(false);
        final float[] y = run(chain, RATE, near, far);
        final double gone = decibels(power(near, 5 * RATE, 8 * RATE) / power(y, 5 * RATE, 8 * RATE));
        assertTrue(gone > 30, "took away " + gone + " dB");
    }

    @Test
    void makesSilenceOfSilenceAndStaysBounded() {
        assertEquals(0, power(run(new VoiceChain(RATE, true, true), RATE, new float[2 * RATE], new float[2 * RATE]), 0, 2 * RATE), 1e-15);
        final float[] dc = new float[2 * RATE];
        java.util.Arrays.fill(dc, 1);
        for (final float[] x : new float[][] {dc, Signals.noise(2 * RATE, 1, 5)}) {
            for (final float y : run(new VoiceChain(RATE, false, true), RATE, x, null)) {
                assertTrue(Math.abs(y) <= 0.8914, "sample " + y);
            }
        }
    }

    @Test
    void countsWhatIsNotANumberAndGoesOn() {
        final float[] x = Signals.speech(4 * RATE, RATE, 6);
        x[RATE] = Float.NaN;
        x[RATE + 1] = Float.POSITIVE_INFINITY;
        final VoiceChain chain = new VoiceChain(RATE, false, true).noiseSuppression(false).autoGain(false);
        final float[] y = run(chain, RATE, x, null);
        assertEquals(2, chain.notFinite());
        for (final float s : y) {
            assertTrue(Math.abs(s) <= 0.8914, "sample " + s);
        }
        assertEquals(0, decibels(power(y, 3 * RATE, 4 * RATE) / power(x, 3 * RATE, 4 * RATE)), 1);
    }

    @Test
    void survivesDropouts() {
        final float[] x = Signals.speech(6 * RATE, RATE, 7);
        java.util.Arrays.fill(x, 3 * RATE, 3 * RATE + RATE / 10, 0);
        for (final float y : run(new VoiceChain(RATE, true, true), RATE, x, new float[x.length])) {
            assertTrue(Math.abs(y) <= 0.8914, "sample " + y);
        }
    }

    @Test
    @Tag("allocation")
    void allocatesNothing() {
        final VoiceChain chain = new VoiceChain(RATE, true, true);
        final float[] near = Signals.speech(160, RATE, 8);
        final float[] far = Signals.speech(160, RATE, 9);
        final float[] out = new float[160];
        assertEquals(0, new AllocationProbe().measure(() -> chain.process(near, far, out), 300));
    }

    @Test
    void cannotCancelEchoWithoutACanceller() {
        assertThrows(IllegalStateException.class, () -> new VoiceChain(RATE, false, true).echoCancellation(true));
    }
}
