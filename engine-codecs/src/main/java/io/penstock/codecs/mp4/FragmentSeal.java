package io.penstock.codecs.mp4;

/**
 * Puts boxes of its own between the parts of a fragmented file, such as a chain of checksums over them. It sees every byte that is written, in
 * order and once; what it answers follows in the file. Called under the recorder's lock, on the thread that writes.
 */
public interface FragmentSeal {
    /** What was written. */
    enum Part {
        /** The beginning of the file: its type, the metadata, the index of the tracks. Once. */
        HEAD,
        /** A fragment: index and samples. */
        FRAGMENT,
        /** Nothing, zero bytes: the file ends here. Once, when the recorder is closed. */
        END
    }

    /**
     * What the file says about itself, written before the index of the tracks. Asked for once, with the first fragment.
     *
     * @return whole boxes; empty for none.
     */
    byte[] metadata();

    /**
     * Seals what was just made.
     *
     * @param part what it is.
     * @param a    array.
     * @param from where it starts.
     * @param to   its end.
     * @return whole boxes that follow it; empty for none.
     */
    byte[] seal(Part part, byte[] a, int from, int to);
}
