package io.penstock.dsp.audio;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import java.time.Duration;

/** How a {@link Mixer} mixes; set before it is made. Not thread-safe. */
public final class MixOptions {
    private static final float NO_LIMITER = Float.NaN;

    private long longestWaitNs = 60 * Timebase.NANOS_PER_MS;
    private boolean withoutOneself;
    private float ceilingDb = NO_LIMITER;
    private int speakers;
    private boolean concealing;

    MixOptions() {
    }

    /**
     * How long a frame whose time has passed waits for inputs that have not come; 60 ms unless set.
     *
     * @param wait 0–1 s.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public MixOptions longestWait(final Duration wait) {
        if (wait.isNegative() || wait.toNanos() > Timebase.NANOS_PER_SECOND) {
            throw new ConfigurationException("mixer: longest wait " + Timebase.toMs(wait.toNanos()) + " ms; accepted are 0 to 1000");
        }
        longestWaitNs = wait.toNanos();
        return this;
    }

    /**
     * Adds an output {@code out0}, {@code out1}, ... for each input: everything but that input, for whoever is heard there.
     *
     * @return this.
     */
    public MixOptions withoutOneself() {
        withoutOneself = true;
        return this;
    }

    /**
     * Turns outputs down where they would pass −1 dBFS, instead of letting sums saturate; below that they are exact.
     *
     * @return this.
     */
    public MixOptions limiter() {
        return limiter(-1);
    }

    /**
     * Turns outputs down where they would pass a ceiling; below it they are exact.
     *
     * @param ceiling dBFS, −40 to 0.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public MixOptions limiter(final double ceiling) {
        if (!(ceiling >= -40 && ceiling <= 0)) {
            throw new ConfigurationException("mixer: ceiling of " + ceiling + " dBFS; accepted are -40 to 0");
        }
        ceilingDb = (float) ceiling;
        return this;
    }

    /**
     * Mixes only the loudest, see {@link io.penstock.dsp.kernel.mix.SpeakerSelection}.
     *
     * @param most how many, 1–64; 0 = all.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public MixOptions speakers(final int most) {
        if (most < 0 || most > Mixer.MOST_INPUTS) {
            throw new ConfigurationException("mixer: " + most + " speakers; accepted are 0 to " + Mixer.MOST_INPUTS);
        }
        speakers = most;
        return this;
    }

    /**
     * Makes up what of an input has not come in time, by a {@link Concealer}; else it is silence.
     *
     * @return this.
     */
    public MixOptions concealing() {
        concealing = true;
        return this;
    }

    long longestWaitNs() {
        return longestWaitNs;
    }

    boolean isWithoutOneself() {
        return withoutOneself;
    }

    boolean isLimiting() {
        return !Float.isNaN(ceilingDb);
    }

    float ceilingDb() {
        return ceilingDb;
    }

    int speakers() {
        return speakers;
    }

    boolean isConcealing() {
        return concealing;
    }
}
