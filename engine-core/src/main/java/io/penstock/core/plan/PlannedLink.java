package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.graph.EdgePolicy;

/**
 * A connection with everything decided about it.
 *
 * @param index     position in {@link ExecutionPlan#links()}; links of one output stand in the order of its branches.
 * @param fromStage index of the stage it comes from.
 * @param fromPort  index of the output there.
 * @param toStage   index of the stage it goes to.
 * @param toPort    index of the input there.
 * @param format    what flows.
 * @param policy    policy of the queue; null = fused, a direct call.
 * @param capacity  frames that the queue holds, never more; 0 when fused.
 * @param maxAgeNs  age at which the consumer sheds, in nanoseconds; 0 = never by age.
 * @param copy      whether an exclusive copy is due: on a queue by the consuming region when it takes the frame out, except for a link from
 *                  an external stage, where the producing region copies before it queues, because the pool there has no slots for the
 *                  new branch.
 * @param copyPool  pool of the copies; −1 = none.
 */
public record PlannedLink(int index, int fromStage, int fromPort, int toStage, int toPort, Format format, EdgePolicy policy, int capacity,
                          long maxAgeNs, boolean copy, int copyPool) {
    /**
     * Whether it is a direct call.
     *
     * @return true if so; false if there is a queue.
     */
    public boolean fused() {
        return policy == null;
    }

    /**
     * Whether a full queue holds up the region in front of it.
     *
     * @return true if so.
     */
    public boolean blocks() {
        return policy != null && policy.kind() == EdgePolicy.Kind.BLOCK;
    }
}
