package io.penstock.core.fec;

import io.penstock.frame.Frame;

/** Repair packets that wait for enough of their block, retained: the last blocks only. One thread. */
final class RepairBlocks {
    /** Blocks that wait at once: pictures of half a second. */
    private static final int BLOCKS = 16;
    /** Repairs kept of one block: more are never needed at once. */
    private static final int REPAIRS = 32;
    /** Repair packets held at most. */
    static final int MOST_REPAIRS = BLOCKS * REPAIRS;

    private final Block[] blocks = new Block[BLOCKS];
    private final MediaMemory media;
    private int next;

    RepairBlocks(final MediaMemory media) {
        this.media = media;
        for (int i = 0; i < BLOCKS; i++) {
            blocks[i] = new Block();
        }
    }

    /** One block. */
    static final class Block {
        private final Frame[] frames = new Frame[REPAIRS];
        private final int[] symbolAt = new int[REPAIRS];
        private final int[] indices = new int[REPAIRS];
        private boolean used;
        private int ssrc;
        private int first;
        private int count;
        private int symbolBytes;
        private int repairs;

        int ssrc() {
            return ssrc;
        }

        int first() {
            return first;
        }

        int count() {
            return count;
        }

        int symbolBytes() {
            return symbolBytes;
        }

        int repairs() {
            return repairs;
        }

        Frame repair(final int which) {
            return frames[which];
        }

        int symbolOffset(final int which) {
            return frames[which].arrayOffset() + symbolAt[which];
        }

        int index(final int which) {
            return indices[which];
        }

        int missing(final MediaMemory media) {
            int missing = 0;
            for (int i = 0; i < count; i++) {
                missing += media.has(first + i & 0xFFFF) ? 0 : 1;
            }
            return missing;
        }

        private boolean covers(final int source, final int sequence) {
            return used && ssrc == source && (sequence - first & 0xFFFF) < count;
        }

        void end() {
            for (int i = 0; i < repairs; i++) {
                frames[i].release();
                frames[i] = null;
            }
            repairs = 0;
            used = false;
        }

        private boolean put(final Frame packet, final int at, final int index) {
            for (int i = 0; i < repairs; i++) {
                if (indices[i] == index) {
                    return false;
                }
            }
            if (repairs == REPAIRS) {
                return false;
            }
            packet.retain();
            frames[repairs] = packet;
            symbolAt[repairs] = at;
            indices[repairs++] = index;
            return true;
        }
    }

    /** The block that waits for a media packet; null when none does. */
    Block of(final int ssrc, final int sequence) {
        for (final Block block : blocks) {
            if (block.covers(ssrc, sequence)) {
                return block;
            }
        }
        return null;
    }

    /** Keeps a repair. Returns its block; null when it is of no use. */
    Block add(final Frame packet, final int at, final int symbolBytes, final int ssrc, final int first, final int count, final int index) {
        Block block = null;
        for (final Block each : blocks) {
            if (each.used && each.ssrc == ssrc && each.first == first) {
                block = each;
            }
        }
        if (block != null && (block.count != count || block.symbolBytes != symbolBytes)) {
            return null; // one of the two is forged, or of another time
        }
        if (block == null) {
            block = blocks[next++ % BLOCKS];
            block.end();
            block.ssrc = ssrc;
            block.first = first;
            block.count = count;
            block.symbolBytes = symbolBytes;
            if (block.missing(media) == 0) {
                return null;
            }
            block.used = true;
        }
        return block.put(packet, at, index) ? block : null;
    }

    void clear() {
        for (final Block block : blocks) {
            block.end();
        }
    }
}
