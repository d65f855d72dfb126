package io.penstock.rtc.record;

import java.time.Instant;
import java.util.List;

/**
 * What {@link RecordingVerifier} found.
 *
 * @param verdict   the short answer.
 * @param signature who vouches for it.
 * @param head      what the recording says about itself; null if that cannot be read.
 * @param notes     what happened while it ran, as far as it can be read.
 * @param findings  what is wrong, in the order of the file; at most 1000.
 * @param fragments fragments that are as they were written.
 * @param vouched   of these, how many a signature covers; what comes after the last signature is chained, but not signed yet.
 * @param bytes     size of the file.
 * @param lastAt    when the last good fragment was written; null if there is none.
 * @param latest    number and checksum of the last seal that was read, as {@link RecordingChain#latest} says it.
 */
public record Verification(Verdict verdict, Trust signature, RecordingHead head, List<RecordingNote> notes, List<Finding> findings, long fragments,
                           long vouched, long bytes, Instant lastAt, String latest) {
    /** The short answer. */
    public enum Verdict {
        /** Each byte is as it was written, and the recording ended as it should. */
        INTACT,
        /** What is there is as it was written, but there is no end: the process was killed, or the file was cut off. */
        UNFINISHED,
        /** Something was changed, removed, inserted or moved. */
        ALTERED
    }

    /** Who vouches for a recording. */
    public enum Trust {
        /** Nobody: it is not signed, and whoever could write the file could make another chain. */
        UNSIGNED,
        /** Somebody whose key stands in the file, and was not compared with one known from elsewhere. */
        KEY_OF_THE_FILE,
        /** Who has the key that was given. */
        TRUSTED_KEY
    }

    /**
     * Something wrong.
     *
     * @param index  number of the fragment; 0 = the head; −1 = not known.
     * @param offset where in the file it starts.
     * @param length bytes.
     * @param words  what is wrong.
     */
    public record Finding(long index, long offset, long length, String words) {
        @Override
        public String toString() {
            return (index < 0 ? "" : index == 0 ? "head, " : "fragment " + index + ", ") + "bytes " + offset + " to " + (offset + length) + ": "
                + words;
        }
    }
}
