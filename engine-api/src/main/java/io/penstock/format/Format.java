package io.penstock.format;

/** What the frames of an edge are: fixed when the graph is built, equal by value. */
public sealed interface Format permits AudioFormat, VideoFormat, EncodedFormat, PacketFormat {
    /**
     * Sound, picture or data.
     *
     * @return the kind.
     */
    MediaKind kind();

    /**
     * Room that one frame needs: exact for raw media, an upper bound for encoded media and packets.
     *
     * @return bytes, positive.
     */
    int frameBytes();

    /**
     * Nominal duration of one frame.
     *
     * @return nanoseconds; 0 when frames have no fixed duration.
     */
    long frameNs();

    /**
     * One line for people: {@code 48000 Hz f32 ×1 10 ms}.
     *
     * @return the text.
     */
    String describe();
}
