package io.penstock.codecs.h264.write;

/** NAL unit types (ITU-T H.264 table 7-1) that an encoder sends. */
public final class NalTypes {
    /** Coded slice of a picture that is not IDR. */
    public static final int SLICE = 1;
    /** Coded slice of an IDR picture. */
    public static final int IDR = 5;
    /** Supplemental enhancement information. */
    public static final int SEI = 6;
    /** Sequence parameter set. */
    public static final int SPS = 7;
    /** Picture parameter set. */
    public static final int PPS = 8;

    private NalTypes() {
    }
}
