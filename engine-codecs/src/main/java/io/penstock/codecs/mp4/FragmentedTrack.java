package io.penstock.codecs.mp4;

import io.penstock.format.EncodedFormat;

/**
 * A track of a {@link FragmentedMp4Recorder}, for those who write frames without a graph. May start late, pause, and change the size of its
 * pictures: a frame stands in the file at its own time. Thread-safe with all tracks of the recorder.
 */
public final class FragmentedTrack {
    /** Sound that comes this little after the end of the one before follows it at once: the rounding of times. */
    private static final long ROUNDING_NS = 1_000_000L;
    /** Longest time that a last picture is said to be shown, where it is not known. */
    private static final long LONGEST_PICTURE_NS = 500_000_000L;
    private static final int MAX_FRAME_BYTES = 1 << 24;

    final FragmentedMp4Recorder recorder;
    final FragmentSamples samples;
    TrackConfig config;
    private boolean started;
    private long lastNs;
    private long endNs;
    private long pictureNs;

    FragmentedTrack(final FragmentedMp4Recorder recorder, final int id, final EncodedFormat format) {
        this.recorder = recorder;
        config = new TrackConfig(format);
        samples = new FragmentSamples(id, config.timescale, config.isVideo());
    }

    /** The format as it is known once a graph starts; the codec and clock rate stay. */
    void format(final EncodedFormat format) {
        if (!started) {
            config = new TrackConfig(format);
        }
    }

    /**
     * Writes a frame; it is in the file when its fragment is. Pictures are taken from the first key frame on. Sound that overlaps what is there
     * by more than half of its length, and what is from before the file's start, is not written.
     *
     * @param a          array.
     * @param from       start of the frame: an Annex B access unit, or an Opus packet.
     * @param length     its bytes.
     * @param ptsNs      when it is shown or heard, time of the clock that all tracks share.
     * @param durationNs how long, for sound; 0 = as the format says.
     * @param key        whether it can be decoded alone.
     * @param nowNs      now, on the clock that {@link FragmentedMp4Recorder#tick} gets.
     * @return whether it was taken.
     * @throws io.penstock.error.CodecException  if the parameter sets of a key frame are malformed.
     * @throws io.penstock.error.EngineException if the file cannot be written; all later calls return false.
     */
    public boolean write(final byte[] a, final int from, final int length, final long ptsNs, final long durationNs, final boolean key,
        final long nowNs) {
        synchronized (recorder) {
            if (length <= 0 || length > MAX_FRAME_BYTES || !recorder.takes(ptsNs)) {
                return false;
            }
            return config.isVideo() ? picture(a, from, length, ptsNs, key, nowNs) : sound(a, from, length, ptsNs, durationNs, nowNs);
        }
    }

    private boolean picture(final byte[] a, final int from, final int length, final long ptsNs, final boolean key, final long nowNs) {
        final boolean complete = key && config.latestParameterSets(a, from, from + length);
        if (!started && !key || config.sps == null || config.pps == null) {
            return false;
        }
        recorder.cutBefore(samples, ptsNs, nowNs);
        final int sets = key && !complete ? 8 + config.sps.length + config.pps.length : 0;
        // Start codes of three bytes become lengths of four.
        samples.room(length + length / 3 + 4 + sets);
        int size = 0;
        if (sets > 0) {
            size = AnnexB.unit(config.sps, samples.data, samples.length);
            size += AnnexB.unit(config.pps, samples.data, samples.length + size);
        }
        final int units = AnnexB.toLengths(a, from, from + length, null, null, samples.data, samples.length + size);
        if (units == 0) {
            return false;
        }
        final long step = ptsNs - lastNs;
        pictureNs = started && step > 0 && step <= LONGEST_PICTURE_NS ? step : pictureNs > 0 ? pictureNs : nominalNs();
        lastNs = ptsNs;
        started = true;
        samples.add(size + units, ptsNs, pictureNs, key);
        recorder.added(nowNs);
        return true;
    }

    /** When the last frame ends. */
    long endNs() {
        return !started ? Long.MIN_VALUE : config.isVideo() ? lastNs + pictureNs : endNs;
    }

    private long nominalNs() {
        final long ns = config.format.frameNs();
        return ns > 0 && ns <= LONGEST_PICTURE_NS ? ns : 40_000_000L;
    }

    private boolean sound(final byte[] a, final int from, final int length, final long ptsNs, final long durationNs, final long nowNs) {
        final long duration = durationNs > 0 ? durationNs : config.format.frameNs();
        long at = ptsNs;
        if (started && ptsNs < endNs + ROUNDING_NS) {
            if (ptsNs < endNs - duration / 2) {
                return false;
            }
            at = endNs;
        }
        recorder.cutBefore(samples, at, nowNs);
        samples.room(length);
        System.arraycopy(a, from, samples.data, samples.length, length);
        started = true;
        endNs = at + duration;
        samples.add(length, at, duration, true);
        recorder.added(nowNs);
        return true;
    }
}
