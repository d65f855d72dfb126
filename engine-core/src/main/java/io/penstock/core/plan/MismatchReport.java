package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.graph.Problem;
import io.penstock.stage.OutputPort;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the link to blame for formats that do not meet, and says what is offered, what is accepted and what to do. */
final class MismatchReport {
    /** What an input accepts, narrowed. */
    @FunctionalInterface
    interface Accepted {
        FormatSpec of(int node, int port);
    }

    private final Wiring wiring;
    private final Accepted accepted;
    private final ConverterChain converters;
    private final boolean autoConvert;
    private final List<Problem> problems;
    private final List<FormatNegotiator.Mismatch> mismatches = new ArrayList<>();

    MismatchReport(final Wiring wiring, final Accepted accepted, final ConverterChain converters, final boolean autoConvert,
                   final List<Problem> problems) {
        this.wiring = wiring;
        this.accepted = accepted;
        this.converters = converters;
        this.autoConvert = autoConvert;
        this.problems = problems;
    }

    List<FormatNegotiator.Mismatch> mismatches() {
        return mismatches;
    }

    void tell(final int node, final int port, final FormatSpec offered) {
        if (!blame(node, port, offered, node, port, "", 0)) {
            branches(node, port, offered, node, port);
        }
    }

    /** Tells of every branch that fails by itself; false if each by itself would do. */
    private boolean blame(final int node, final int port, final FormatSpec offered, final int origin, final int originPort,
                          final String through, final int depth) {
        boolean found = false;
        for (final Wiring.Link link : wiring.from(node, port)) {
            if (!offered.intersect(accepted.of(link.to(), link.toPort())).isEmpty()) {
                continue;
            }
            found = true;
            final Wiring.Node to = wiring.node(link.to());
            final FormatSpec left = offered.intersect(to.accepts(link.toPort()));
            if (left.isEmpty() || depth > Topology.MAX_STAGES || !further(link, left, origin, originPort, through, depth)) {
                mismatch(link, offered, to.accepts(link.toPort()), origin, originPort, through);
            }
        }
        return found;
    }

    private boolean further(final Wiring.Link link, final FormatSpec left, final int origin, final int originPort, final String through,
                            final int depth) {
        boolean found = false;
        final Wiring.Node to = wiring.node(link.to());
        for (int out = 0; out < to.spec().outputs().size(); out++) {
            if (to.spec().outputs().get(out).rule() instanceof OutputPort.SameAs same && same.inputPort() == link.toPort()) {
                final String way = through.isEmpty() ? to.name() : through + ", " + to.name();
                if (blame(to.index(), out, left, origin, originPort, way, depth + 1)) {
                    found = true;
                } else if (wiring.from(to.index(), out).size() > 1) {
                    branches(to.index(), out, left, origin, originPort);
                    found = true;
                }
            }
        }
        return found;
    }

    private void mismatch(final Wiring.Link link, final FormatSpec offered, final FormatSpec wanted, final int origin,
                          final int originPort, final String through) {
        final Wiring.Node from = wiring.node(origin);
        final Wiring.Node to = wiring.node(link.to());
        final String found = "no common format.  " + from.name() + " offers " + offered.describe()
            + (through.isEmpty() ? "" : " (through " + through + ')') + "; " + to.name() + " accepts " + wanted.describe() + '.';
        mismatches.add(new FormatNegotiator.Mismatch(link, offered, wanted));
        add(from.out(originPort) + " → " + to.in(link.toPort()), found, fix(offered, wanted, to.name()));
    }

    private void branches(final int node, final int port, final FormatSpec offered, final int origin, final int originPort) {
        final List<Wiring.Link> links = wiring.from(node, port);
        final String accepts = links.stream().map(link -> wiring.node(link.to()).name() + " accepts "
            + accepted.of(link.to(), link.toPort()).describe()).collect(Collectors.joining("; "));
        final Wiring.Link first = links.get(0);
        final List<Format> taken = Candidates.of(offered.intersect(accepted.of(first.to(), first.toPort())));
        String fix = "convert in front of one of them";
        if (!taken.isEmpty()) {
            final FormatSpec settled = FormatSpec.of(taken.get(0));
            for (final Wiring.Link link : links) {
                final FormatSpec wanted = accepted.of(link.to(), link.toPort());
                if (!wanted.accepts(taken.get(0))) {
                    mismatches.add(new FormatNegotiator.Mismatch(link, settled, wanted));
                    fix = fix(settled, wanted, wiring.node(link.to()).name());
                }
            }
        }
        add(wiring.node(origin).out(originPort), "its branches have no format in common.  " + wiring.node(origin).name() + " offers "
            + offered.describe() + "; " + accepts + '.', fix);
    }

    private String fix(final FormatSpec offered, final FormatSpec wanted, final String before) {
        final String chain = converters.suggestion(offered, wanted);
        if (chain.isEmpty()) {
            return "put a stage that converts before \"" + before + "\", or let one side use a format of the other"
                + (autoConvert ? "; .autoConvert() knows no converter for it" : "");
        }
        return chain + " before \"" + before + '"' + (autoConvert ? "" : ", or .autoConvert()") + '.';
    }

    private void add(final String where, final String found, final String fix) {
        problems.add(new Problem(Problem.Kind.FORMAT, where, found, fix));
    }
}
