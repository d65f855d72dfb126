package io.penstock.dsp.audio;

import io.penstock.dsp.kernel.level.GainKernel;
import io.penstock.format.AudioFormat;
import java.util.Arrays;

/** One input of a {@link Mixer}: its sound on the mixer's time, counted in samples, until it is mixed. */
final class MixInput {
    private static final int RAMPS_PER_SECOND = 200;

    /** Whether anything is connected. */
    boolean connected;
    /** Whether sound has come since the times began. */
    boolean started;
    /** Sample up to which sound has come. */
    long coveredTo;
    /** Capture time less presentation time of the last sound. */
    long captureOffsetNs;
    /** The frame being mixed, once {@link #read}. */
    final float[] frame;
    /** Whether there is any sound in {@link #frame}. */
    boolean sounding;
    /** Set by any thread. */
    volatile float wantedGain = 1;
    /** Set by any thread. */
    volatile boolean wantedMute;

    private final int channels;
    private final int frameSamples;
    private final float[] ring;
    private final int ringSamples;
    private final GainKernel gain;
    private final boolean[] heard;
    private final Concealer concealer;
    private final float[] part;
    private boolean fresh;

    /** An input on which so many samples a channel may wait, a multiple of a frame's. */
    MixInput(final AudioFormat format, final int windowSamples, final boolean concealing) {
        channels = format.channels();
        frameSamples = format.frameSamples();
        ringSamples = windowSamples;
        ring = new float[windowSamples * channels];
        frame = new float[frameSamples * channels];
        gain = new GainKernel(channels, format.sampleRateHz() / RAMPS_PER_SECOND, 1);
        heard = concealing ? new boolean[windowSamples] : null;
        part = concealing ? new float[frameSamples * channels] : null;
        concealer = concealing ? new Concealer() : null;
        if (concealing) {
            concealer.configure(format.sampleRateHz(), channels);
        }
        fresh = true;
    }

    /** Takes samples from index {@code skip} on, which belong to {@code at} and after; what was there for those times is replaced. */
    void write(final float[] samples, final int skip, final int n, final long at) {
        int from = skip;
        long to = at;
        while (from < n) {
            final int place = (int) (to % ringSamples);
            final int run = Math.min(n - from, ringSamples - place);
            System.arraycopy(samples, from * channels, ring, place * channels, run * channels);
            if (heard != null) {
                Arrays.fill(heard, place, place + run, true);
            }
            from += run;
            to += run;
        }
    }

    /** Silence that was announced. */
    void silent(final long at, final long to) {
        if (heard != null) {
            for (long i = at; i < to; i++) {
                heard[(int) (i % ringSamples)] = true;
            }
        }
    }

    /** Whether there is, or may be made, sound in a frame. */
    boolean soundsFrom(final long base) {
        return started && (coveredTo > base || concealer != null && connected);
    }

    /** Takes a frame out of the window, and makes up what is missing if so asked for. */
    void read(final long base) {
        final int place = (int) (base % ringSamples);
        System.arraycopy(ring, place * channels, frame, 0, frame.length);
        Arrays.fill(ring, place * channels, place * channels + frame.length, 0);
        if (heard != null) {
            conceal(place);
            Arrays.fill(heard, place, place + frameSamples, false);
        }
        sounding = true;
    }

    /** Applies the gain to what was read; false if there is nothing to mix. */
    boolean prepare(final boolean selected) {
        if (!sounding) {
            return false;
        }
        sounding = false;
        gain.gain(wantedGain).muted(wantedMute || !selected);
        if (fresh) {
            gain.reset();
            fresh = false;
        }
        final boolean wasSilent = gain.isSilent();
        gain.process(frame, frameSamples);
        return !(wasSilent && gain.isSilent());
    }

    private void conceal(final int place) {
        int from = 0;
        while (from < frameSamples) {
            final boolean here = heard[place + from];
            int to = from + 1;
            while (to < frameSamples && heard[place + to] == here) {
                to++;
            }
            System.arraycopy(frame, from * channels, part, 0, (to - from) * channels);
            if (here) {
                concealer.received(part, to - from);
            } else {
                concealer.conceal(part, to - from);
            }
            System.arraycopy(part, 0, frame, from * channels, (to - from) * channels);
            from = to;
        }
    }

    /** The times begin anew; nothing is waiting. */
    void restart() {
        started = false;
        sounding = false;
        fresh = true;
        coveredTo = 0;
        if (concealer != null) {
            concealer.reset();
        }
    }

    /** Forgets all sound. */
    void clear() {
        restart();
        Arrays.fill(ring, 0);
        if (heard != null) {
            Arrays.fill(heard, false);
        }
    }
}
