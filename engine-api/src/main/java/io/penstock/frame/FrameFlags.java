package io.penstock.frame;

/** Bits of {@link Frame#flags()}. */
public final class FrameFlags {
    /** Can be decoded without any earlier frame. */
    public static final int KEYFRAME = 1;
    /** No other frame depends on it: the first to go under pressure. */
    public static final int DISCARDABLE = 1 << 1;
    /** Does not continue the frame before it. */
    public static final int DISCONTINUITY = 1 << 2;
    /** Stands for media that was lost or not sent (DTX); the payload is empty or concealment. */
    public static final int GAP = 1 << 3;
    /** Last packet of an access unit. */
    public static final int END_OF_ACCESS_UNIT = 1 << 4;
    /** Known to be damaged. */
    public static final int CORRUPT = 1 << 5;
    /** A packet that was sent again because it was lost the first time, or seemed to be. */
    public static final int RETRANSMITTED = 1 << 6;

    private FrameFlags() {
    }

    /**
     * Flags as text, for dumps.
     *
     * @param flags the bits.
     * @return names joined by {@code |}; {@code -} when none is set.
     */
    public static String describe(final int flags) {
        final String[] names = {"KEYFRAME", "DISCARDABLE", "DISCONTINUITY", "GAP", "END_OF_ACCESS_UNIT", "CORRUPT", "RETRANSMITTED"};
        final StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < names.length; bit++) {
            if ((flags & 1 << bit) != 0) {
                text.append(text.isEmpty() ? "" : "|").append(names[bit]);
            }
        }
        return text.isEmpty() ? "-" : text.toString();
    }
}
