package io.penstock.rtc.statistics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often, how long and why a picture stood still, or sound was missing.
 *
 * @param freezes         pauses so far of at least three mean frame distances, and of at least the mean and 150 ms ({@code freezeCount} of the WebRTC
 *                        statistics).
 * @param stalls          pauses so far above 200 ms.
 * @param stallsPerMinute of the last minute.
 * @param stalledPercent  of the time of the last minute that was spent in stalls, 0–100.
 * @param causes          of the stalls so far; what has none is left out. Never null.
 */
public record StallQuality(long freezes, long stalls, double stallsPerMinute, double stalledPercent, Map<FreezeCause, Long> causes) {
    /** None so far. */
    public static final StallQuality NONE = new StallQuality(0, 0, 0, 0, Map.of());

    /**
     * Checks the ranges.
     *
     * @param freezes         see the record
     * @param stalls          see the record
     * @param stallsPerMinute see the record
     * @param stalledPercent  see the record
     * @param causes          see the record; null = none
     * @throws IllegalArgumentException if a figure is out of range or not a number.
     */
    public StallQuality {
        Figures.count("freezes", freezes);
        Figures.count("stalls", stalls);
        Figures.amount("stalls a minute", stallsPerMinute);
        Figures.percent("time in stalls", stalledPercent);
        final Map<FreezeCause, Long> copy = new EnumMap<>(FreezeCause.class);
        if (causes != null) {
            causes.forEach((cause, count) -> copy.put(cause, Figures.count("stalls by " + cause, count == null ? 0 : count)));
        }
        causes = Collections.unmodifiableMap(copy);
    }
}
