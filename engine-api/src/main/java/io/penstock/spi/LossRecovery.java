package io.penstock.spi;

import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;

/** An audio decoder that can make up for lost packets. */
public interface LossRecovery {
    /**
     * Rebuilds a lost packet from redundancy in the packet after it (Opus in-band FEC).
     *
     * @param next    the packet that followed the lost one; it is still to be decoded afterwards.
     * @param samples length of the lost packet in samples per channel.
     * @param out     receives the sound.
     * @return true if {@code next} carried redundancy and {@code out} was filled.
     */
    boolean recover(Frame next, int samples, MutableFrame out);

    /**
     * Makes sound in place of a lost packet.
     *
     * @param samples length in samples per channel.
     * @param out     receives the sound.
     */
    void conceal(int samples, MutableFrame out);
}
