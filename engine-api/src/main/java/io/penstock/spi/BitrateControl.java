package io.penstock.spi;

/** An encoder whose rate can be set while it runs. */
public interface BitrateControl {
    /**
     * Sets the target.
     *
     * @param bitsPerSecond positive; clamped to what the codec can do.
     */
    void bitrate(int bitsPerSecond);
}
