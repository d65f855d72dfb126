package io.penstock.codecs.h264;

import io.penstock.error.CodecException;
import java.util.Arrays;

/** The parameter sets that a stream has brought so far; at most 32 and 256 of them. One thread at a time. */
public final class ParameterSets {
    private final SequenceParameters[] sequences = new SequenceParameters[32];
    private final PictureParameters[] pictures = new PictureParameters[256];

    /** Creates an empty collection. */
    public ParameterSets() {
    }

    /**
     * Keeps a sequence parameter set in place of the one with the same number.
     *
     * @param sps the set.
     */
    public void put(final SequenceParameters sps) {
        sequences[sps.id()] = sps;
    }

    /**
     * Keeps a picture parameter set in place of the one with the same number.
     *
     * @param pps the set.
     */
    public void put(final PictureParameters pps) {
        pictures[pps.id()] = pps;
    }

    /**
     * A sequence parameter set.
     *
     * @param id 0–31.
     * @return the set.
     * @throws CodecException if it has not been seen.
     */
    public SequenceParameters sequence(final int id) {
        if (sequences[id] == null) {
            throw new CodecException("h264: sequence parameter set " + id + " has not been seen");
        }
        return sequences[id];
    }

    /**
     * A picture parameter set.
     *
     * @param id 0–255.
     * @return the set.
     * @throws CodecException if it has not been seen.
     */
    public PictureParameters picture(final int id) {
        if (pictures[id] == null) {
            throw new CodecException("h264: picture parameter set " + id + " has not been seen");
        }
        return pictures[id];
    }

    /** Forgets everything. */
    public void clear() {
        Arrays.fill(sequences, null);
        Arrays.fill(pictures, null);
    }
}
