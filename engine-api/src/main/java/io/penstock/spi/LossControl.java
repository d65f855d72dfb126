package io.penstock.spi;

/** An encoder that protects its stream against expected loss. */
public interface LossControl {
    /**
     * Tells what to expect.
     *
     * @param permille packets lost of 1000, 0–1000.
     */
    void expectedLoss(int permille);
}
