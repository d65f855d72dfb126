package io.penstock.core.plan;

import io.penstock.format.FormatSpec;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Problem;
import io.penstock.graph.Supervision;
import io.penstock.stage.Junction;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Turns names into indexes and finds names and ports that do not work out. */
final class Topology {
    /** Most stages of one graph; the passes of the planner recurse along chains. */
    static final int MAX_STAGES = 2048;

    private final GraphSpec spec;
    private final List<Problem> problems;
    private final List<Wiring.Node> nodes = new ArrayList<>();
    private final Map<String, Wiring.Node> byName = new LinkedHashMap<>();
    private final List<Wiring.Link> links = new ArrayList<>();
    private final Set<String> ambiguous = new HashSet<>();

    private Topology(final GraphSpec spec, final List<Problem> problems) {
        this.spec = spec;
        this.problems = problems;
    }

    static Wiring resolve(final GraphSpec spec, final List<Problem> problems) {
        return new Topology(spec, problems).resolve();
    }

    private Wiring resolve() {
        for (final GraphSpec.Inlet inlet : spec.inlets()) {
            add(new Wiring.Node(nodes.size(), inlet.name(), null, null,
                StageSpec.source("external", FormatSpec.of(inlet.format()))
                    .maxOutputBytes(inlet.slotBytes()).build(), Supervision.FAIL_GRAPH, null, inlet.format(), true));
        }
        for (final GraphSpec.Outlet outlet : spec.outlets()) {
            add(new Wiring.Node(nodes.size(), outlet.name(), null, null, StageSpec.junction("external")
                .input(outlet.port(), outlet.accepts()).framesHeld(outlet.framesBeyond()).build(), Supervision.FAIL_GRAPH, null, null,
                true));
        }
        if (spec.nodes().isEmpty()) {
            problem(spec.name(), "the graph is empty", "begin with .source(\"name\", …)");
        } else if (spec.nodes().size() > MAX_STAGES) {
            problem(spec.name(), spec.nodes().size() + " stages; accepted are up to " + MAX_STAGES, "split it with Bridge");
            return new Wiring(List.of(), List.of());
        }
        spec.nodes().forEach(this::resolve);
        spec.links().forEach(this::resolve);
        final Wiring wiring = new Wiring(nodes, links);
        for (final Wiring.Node node : nodes) {
            if (!node.broken() && !ambiguous.contains(node.name())) {
                unconnected(wiring, node);
            }
        }
        return wiring;
    }

    private void add(final Wiring.Node node) {
        nodes.add(node);
        byName.putIfAbsent(node.name(), node);
    }

    private void resolve(final GraphSpec.Node node) {
        if (byName.containsKey(node.name())) {
            ambiguous.add(node.name());
        }
        if (byName.containsKey(node.name()) || spec.takenNames().contains(node.name())) {
            problem(node.name(), "the name is used twice" + (byName.containsKey(node.name()) ? "" : ", by the running graph already"),
                "give one of them another name, such as \"" + free(node.name()) + '"');
        }
        final Supervision supervision = node.supervision() == null ? fallback(node) : node.supervision();
        Stage stage = node.stage();
        StageSpec stageSpec = specOf(node);
        if (stageSpec == null) {
            stage = new BrokenStage();
            stageSpec = stage.spec();
        }
        add(new Wiring.Node(nodes.size(), node.name(), stage, node.factory(), stageSpec, supervision, node.thread(), null, false));
    }

    private StageSpec specOf(final GraphSpec.Node node) {
        for (final Wiring.Node other : nodes) {
            if (other.stage() == node.stage() && !other.broken()) {
                problem(node.name(), "is the same stage object as \"" + other.name() + '"', "make a stage of its own for each name");
                return null;
            }
        }
        final StageSpec stageSpec;
        try {
            stageSpec = node.stage().spec();
        } catch (final RuntimeException e) {
            stageProblem(node.name(), "spec() threw " + e, "make spec() pure: it is called before anything runs");
            return null;
        }
        final String wrong = stageSpec == null ? "spec() returned null" : Kinds.wrongPorts(node.stage(), stageSpec);
        if (wrong != null) {
            stageProblem(node.name(), wrong, "correct the StageSpec of " + node.stage().getClass().getSimpleName());
            return null;
        }
        return stageSpec;
    }

    /** The graph's supervision where it can work, else the loud one. */
    private Supervision fallback(final GraphSpec.Node node) {
        final boolean fits = switch (spec.supervision()) {
            case BYPASS -> Kinds.passesOn(node.stage()) && PolicyCheck.keepsFormat(node.stage());
            case RESTART -> node.factory() != null;
            case FAIL_GRAPH, SKIP_FRAME -> true;
        };
        return fits ? spec.supervision() : Supervision.FAIL_GRAPH;
    }

    private String free(final String name) {
        final Set<String> used = new HashSet<>(spec.takenNames());
        spec.nodes().forEach(node -> used.add(node.name()));
        int n = 2;
        while (used.contains(name + '-' + n)) {
            n++;
        }
        return name + '-' + n;
    }

    private void resolve(final GraphSpec.Link link) {
        if (ambiguous.contains(link.fromStage()) || ambiguous.contains(link.toStage())) {
            return; // the name is the problem, and it has been told
        }
        final Wiring.Node from = known(link.fromStage(), "from");
        final Wiring.Node to = known(link.toStage(), "into");
        if (from == null || to == null || from.broken() && link.outPort() != null || to.broken() && link.inPort() != null) {
            return;
        }
        final int out = port(from, link.outPort(), from.spec().outputs().stream().map(port -> port.name()).toList(), "output");
        final int in = port(to, link.inPort(), to.spec().inputs().stream().map(port -> port.name()).toList(), "input");
        if (out < 0 || in < 0) {
            return;
        }
        for (final Wiring.Link other : links) {
            if (other.to() == to.index() && other.toPort() == in) {
                problem(to.in(in), "is connected twice, to " + nodes.get(other.from()).out(other.fromPort()) + " and to " + from.out(out),
                    "join them first in a junction (a mixer, a selector), or use another input");
                return;
            }
        }
        if ((from.external() || to.external()) && link.policy() == null) {
            problem(from.out(out) + " → " + to.in(in), "a running graph can be joined through a queue only",
                from.external() ? "begin the branch with .async(...)" : "end the input with .async(...)");
        } else if (from.external() && link.policy().kind() == EdgePolicy.Kind.BLOCK) {
            problem(from.out(out) + " → " + to.in(in), "the branch begins with a queue that blocks, but the running graph was planned without it"
                + " and never waits for room in it", "begin the branch with .async(Edges.dropOldest(...)) or another queue that drops;"
                + " queues further down may block");
        }
        links.add(new Wiring.Link(links.size(), from.index(), out, to.index(), in, link.policy()));
    }

    private Wiring.Node known(final String name, final String call) {
        final Wiring.Node node = byName.get(name);
        if (node == null) {
            problem(name, "no stage of this name, asked for by ." + call + "(...)", Nearest.hint(name, byName.keySet()));
        }
        return node;
    }

    private int port(final Wiring.Node node, final String name, final List<String> known, final String what) {
        if (name != null) {
            final int index = known.indexOf(name);
            if (index < 0) {
                problem(node.name() + '.' + name, Kinds.article(node.stage()) + " without an " + what + " of this name",
                    Nearest.hint(name, known));
            }
            return index;
        }
        if (known.size() == 1) {
            return 0;
        }
        problem(node.name(), known.isEmpty() ? "has no " + what : "has " + known.size() + ' ' + what + "s ("
            + String.join(", ", known) + "), so one must be named", known.isEmpty() ? Kinds.howToAdd(node.stage(), node.name())
            : what.equals("output") ? "from(\"" + node.name() + "\", \"" + known.get(0) + "\")"
            : "into(\"" + node.name() + "\", \"" + known.get(0) + "\")");
        return -1;
    }

    private void unconnected(final Wiring wiring, final Wiring.Node node) {
        final List<String> inputs = new ArrayList<>();
        for (int in = 0; in < node.spec().inputs().size(); in++) {
            if (wiring.into(node.index(), in) == null && !node.spec().inputs().get(in).optional() && !triedIn(node, in)) {
                inputs.add(node.in(in));
            }
        }
        if (!inputs.isEmpty()) {
            problem(String.join(", ", inputs), inputs.size() == 1 ? "is an input that nothing is connected to"
                : "are inputs that nothing is connected to", node.stage() instanceof Junction
                ? inputs.stream().map(port -> "flow.into(\"" + node.name() + "\", \"" + port.substring(node.name().length() + 1) + "\")")
                    .collect(Collectors.joining(", ")) : "connect it, or leave the stage out");
        }
        final boolean mayIdle = node.stage() instanceof Junction || node.spec().outputs().isEmpty();
        if (!mayIdle && wiring.from(node.index(), 0).isEmpty() && spec.links().stream().noneMatch(l -> l.fromStage().equals(node.name()))) {
            problem(node.out(0), "goes nowhere", "end it in a sink, .to(\"name\", …), or in a junction, .into(\"name\", port)");
        }
    }

    // a link that was tried and refused has been told already
    private boolean triedIn(final Wiring.Node node, final int in) {
        return spec.links().stream().anyMatch(link -> link.toStage().equals(node.name())
            && (link.inPort() == null || link.inPort().equals(node.spec().inputs().get(in).name())));
    }

    private void problem(final String where, final String found, final String fix) {
        problems.add(new Problem(Problem.Kind.TOPOLOGY, where, found, fix));
    }

    private void stageProblem(final String where, final String found, final String fix) {
        problems.add(new Problem(Problem.Kind.STAGE, where, found, fix));
    }
}
