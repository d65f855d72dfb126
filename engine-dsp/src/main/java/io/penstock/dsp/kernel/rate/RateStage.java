package io.penstock.dsp.kernel.rate;

/**
 * One step of a rate conversion, on planes: a channel an array. Output k belongs to the same time as place {@code k · in rate / out rate} of the
 * input, the first to the first; it comes as soon as the input reaches far enough beyond it. Before the first input was silence.
 */
interface RateStage {
    /**
     * Takes input.
     *
     * @param in  planes of finite samples.
     * @param n   samples a plane, at most what it was made for.
     * @param out receives the planes.
     * @return samples a plane put out.
     */
    int process(float[][] in, int n, float[][] out);

    /** Most samples a plane that {@code n} more may give. */
    int mostOut(int n);

    /** Samples of input beyond the place of the next output. */
    double backlog();

    /** Upper bound of {@link #backlog()} after {@link #process}. */
    int longestBacklog();

    /** Back to the beginning. */
    void reset();
}
