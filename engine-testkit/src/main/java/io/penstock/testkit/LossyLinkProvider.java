package io.penstock.testkit;

import io.penstock.error.ConfigurationException;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/**
 * {@code lossylink loss=0.05 delay=50ms jitter=10ms seed=7} in pipeline text.
 *
 * <p>Found by {@link java.util.ServiceLoader} where the testkit is on the class path.
 */
public final class LossyLinkProvider implements StageProvider {
    /** For the service loader. */
    public LossyLinkProvider() {
    }

    @Override
    public String name() {
        return "lossylink";
    }

    @Override
    public String summary() {
        return "a bad network: loses, delays, reorders and duplicates packets, repeatably";
    }

    @Override
    public List<Option> options() {
        return List.of(
            new Option("loss", Type.NUMBER, "0", "probability of losing a packet, 0–1"),
            new Option("burst", Type.NUMBER, "1", "mean number of packets lost in a row; above 1 losses come in bursts"),
            new Option("delay", Type.DURATION, "0ms", "fixed delay"),
            new Option("jitter", Type.DURATION, "0ms", "greatest deviation from it, evenly distributed, in order"),
            new Option("reorder", Type.NUMBER, "0", "probability of holding a packet back while others overtake it"),
            new Option("reorder-by", Type.DURATION, "20ms", "how much longer such a packet takes"),
            new Option("duplicate", Type.NUMBER, "0", "probability of a packet coming out twice"),
            new Option("rate", Type.TEXT, "0", "bits per second with IPv4 and UDP headers, also over time: 2M:10s,300k:20s,2M; 0 = unlimited"),
            new Option("queue", Type.DURATION, "100ms", "longest wait before the bottleneck"),
            new Option("seed", Type.INT, "1", "which packets it happens to"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final LinkSchedule schedule;
        try {
            final LossyLink.Profile.Builder builder = LossyLink.Profile.builder().delay(options.duration("delay"))
                .jitter(options.duration("jitter")).reorder(options.number("reorder"), options.duration("reorder-by"))
                .duplicate(options.number("duplicate")).rate(0, options.duration("queue"));
            final double loss = options.number("loss");
            final double burst = options.number("burst");
            schedule = LinkSchedule.rates(options.text("rate"),
                (burst == 1 ? builder.loss(loss) : builder.burstLoss(GilbertElliott.bursts(loss, burst))).build());
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("lossylink: " + e.getMessage(), e);
        }
        final int seed = options.integer("seed");
        return () -> LossyLink.of(schedule, seed, LossyLink.DEFAULT_CAPACITY);
    }
}
