package io.penstock.format;

/** How one audio sample lies in memory; channels are interleaved, byte order is little-endian. */
public enum SampleType {
    /** Signed 16-bit integer, full scale ±32768. */
    S16(2, "s16"),
    /** IEEE 754 single precision, full scale ±1.0; values beyond full scale are legal between stages. */
    F32(4, "f32");

    private final int bytes;
    private final String label;

    SampleType(final int bytes, final String label) {
        this.bytes = bytes;
        this.label = label;
    }

    /**
     * Size of a sample.
     *
     * @return bytes.
     */
    public int bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return label;
    }
}
