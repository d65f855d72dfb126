package io.penstock.dsp.kernel.rate;

import io.penstock.dsp.kernel.Window;

/**
 * Kaiser-windowed sinc low-pass filters, in double precision (J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window
 * function", 1974).
 */
final class LowPass {
    private final double pass;
    private final double stop;
    private final double cutoff;
    private final double half;
    private final double beta;

    /**
     * A filter.
     *
     * @param pass          end of the pass band, in cycles a sample.
     * @param stop          begin of the stop band.
     * @param attenuationDb of the stop band, 50 and more.
     */
    LowPass(final double pass, final double stop, final double attenuationDb) {
        this.pass = pass;
        this.stop = stop;
        cutoff = (pass + stop) / 2;
        // Kaiser 1974: length and shape for a ripple and a width of the transition
        half = (attenuationDb - 7.95) / (2.285 * 2 * Math.PI * (stop - pass)) / 2;
        beta = 0.1102 * (attenuationDb - 8.7);
    }

    /** The filter of the same bands that is so long, with the attenuation that this allows. */
    LowPass ofHalf(final double wanted) {
        return new LowPass(pass, stop, 2 * wanted * 2.285 * 2 * Math.PI * (stop - pass) + 7.95);
    }

    /** Half the length of the impulse response, in samples. */
    double half() {
        return half;
    }

    /** The impulse response at a place; 0 beyond {@link #half()} from 0. The integral is about 1. */
    double at(final double x) {
        final double phase = 2 * Math.PI * cutoff * x;
        return 2 * cutoff * (Math.abs(phase) < 1e-9 ? 1 : Math.sin(phase) / phase) * Window.kaiser(x / half, beta);
    }
}
