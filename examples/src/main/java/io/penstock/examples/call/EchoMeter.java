package io.penstock.examples.call;

import io.penstock.examples.report.CallReport.EchoPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an end's microphone heard and what was sent of it, in slots of 10 ms: tells by how much the echo was lowered where nobody spoke into
 * the microphone. What is compared is what the other side would hear against what it hears, with the gain of the processor in it. One thread
 * writes; the results are for afterwards.
 */
final class EchoMeter {
    private static final long SLOT_NS = 10_000_000L;
    private static final int SLOTS_A_SECOND = 100;
    private static final int SLOTS_A_POINT = 25;
    private static final double SILENT = 1e-7;
    private static final double LOUD = 1e-6;
    /** Sound that a processor spreads over neighbouring frames. */
    private static final int GUARD = 8;
    private static final int LEAST_SLOTS = 20;
    private static final double FLOOR_DB = -100;
    private final float[] near;
    private final float[] heard;
    private final float[] sent;
    private long firstNs = Long.MIN_VALUE;

    EchoMeter(final int seconds) {
        near = new float[(seconds + 10) * SLOTS_A_SECOND];
        heard = new float[near.length];
        sent = new float[near.length];
        Arrays.fill(sent, Float.NaN);
    }

    /** The microphone heard so much of whom it belongs to, and so much of all. */
    void heard(final long captureNs, final double nearPower, final double power) {
        firstNs = firstNs == Long.MIN_VALUE ? captureNs : firstNs;
        final int slot = slot(captureNs);
        if (slot >= 0) {
            near[slot] = (float) nearPower;
            heard[slot] = (float) power;
        }
    }

    /** So much of it goes to the encoder. */
    void sent(final long captureNs, final double power) {
        final int slot = slot(captureNs);
        if (slot >= 0) {
            sent[slot] = (float) power;
        }
    }

    private int slot(final long captureNs) {
        final long slot = (captureNs - firstNs + SLOT_NS / 2) / SLOT_NS;
        return firstNs == Long.MIN_VALUE || slot < 0 || slot >= near.length ? -1 : (int) slot;
    }

    /** By how many dB the echo was lowered in the second half of the call; null if there was hardly any with nobody speaking over it. */
    Double loweredDb() {
        final int end = end();
        double before = 0;
        double after = 0;
        int count = 0;
        for (int i = end / 2; i < end; i++) {
            if (heard[i] > LOUD && !Float.isNaN(sent[i]) && isAlone(i)) {
                before += heard[i];
                after += sent[i];
                count++;
            }
        }
        return count < LEAST_SLOTS ? null : (Double) Series.round(10 * Math.log10((before + 1e-15) / (after + 1e-15)));
    }

    private boolean isAlone(final int slot) {
        for (int i = Math.max(0, slot - GUARD); i <= Math.min(near.length - 1, slot + GUARD); i++) {
            if (near[i] > SILENT) {
                return false;
            }
        }
        return true;
    }

    private int end() {
        int end = near.length;
        while (end > 0 && Float.isNaN(sent[end - 1])) {
            end--;
        }
        return end;
    }

    /** Levels over time. */
    List<EchoPoint> curve() {
        final List<EchoPoint> points = new ArrayList<>();
        final int end = end();
        for (int from = 0; from + SLOTS_A_POINT <= end; from += SLOTS_A_POINT) {
            points.add(new EchoPoint(from / (double) SLOTS_A_SECOND, level(near, from), level(heard, from), level(sent, from)));
        }
        return points;
    }

    private static double level(final float[] powers, final int from) {
        double sum = 0;
        int count = 0;
        for (int i = from; i < from + SLOTS_A_POINT; i++) {
            if (!Float.isNaN(powers[i])) {
                sum += powers[i];
                count++;
            }
        }
        return Series.round(Math.max(FLOOR_DB, 10 * Math.log10(sum / Math.max(1, count) + 1e-12)));
    }
}
