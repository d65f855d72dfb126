package io.penstock.dsp.kernel.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import org.junit.jupiter.api.Test;

class RateBridgeTest {
    private static final int LOW_HOP = 160;

    private static float[] downAndUp(final float[] x, final int ratio) {
        final RateBridge bridge = new RateBridge(LOW_HOP, ratio);
        final int hop = LOW_HOP * ratio;
        final float[] in = new float[hop];
        final float[] low = new float[LOW_HOP];
        final float[] out = new float[hop];
        final float[] y = new float[x.length];
        for (int t = 0; t + hop <= x.length; t += hop) {
            System.arraycopy(x, t, in, 0, hop);
            bridge.down(in, low);
            bridge.up(low, out, new float[LOW_HOP]);
            System.arraycopy(out, 0, y, t, hop);
        }
        return y;
    }

    private static float[] tone(final double cyclesPerSample, final int n) {
        final float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) Math.sin(2 * Math.PI * cyclesPerSample * i);
        }
        return x;
    }

    @Test
    void givesBackWhatIsBelowSixKilohertzAsLateAsItSays() {
        for (final int ratio : new int[] {2, 3}) {
            final int late = RateBridge.roundTripSamples(ratio);
            for (final int hz : new int[] {200, 1000, 3000, 6000}) {
                final float[] x = tone(hz / (16_000.0 * ratio), 10 * LOW_HOP * ratio);
                final float[] y = downAndUp(x, ratio);
                for (int i = x.length / 2; i < x.length; i++) {
                    assertEquals(x[i - late], y[i], 0.01, hz + " Hz by " + ratio + ", sample " + i);
                }
            }
        }
    }

    @Test
    void keepsOutWhatTheLowerRateCannotCarry() {
        for (final int ratio : new int[] {2, 3}) {
            final float[] x = tone(9_500 / (16_000.0 * ratio), 10 * LOW_HOP * ratio);
            final float[] y = downAndUp(x, ratio);
            assertTrue(Signals.power(y, y.length / 2, y.length) < 1e-5, "9.5 kHz by " + ratio);
        }
    }
}
