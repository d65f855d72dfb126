package io.penstock.frame;

/**
 * Audio level of a frame as its {@link Frame#userTag()}, so that whoever measured it need not stand next to whoever sends it (RFC 6464):
 * an encoder passes the tag on. A frame that carries another tag, or none, has no level.
 * <pre>
 *   |   marker (32 bits)   |   0 (24 bits)   | V |  level (7 bits)  |
 * </pre>
 */
public final class AudioLevel {
    /** Digital silence, and whatever is quieter than can be told (RFC 6464, section 3). */
    public static final int SILENCE = 127;
    /** ASCII of "LEVL": a tag of 0 is none. */
    private static final long MARKER = 0x4C45564CL << 32;
    private static final long MARKER_MASK = ~0xFFL;
    private static final int VOICE = 0x80;
    private static final int LEVEL = 0x7F;

    private AudioLevel() {
    }

    /**
     * A tag.
     *
     * @param level how far below 0 dBov, 0 (loudest) to 127, in dB; what is beyond is brought into range.
     * @param voice whether there is a voice in it.
     * @return for {@link MutableFrame#userTag(long)}.
     */
    public static long tag(final int level, final boolean voice) {
        return MARKER | (voice ? VOICE : 0) | Math.max(0, Math.min(LEVEL, level));
    }

    /**
     * Whether a tag holds a level.
     *
     * @param userTag of a frame.
     * @return true if {@link #tag} made it.
     */
    public static boolean isTag(final long userTag) {
        return (userTag & MARKER_MASK) == MARKER;
    }

    /**
     * The level as it goes over the wire.
     *
     * @param userTag one that {@link #isTag}.
     * @return a byte: bit 7 voice, bits 0–6 the level below 0 dBov.
     */
    public static int wire(final long userTag) {
        return (int) userTag & 0xFF;
    }

    /**
     * The level.
     *
     * @param userTag one that {@link #isTag}.
     * @return how far below 0 dBov, 0 to 127.
     */
    public static int level(final long userTag) {
        return (int) userTag & LEVEL;
    }

    /**
     * Whether there is a voice in it.
     *
     * @param userTag one that {@link #isTag}.
     * @return true if so.
     */
    public static boolean voice(final long userTag) {
        return (userTag & VOICE) != 0;
    }
}
