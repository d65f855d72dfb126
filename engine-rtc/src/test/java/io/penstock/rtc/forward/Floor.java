package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** The rule of the floor for one stream, written without looking at how the forwarder keeps it. Packets are numbered from 0 on. */
final class Floor {
    private final String name;
    private boolean allowed;
    private long highestSeen = -1;
    private long firstSeen = -1;

    Floor(final String name) {
        this.name = name;
    }

    boolean allowed() {
        return allowed;
    }

    void allow(final boolean may) {
        if (may != allowed) {
            allowed = may;
            firstSeen = -1;
        }
    }

    /**
     * A packet reaches the forwarder as it was sent first, not as a retransmission.
     *
     * @return whether it is newer than all before.
     */
    boolean arrived(final long number) {
        final boolean newer = number > highestSeen;
        highestSeen = Math.max(highestSeen, number);
        if (newer && allowed && firstSeen < 0) {
            firstSeen = number;
        }
        return newer;
    }

    /** Something leaves the forwarder. */
    void leaves(final long number, final String how) {
        assertTrue(allowed && firstSeen >= 0 && number >= firstSeen,
            name + " " + number + " left " + how + "; allowed: " + allowed + ", from " + firstSeen + " on");
    }
}
