package io.penstock.core.fec;

import io.penstock.frame.Frame;

/** Restores the missing symbols of a block. One thread. */
final class BlockSolver {
    private final ReedSolomon code;
    private final byte[][] symbols;
    private final byte[] known = new byte[BlockFormat.LONGEST_SYMBOL];
    private final int[] repairs;
    private final int[] missing;

    BlockSolver(final int most) {
        code = new ReedSolomon(most);
        symbols = new byte[most][BlockFormat.LONGEST_SYMBOL];
        repairs = new int[most];
        missing = new int[most];
    }

    /** There must be as many repairs as packets are missing. A symbol that is too long for the block is taken as far as it goes. */
    void solve(final RepairBlocks.Block block, final MediaMemory media) {
        final int length = block.symbolBytes();
        int count = 0;
        for (int i = 0; i < block.count(); i++) {
            if (!media.has(block.first() + i & 0xFFFF)) {
                missing[count++] = i;
            }
        }
        for (int r = 0; r < count; r++) {
            repairs[r] = block.index(r);
            System.arraycopy(block.repair(r).array(), block.symbolOffset(r), symbols[r], 0, length);
        }
        for (int i = 0; i < block.count(); i++) {
            final Frame packet = media.frame(block.first() + i & 0xFFFF);
            if (packet != null && packet.length() <= BlockFormat.LONGEST_PACKET) {
                final int bytes = BlockFormat.symbol(packet.array(), packet.arrayOffset(), packet.length(), known);
                for (int r = 0; r < count; r++) {
                    ReedSolomon.add(repairs[r], i, known, 0, Math.min(bytes, length), symbols[r], 0);
                }
            }
        }
        code.solve(repairs, missing, count, symbols, length);
    }

    byte[] symbol(final int which) {
        return symbols[which];
    }

    int missing(final int which) {
        return missing[which];
    }
}
