package io.penstock.core.jitter;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.TimeScaler;
import io.penstock.stage.Counter;
import io.penstock.stage.StageContext;

/**
 * Sound between decoding and playout, made a little longer or shorter where that is not heard, so that the delay can follow what packets need
 * without a gap. What has been decoded goes in piece by piece, and comes out in frames of one length. One thread.
 */
final class ElasticSound {
    /** So much too early: sound is lengthened, or packets would come too late. */
    private static final long EARLY_NS = 1_000_000L;
    /** So much too late: sound is shortened. Apart from the above by more than the longest pitch period, or it would go to and fro. */
    private static final long LATE_NS = 11_000_000L;
    /** The longest packets of sound: Opus. */
    private static final int LONGEST_PIECE_MS = 120;
    private static final double SHORTEST_RATIO = 0.5;
    private static final double LONGEST_RATIO = 2;

    private final TimeScaler scaler;
    private final AudioFormat format;
    private final int longestPiece;
    private final float[] piece;
    private final float[] scaled;
    private final float[] waiting;
    private final Counter addedNs;
    private final Counter removedNs;
    private int filled;
    private long endCaptureNs;
    private long endUnits;
    private int flags;
    private int flagsBefore;
    private int lastPiece;

    ElasticSound(final TimeScaler scaler, final AudioFormat format, final StageContext context) {
        this.scaler = scaler;
        this.format = format;
        longestPiece = Math.max(format.frameSamples(), format.sampleRateHz() * LONGEST_PIECE_MS / 1000);
        piece = new float[longestPiece * format.channels()];
        scaled = new float[2 * piece.length];
        waiting = new float[format.frameSamples() * format.channels() + scaled.length];
        addedNs = context.counter("addedNs");
        removedNs = context.counter("removedNs");
        scaler.configure(format.sampleRateHz(), format.channels());
    }

    /** How long the sound inside plays. */
    long waitingNs() {
        return Timebase.unitsToNs(filled, format.sampleRateHz());
    }

    /** Whether there is a whole frame. */
    boolean isReady() {
        return filled >= format.frameSamples();
    }

    /**
     * Takes a piece; there must not be a whole frame inside.
     *
     * @param from     the piece, of this format.
     * @param lateNs   by how much later it would be played than wanted; 0 = leave its length.
     * @param endUnits running timestamp after it.
     * @param unitNs   its length by its timestamps.
     * @return by how much longer it was made, in nanoseconds; negative = shorter.
     */
    long add(final MutableFrame from, final long lateNs, final long endUnits, final long unitNs) {
        final int samples = Math.min(Pcm.read(from, piece), piece.length) / format.channels();
        double ratio = 1;
        if (lateNs > LATE_NS) {
            ratio = Math.max(SHORTEST_RATIO, 1 - (double) lateNs / unitNs);
        } else if (lateNs < -EARLY_NS) {
            ratio = Math.min(LONGEST_RATIO, 1 - (double) lateNs / unitNs);
        }
        final int made = scaler.scale(piece, samples, ratio, scaled);
        System.arraycopy(scaled, 0, waiting, filled * format.channels(), made * format.channels());
        filled += made;
        this.endUnits = endUnits;
        endCaptureNs = from.captureNs() + unitNs;
        flagsBefore = flags;
        flags = from.flags();
        lastPiece = made;
        final long changeNs = Timebase.unitsToNs(Math.abs(made - samples), format.sampleRateHz());
        (made > samples ? addedNs : removedNs).add(changeNs);
        return made > samples ? changeNs : -changeNs;
    }

    /** Whether a piece of so many bytes can be taken. */
    boolean takes(final int bytes) {
        return bytes <= longestPiece * format.channels() * format.sampleType().bytes();
    }

    /**
     * Fills a frame with what is due, at most a whole one, and says what it is: when it arrived, its timestamp, and whether it was made up.
     *
     * @param to          the frame.
     * @param clockRateHz of the timestamps.
     */
    void take(final MutableFrame to, final int clockRateHz) {
        final int channels = format.channels();
        final int samples = Math.min(filled, format.frameSamples());
        to.captureNs(endCaptureNs - waitingNs()).rtpTimestamp((int) (endUnits - Timebase.nsToUnits(waitingNs(), clockRateHz)))
            .flags(2 * (samples - Math.max(0, filled - lastPiece)) >= samples ? flags : flagsBefore); // of what is most of it
        Pcm.write(waiting, samples * channels, format.sampleType(), to);
        filled -= samples;
        System.arraycopy(waiting, samples * channels, waiting, 0, filled * channels);
    }

    /** Forgets what is inside; another sound follows. */
    void clear() {
        filled = 0;
        scaler.reset();
    }
}
