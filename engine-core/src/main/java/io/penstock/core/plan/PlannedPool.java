package io.penstock.core.plan;

/**
 * A pool of frames.
 *
 * @param index     position in {@link ExecutionPlan#pools()}.
 * @param name      the output that claims from it ({@code stage.port}), or the input that frames are copied for
 *                  ({@code copy for stage.port}).
 * @param slots     frames, positive; never grows.
 * @param slotBytes largest payload of a frame, positive.
 * @param direct    whether payloads lie in direct memory rather than in an array.
 */
public record PlannedPool(int index, String name, int slots, int slotBytes, boolean direct) {
    /**
     * Memory for payloads.
     *
     * @return bytes.
     */
    public long bytes() {
        return (long) slots * slotBytes;
    }
}
