package io.penstock.core.plan;

import io.penstock.graph.Supervision;
import io.penstock.stage.InPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Shows a plan: as text for people and as a Graphviz picture. */
public final class GraphPrinter {
    private GraphPrinter() {
    }

    /**
     * Regions with their stages and formats, queues, pools, copies, latency and notes, in aligned columns.
     *
     * @param plan the plan.
     * @return many lines, each ended by a newline.
     */
    public static String describe(final ExecutionPlan plan) {
        final StringBuilder text = new StringBuilder();
        text.append(plan.graph()).append(": ").append(count(plan.stages().size(), "stage")).append(" in ")
            .append(count(plan.regions().size(), "region")).append(", declared latency ").append(declared(plan)).append('\n');
        for (final PlannedRegion region : plan.regions()) {
            region(text, plan, region);
        }
        final List<String[]> queues = new ArrayList<>();
        final List<String[]> copies = new ArrayList<>();
        for (final PlannedLink link : plan.links()) {
            if (!link.fused()) {
                queues.add(new String[] {plan.linkName(link.index()), link.policy().toString(), count(link.capacity(), "frame"),
                    link.format().describe()});
            }
            if (link.copy()) {
                copies.add(new String[] {plan.linkName(link.index()), why(plan, link), "pool " + link.copyPool()});
            }
        }
        section(text, "queues", queues);
        section(text, "copies", copies);
        final List<String[]> pools = new ArrayList<>();
        for (final PlannedPool pool : plan.pools()) {
            pools.add(new String[] {Integer.toString(pool.index()), pool.name(), count(pool.slots(), "slot"),
                "× " + pool.slotBytes() + " B", mb(pool.bytes()), pool.direct() ? "direct" : "array"});
        }
        final long bytes = plan.pools().stream().mapToLong(PlannedPool::bytes).sum();
        section(text, "pools " + mb(bytes), pools);
        section(text, "notes", plan.notes().stream().map(note -> new String[] {note}).toList());
        return text.toString();
    }

    private static void region(final StringBuilder text, final ExecutionPlan plan, final PlannedRegion region) {
        final String traits = (region.thread() == null ? "" : ", on \"" + region.thread() + '"') + (region.heavy() ? ", heavy" : "")
            + (region.carriesAudio() ? ", carries sound" : "");
        final List<String[]> rows = new ArrayList<>();
        for (final int index : region.stages()) {
            final PlannedStage stage = plan.stages().get(index);
            final String latency = stage.spec().latency().maxNs() == 0 ? "" : stage.spec().latency().toString();
            final String held = stage.spec().framesHeld() == 0 ? "" : "holds " + stage.spec().framesHeld();
            final String supervision = stage.supervision() == Supervision.FAIL_GRAPH ? ""
                : stage.supervision().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            final String extras = List.of(latency, held, supervision).stream().filter(extra -> !extra.isEmpty())
                .collect(Collectors.joining(", "));
            rows.add(new String[] {stage.name(), stage.spec().type(), formats(plan, stage), extras});
        }
        section(text, "region \"" + region.name() + '"' + traits, rows);
    }

    // what leaves a stage and where to; for a sink what arrives
    private static String formats(final ExecutionPlan plan, final PlannedStage stage) {
        if (stage.spec().outputs().isEmpty()) {
            return "← " + (stage.inputFormats().get(0) == null ? "nothing" : stage.inputFormats().get(0).describe());
        }
        final List<String> out = new ArrayList<>();
        for (int port = 0; port < stage.spec().outputs().size(); port++) {
            final String targets = plan.linksFrom(stage.index(), port).stream().map(link -> target(plan, link))
                .collect(Collectors.joining(", "));
            final String name = stage.spec().outputs().size() == 1 ? "" : stage.spec().outputs().get(port).name() + ": ";
            out.add(name + (targets.isEmpty() ? "not connected" : stage.outputFormats().get(port).describe() + " → " + targets));
        }
        return String.join("; ", out);
    }

    private static String target(final ExecutionPlan plan, final PlannedLink link) {
        final PlannedStage to = plan.stages().get(link.toStage());
        return (link.fused() ? "" : "‖ ") + (to.spec().inputs().size() == 1 ? to.name()
            : to.name() + '.' + to.spec().inputs().get(link.toPort()).name());
    }

    private static String why(final ExecutionPlan plan, final PlannedLink link) {
        if (plan.stages().get(link.fromStage()).external()) {
            return "the branch has frames of its own";
        }
        return (plan.stages().get(link.toStage()).stage() instanceof InPlace ? "changed in place by \"" + plan.stages().get(link.toStage())
            .name() + "\" while shared" : "shared") + (link.fused() ? "" : ", copied behind the queue");
    }

    private static void section(final StringBuilder text, final String title, final List<String[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        text.append(title).append('\n');
        final int columns = rows.get(0).length;
        final int[] widths = new int[columns];
        for (final String[] row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        for (final String[] row : rows) {
            final StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < columns; i++) {
                line.append(' ').append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 1));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static String declared(final ExecutionPlan plan) {
        final String min = LatencyPlanner.ms(plan.declared().minNs());
        return plan.declared().minNs() == plan.declared().maxNs() ? min
            : min.substring(0, min.length() - " ms".length()) + '–' + LatencyPlanner.ms(plan.declared().maxNs());
    }

    private static String mb(final long bytes) {
        return String.format(Locale.ROOT, "%.2f MB", bytes / 1e6);
    }

    private static String count(final int n, final String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }

    /**
     * A picture: a cluster a region, a dashed arrow a queue.
     *
     * @param plan the plan.
     * @return DOT source for {@code dot -Tsvg}.
     */
    public static String toDot(final ExecutionPlan plan) {
        final StringBuilder dot = new StringBuilder("digraph ").append(quote(plan.graph())).append(" {\n")
            .append("  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n")
            .append("  edge [fontname=\"sans-serif\", fontsize=10];\n");
        for (final PlannedRegion region : plan.regions()) {
            dot.append("  subgraph cluster_").append(region.index()).append(" {\n    label=").append(quote(region.name()
                + (region.thread() == null ? "" : " on " + region.thread()) + (region.heavy() ? ", heavy" : ""))).append(";\n");
            for (final int stage : region.stages()) {
                node(dot.append("  "), plan.stages().get(stage));
            }
            dot.append("  }\n");
        }
        plan.stages().stream().filter(PlannedStage::external).forEach(stage -> node(dot, stage));
        for (final PlannedLink link : plan.links()) {
            final String label = link.format().describe() + (link.fused() ? "" : "\n" + link.policy()) + (link.copy() ? "\ncopy" : "");
            dot.append("  s").append(link.fromStage()).append(" -> s").append(link.toStage()).append(" [label=").append(quote(label))
                .append(link.fused() ? "" : ", style=dashed").append("];\n");
        }
        return dot.append("}\n").toString();
    }

    private static void node(final StringBuilder dot, final PlannedStage stage) {
        dot.append("  s").append(stage.index()).append(" [label=").append(quote(stage.name() + "\n" + stage.spec().type()))
            .append(stage.external() ? ", style=dotted" : "").append("];\n");
    }

    private static String quote(final String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
