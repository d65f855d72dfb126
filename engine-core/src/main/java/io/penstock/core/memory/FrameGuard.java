package io.penstock.core.memory;

import io.penstock.frame.Frame;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Looks for misuse of frames, switched on by {@code -Dpenstock.frames.guard=true}: remembers the last stages that saw a slot, poisons what is
 * released, and verifies that borrowed payloads come back unmodified. Costs a checksum a stage; for tests and bug hunts.
 */
public final class FrameGuard {
    /** System property that switches guarding on. */
    public static final String PROPERTY = "penstock.frames.guard";
    /** What released payloads are filled with. */
    public static final byte POISON = (byte) 0xDB;
    private static final int OWNERS_KEPT = 4;

    private final String[][] owners;

    FrameGuard(final int slots) {
        owners = new String[slots][OWNERS_KEPT];
    }

    /**
     * Whether the system property asks for guarding.
     *
     * @return true if so.
     */
    public static boolean isRequested() {
        return Boolean.getBoolean(PROPERTY);
    }

    void claimed(final SlabFrame frame) {
        Arrays.fill(owners[frame.slot()], null);
    }

    void freed(final SlabFrame frame) {
        if (frame.hasArray()) {
            Arrays.fill(frame.array(), frame.arrayOffset(), frame.arrayOffset() + frame.capacity(), POISON);
        } else {
            frame.buffer().setMemory(0, frame.capacity(), POISON);
        }
    }

    /**
     * Notes who sees a frame.
     *
     * @param frame the frame.
     * @param stage name of the stage.
     */
    public void seenBy(final SlabFrame frame, final String stage) {
        final String[] last = owners[frame.slot()];
        System.arraycopy(last, 0, last, 1, last.length - 1);
        last[0] = stage;
    }

    /**
     * The last stages that saw a slot.
     *
     * @param slot index.
     * @return names, the latest first.
     */
    String lastOwners(final int slot) {
        return String.join(" ← ", Arrays.stream(owners[slot]).filter(java.util.Objects::nonNull).toList());
    }

    /**
     * Checksum of a payload, to compare before and after a borrowed call.
     *
     * @param frame the frame.
     * @return the checksum.
     */
    public static long checksum(final Frame frame) {
        final CRC32C crc = new CRC32C();
        if (frame.hasArray()) {
            crc.update(frame.array(), frame.arrayOffset(), frame.length());
        } else {
            for (int i = 0; i < frame.length(); i++) {
                crc.update(frame.buffer().getByte(i));
            }
        }
        return crc.getValue();
    }
}
