package io.penstock.core.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a reader of a plan should know and might not see. */
final class PlanNotes {
    private PlanNotes() {
    }

    static List<String> of(final ExecutionPlan plan) {
        final List<String> notes = new ArrayList<>();
        for (final PlannedLink link : plan.links()) {
            if (link.blocks()) {
                notes.add(stall(plan, link));
            }
        }
        for (final PlannedRegion region : plan.regions()) {
            if (region.heavy() && region.carriesAudio()) {
                notes.add("region \"" + region.name() + "\" carries sound and a heavy stage: put .async(...) between them if sound must not"
                    + " wait");
            }
        }
        return notes;
    }

    private static String stall(final ExecutionPlan plan, final PlannedLink full) {
        final int region = plan.stages().get(full.fromStage()).region();
        final String siblings = plan.links().stream()
            .filter(link -> link != full && !link.fused() && plan.stages().get(link.fromStage()).region() == region)
            .map(link -> plan.linkName(link.index())).collect(Collectors.joining(", "));
        return "while " + plan.linkName(full.index()) + " is full, "
            + (region < 0 ? "the running graph waits" : "region \"" + plan.regions().get(region).name() + "\" waits")
            + (siblings.isEmpty() ? "" : ", and with it " + siblings);
    }
}
