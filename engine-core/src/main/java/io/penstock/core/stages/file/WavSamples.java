package io.penstock.core.stages.file;

/** Turns the samples of a WAV file into floats. */
final class WavSamples {
    private WavSamples() {
    }

    static void toFloats(final byte[] from, final WavHeader header, final float[] to) {
        if (header.isFloat()) {
            for (int i = 0, k = 0; i < to.length; i++, k += 4) {
                final float sample = Float.intBitsToFloat(
                    from[k] & 0xFF | (from[k + 1] & 0xFF) << 8 | (from[k + 2] & 0xFF) << 16 | from[k + 3] << 24);
                // Infinity and NaN would stay in every filter for ever.
                to[i] = Float.isFinite(sample) ? sample : 0;
            }
        } else if (header.bits() == 16) {
            for (int i = 0, k = 0; i < to.length; i++, k += 2) {
                to[i] = (from[k] & 0xFF | from[k + 1] << 8) * (1f / (1 << 15));
            }
        } else if (header.bits() == 24) {
            for (int i = 0, k = 0; i < to.length; i++, k += 3) {
                to[i] = (from[k] & 0xFF | (from[k + 1] & 0xFF) << 8 | from[k + 2] << 16) * (1f / (1 << 23));
            }
        } else {
            for (int i = 0, k = 0; i < to.length; i++, k += 4) {
                to[i] = (from[k] & 0xFF | (from[k + 1] & 0xFF) << 8 | (from[k + 2] & 0xFF) << 16 | from[k + 3] << 24) * (1f / (1L << 31));
            }
        }
    }
}
