package io.penstock.examples.call;

import org.HdrHistogram.Histogram;

/**
 * What was measured of calls, all directions of all of them together that were received in this process.
 *
 * @param video   pictures.
 * @param audio   sound.
 * @param load    what it cost.
 * @param warmUpS seconds of warming up before.
 */
public record CallFigures(Medium video, Medium audio, Load load, double warmUpS) {
    private static final int DIGITS = 3;

    /**
     * One medium.
     *
     * @param seen      latency from the intended time of capture of what was seen or heard, nanoseconds.
     * @param corrected the same with what was not: it counts with the time until something newer was seen.
     * @param engine    what the engine added to each frame: latency without codec calls, link and intended hold, nanoseconds.
     * @param sent      frames captured.
     * @param shown     frames shown or played, concealed ones included.
     * @param unseen    pictures, or marks in the sound, that should have been seen and were not.
     * @param freezes   gaps between pictures that a viewer takes for a freeze.
     * @param concealed frames of sound made up.
     */
    public record Medium(Histogram seen, Histogram corrected, Histogram engine, long sent, long shown, long unseen, long freezes,
                         long concealed) {
        static Medium empty() {
            return new Medium(new Histogram(DIGITS), new Histogram(DIGITS), new Histogram(DIGITS), 0, 0, 0, 0, 0);
        }

        /**
         * Together with another.
         *
         * @param other not changed.
         * @return the sum.
         */
        public Medium plus(final Medium other) {
            return new Medium(sum(seen, other.seen), sum(corrected, other.corrected), sum(engine, other.engine), sent + other.sent,
                shown + other.shown, unseen + other.unseen, freezes + other.freezes, concealed + other.concealed);
        }

        private static Histogram sum(final Histogram a, final Histogram b) {
            final Histogram both = a.copy();
            both.add(b);
            return both;
        }
    }

    /**
     * What it cost.
     *
     * @param cores         cores that this process kept busy on average.
     * @param busy          share of all processors of the machine that was busy, 0..1; null = unknown.
     * @param stolen        share that was taken by other machines on the same host, 0..1; null = unknown.
     * @param bytesAFrame   bytes that the engine itself allocated for a frame (picture or sound) in the second half; null = unknown.
     * @param gcMs          time spent collecting garbage.
     */
    public record Load(double cores, Double busy, Double stolen, Double bytesAFrame, long gcMs) {
    }
}
