package io.penstock.core.jitter;

import io.penstock.error.ConfigurationException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Settings of a jitter buffer. Immutable: each method gives a changed copy.
 *
 * @param targetDelay how long media is held; what the stage declares as its latency.
 * @param maxDelay    how long after its arrival time media is waited for before it is given up, and the most that is buffered.
 * @param maxPackets  most packets held.
 * @param estimator   makes the estimator of the delay; by default {@link DelayEstimator#fixed} at the target.
 * @param catchUp     how a live stream is kept near its source; null = real time: held only as long as the network needs.
 */
public record JitterConfig(Duration targetDelay, Duration maxDelay, int maxPackets, Function<JitterConfig, DelayEstimator> estimator,
                           CatchUp catchUp) {
    private static final Function<JitterConfig, DelayEstimator> FIXED = config -> DelayEstimator.fixed(config.targetDelay.toNanos());

    /**
     * Checks the ranges.
     *
     * @param targetDelay see the record
     * @param maxDelay see the record
     * @param maxPackets see the record
     * @param estimator see the record
     * @param catchUp see the record
     */
    public JitterConfig {
        if (targetDelay.isNegative() || maxDelay.compareTo(targetDelay) < 0 || maxDelay.toMillis() > 10_000 || maxPackets < 2
            || maxPackets > 8192) {
            throw new ConfigurationException("jitter: target " + targetDelay.toMillis() + " ms, max " + maxDelay.toMillis() + " ms, "
                + maxPackets + " packets; accepted are 0 <= target <= max <= 10000 ms and 2–8192 packets");
        }
    }

    /**
     * For sound: held 40 ms, at most 500 ms buffered, 128 packets.
     *
     * @return the settings.
     */
    public static JitterConfig audio() {
        return new JitterConfig(Duration.ofMillis(40), Duration.ofMillis(500), 128, FIXED, null);
    }

    /**
     * For pictures: held 40 ms, waited for up to 150 ms, 512 packets.
     *
     * @return the settings.
     */
    public static JitterConfig video() {
        return new JitterConfig(Duration.ofMillis(40), Duration.ofMillis(150), 512, FIXED, null);
    }

    /**
     * Changes how long media is held; the most follows when it would be less.
     *
     * @param ms milliseconds.
     * @return a changed copy.
     */
    public JitterConfig targetDelayMs(final int ms) {
        final Duration target = Duration.ofMillis(ms);
        return new JitterConfig(target, maxDelay.compareTo(target) < 0 ? target : maxDelay, maxPackets, estimator, catchUp);
    }

    /**
     * Changes how long media is waited for.
     *
     * @param ms milliseconds, not less than the target.
     * @return a changed copy.
     */
    public JitterConfig maxDelayMs(final int ms) {
        return new JitterConfig(targetDelay, Duration.ofMillis(ms), maxPackets, estimator, catchUp);
    }

    /**
     * Changes the bound on packets.
     *
     * @param packets 2–8192.
     * @return a changed copy.
     */
    public JitterConfig maxPackets(final int packets) {
        return new JitterConfig(targetDelay, maxDelay, packets, estimator, catchUp);
    }

    /**
     * Lets the delay follow what packets and their repair need, from the target delay up.
     *
     * @param mostMs milliseconds, not above the longest wait.
     * @return a changed copy.
     */
    public JitterConfig adaptiveUpToMs(final int mostMs) {
        if (mostMs < targetDelay.toMillis() || mostMs > maxDelay.toMillis()) {
            throw new ConfigurationException("jitter: adaptive up to " + mostMs + " ms; accepted are " + targetDelay.toMillis() + "–"
                + maxDelay.toMillis() + " ms, the target and the longest wait");
        }
        return estimator(new Adaptive(mostMs * 1_000_000L));
    }

    /**
     * Plays sound of a live stream, such as a programme, rather than of a conversation: {@code minCache} is waited for before it begins, up to 10 s
     * are buffered in up to 1024 packets, and the speed keeps what waits between both caches. Pictures in step with it follow.
     *
     * @param settings the caches; null = real time, with the delays as they are.
     * @return a changed copy.
     */
    public JitterConfig live(final CatchUp settings) {
        return settings == null ? new JitterConfig(targetDelay, maxDelay, maxPackets, estimator, null)
            : new JitterConfig(settings.minCache(), Duration.ofSeconds(10), Math.max(maxPackets, 1024), FIXED, settings);
    }

    /**
     * Whether the delay may change.
     *
     * @return true unless it is the fixed one of the default.
     */
    public boolean isAdaptive() {
        return estimator != FIXED;
    }

    /**
     * Changes how the delay is estimated.
     *
     * @param factory makes an estimator for a stage that starts.
     * @return a changed copy.
     */
    public JitterConfig estimator(final Function<JitterConfig, DelayEstimator> factory) {
        return new JitterConfig(targetDelay, maxDelay, maxPackets, factory, catchUp);
    }

    /** The estimator for sound, whose frames count in another way than pictures do. */
    DelayEstimator soundEstimator() {
        return estimator instanceof Adaptive adaptive ? new AudioDelay(targetDelay.toNanos(), adaptive.mostNs) : estimator.apply(this);
    }

    /** What {@link #adaptiveUpToMs} sets. */
    private record Adaptive(long mostNs) implements Function<JitterConfig, DelayEstimator> {
        @Override
        public DelayEstimator apply(final JitterConfig config) {
            return DelayEstimator.adaptive(config.targetDelay.toNanos(), mostNs);
        }
    }
}
