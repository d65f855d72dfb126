package io.penstock.examples.dsp;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a command runs over a sound, 10 ms after 10 ms. */
interface SoundProcessor {
    /**
     * Processes a hop of 10 ms.
     *
     * @param in  samples of ±1, channels interleaved: {@code rateHz / 100 * channels} of them.
     * @param out receives as many.
     */
    void process(float[] in, float[] out);

    /** By how many samples of a channel the output lags. */
    int latencySamples();

    /** What it says about its work when all is done: a line each. */
    default List<String> statistics() {
        return List.of();
    }

    /** Runs one processor of a single channel for each of several channels; the first one's statistics stand for all. */
    static SoundProcessor each(final int channels, final Supplier<? extends SoundProcessor> maker) {
        final List<SoundProcessor> parts = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            parts.add(maker.get());
        }
        return channels == 1 ? parts.get(0) : new SoundProcessor() {
            @Override
            public void process(final float[] in, final float[] out) {
                final float[] from = new float[in.length / channels];
                final float[] to = new float[from.length];
                for (int c = 0; c < channels; c++) {
                    for (int i = 0; i < from.length; i++) {
                        from[i] = in[i * channels + c];
                    }
                    parts.get(c).process(from, to);
                    for (int i = 0; i < to.length; i++) {
                        out[i * channels + c] = to[i];
                    }
                }
            }

            @Override
            public int latencySamples() {
                return parts.get(0).latencySamples();
            }

            @Override
            public List<String> statistics() {
                return parts.get(0).statistics();
            }
        };
    }
}
