package io.penstock.examples.call;

import io.penstock.clock.Timebase;
import io.penstock.error.ConfigurationException;
import io.penstock.testkit.GilbertElliott;
import io.penstock.testkit.LinkSchedule;
import io.penstock.testkit.LossyLink;
import java.time.Duration;

/**
 * The network between the ends, and how the call may use it.
 *
 * @param lossPercent packets lost, each way.
 * @param burst       losses in bursts, as typed: {@code PERCENT:PACKETS}; null = none.
 * @param rttMs       round-trip time added.
 * @param jitterMs    jitter added, each way.
 * @param rate        rate of the bottleneck each way, as typed: a number or a schedule; null = unlimited.
 * @param queueMs     longest wait before the bottleneck.
 * @param oneWay      whether only A sends pictures.
 * @param minBitrate  least that an end sends, bits a second, IP and UDP headers included.
 * @param maxBitrate  most; 0 = what picture and sound need.
 * @param settleSeconds latencies count from that second on.
 * @param soundFrameMs how much sound goes into a packet.
 */
record CallNetwork(double lossPercent, String burst, int rttMs, int jitterMs, String rate, int queueMs, boolean oneWay, int minBitrate,
                   int maxBitrate, int settleSeconds, int soundFrameMs) {
    static final int QUEUE_MS = 1000;
    static final int SOUND_FRAME_MS = 10;
    static final int MIN_BITRATE = 40_000;
    private static final double PERCENT = 100;

    /** A network that does nothing, but for these three. */
    static CallNetwork of(final double lossPercent, final int rttMs, final int jitterMs) {
        return new CallNetwork(lossPercent, null, rttMs, jitterMs, null, QUEUE_MS, false, MIN_BITRATE, 0, 0, SOUND_FRAME_MS);
    }

    boolean isImpaired() {
        return lossPercent > 0 || burst != null || rttMs > 0 || jitterMs > 0 || rate != null;
    }

    /** What each direction does to packets. */
    LinkSchedule schedule() {
        final LossyLink.Profile.Builder profile = LossyLink.Profile.builder().loss(lossPercent / PERCENT)
            .delay(Duration.ofNanos(rttMs * 500_000L));
        if (jitterMs > 0) {
            profile.jitter(Timebase.ms(jitterMs));
        }
        if (burst != null) {
            profile.burstLoss(chain());
        }
        if (rate == null) {
            return LinkSchedule.always(profile.build());
        }
        // The rate given here is replaced by those of the schedule; the queue is kept.
        return LinkSchedule.rates(rate, profile.rate(1_000_000, Timebase.ms(queueMs)).build());
    }

    private GilbertElliott chain() {
        final String[] parts = burst.split(":");
        if (parts.length == 2) {
            try {
                return GilbertElliott.bursts(Double.parseDouble(parts[0]) / PERCENT, Double.parseDouble(parts[1]));
            } catch (final IllegalArgumentException e) {
                throw new ConfigurationException("--burst " + burst + ": " + e.getMessage());
            }
        }
        throw new ConfigurationException("--burst " + burst + ": give percent lost and packets in a row, such as 5:4");
    }
}
