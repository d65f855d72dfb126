package io.penstock.dsp.kernel.level;

import io.penstock.dsp.kernel.CleanInput;
import io.penstock.dsp.kernel.VectorMath;

/**
 * Measures sound: level by frame, peak, true peak, loudness.
 *
 * <p>Any number of interleaved channels, any rate from 8 kHz, any length of frame up to the one given. {@link #process} belongs to one
 * thread; what is measured may be read from any. Nothing allocates after construction.
 */
public final class LevelKernel {
    /** Level of silence in {@link #levelDbov()}. */
    public static final int SILENCE_DBOV = 127;

    private static final float LEAST_DB = -200;
    private static final int OVERSAMPLED_BELOW_HZ = 96_000;

    private final int channels;
    private final int most;
    private final float[] clean;
    private final Loudness loudness;
    private final TruePeak[] truePeaks;
    private float highest;
    private float highestTrue;
    private volatile int levelDbov = SILENCE_DBOV;
    private volatile float levelDbfs = LEAST_DB;
    private volatile float peakDbfs = LEAST_DB;
    private volatile float truePeakDbtp = LEAST_DB;
    private volatile long notFinite;

    /**
     * A meter.
     *
     * @param sampleRateHz samples per second and channel, at least 8000.
     * @param channels     interleaved; five and six count as L R C Ls Rs and L R C LFE Ls Rs.
     * @param mostFrames   most samples of a channel in one call.
     */
    public LevelKernel(final int sampleRateHz, final int channels, final int mostFrames) {
        if (sampleRateHz < 8_000 || channels < 1 || mostFrames < 1) {
            throw new IllegalArgumentException("meter for " + sampleRateHz + " Hz, " + channels + " channels, " + mostFrames
                + " samples: accepted are 8000 Hz and more, 1 and more");
        }
        this.channels = channels;
        most = mostFrames;
        clean = new float[channels * mostFrames];
        loudness = new Loudness(sampleRateHz, channels);
        truePeaks = new TruePeak[sampleRateHz < OVERSAMPLED_BELOW_HZ ? channels : 0];
        for (int c = 0; c < truePeaks.length; c++) {
            truePeaks[c] = new TruePeak(mostFrames);
        }
    }

    /**
     * Measures a frame.
     *
     * @param in     interleaved, ±1; what is not a number counts as 0.
     * @param frames samples of each channel, at most as many as given at construction.
     */
    public void process(final float[] in, final int frames) {
        if (frames > most) {
            throw new IllegalArgumentException("frame of " + frames + " samples: at most " + most);
        }
        final int n = frames * channels;
        final int bad = CleanInput.copy(in, 0, clean, 0, n);
        if (bad > 0) {
            notFinite += bad;
        }
        if (frames == 0) {
            return;
        }
        final float power = VectorMath.energy(clean, 0, n) / n;
        final float db = power > 0 ? Math.max(LEAST_DB, (float) (10 * Math.log10(power))) : LEAST_DB;
        levelDbfs = db;
        levelDbov = Math.max(0, Math.min(SILENCE_DBOV, Math.round(-db)));
        for (int i = 0; i < n; i++) {
            highest = Math.max(highest, Math.abs(clean[i]));
        }
        highestTrue = Math.max(highestTrue, highest);
        for (int c = 0; c < truePeaks.length; c++) {
            highestTrue = truePeaks[c].process(clean, c, channels, frames, highestTrue);
        }
        peakDbfs = decibels(highest);
        truePeakDbtp = decibels(highestTrue);
        loudness.process(clean, frames);
    }

    private static float decibels(final float magnitude) {
        return magnitude > 0 ? Math.max(LEAST_DB, (float) (20 * Math.log10(magnitude))) : LEAST_DB;
    }

    /** Starts all measurements anew. */
    public void reset() {
        highest = 0;
        highestTrue = 0;
        levelDbov = SILENCE_DBOV;
        levelDbfs = LEAST_DB;
        peakDbfs = LEAST_DB;
        truePeakDbtp = LEAST_DB;
        for (final TruePeak truePeak : truePeaks) {
            truePeak.reset();
        }
        loudness.reset();
    }

    /**
     * Level of the last frame as RFC 6464 sends it, over all channels together: 0 is the level of a square wave of full scale, a sine of
     * full scale is 3 (RFC 6465, appendix A).
     *
     * @return 0 (loudest) to 127 (silence), in −dBov.
     */
    public int levelDbov() {
        return levelDbov;
    }

    /**
     * Power of the last frame over all channels together, not rounded.
     *
     * @return dB below a square wave of full scale; −200 at least.
     */
    public float levelDbfs() {
        return levelDbfs;
    }

    /**
     * Greatest sample since the start.
     *
     * @return dBFS; −200 at least.
     */
    public float peakDbfs() {
        return peakDbfs;
    }

    /**
     * Greatest value of the wave between the samples since the start, BS.1770-4 annex 2; at 96 kHz and more that of the samples.
     *
     * @return dBTP; −200 at least.
     */
    public float truePeakDbtp() {
        return truePeakDbtp;
    }

    /**
     * Loudness of the last 400 ms.
     *
     * @return LUFS; −∞ before, and of silence.
     */
    public float momentaryLufs() {
        return loudness.momentary();
    }

    /**
     * Loudness of the last 3 s.
     *
     * @return LUFS; −∞ before, and of silence.
     */
    public float shortTermLufs() {
        return loudness.shortTerm();
    }

    /**
     * Loudness since the start without what is below −70 LUFS or 10 LU below the rest.
     *
     * @return LUFS; −∞ while there was nothing above −70 LUFS.
     */
    public float integratedLufs() {
        return loudness.integrated();
    }

    /**
     * Samples that were not numbers.
     *
     * @return a count.
     */
    public long notFinite() {
        return notFinite;
    }
}
