package io.penstock.core.plan;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.graph.Problem;
import io.penstock.stage.OutputPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides the one format of every output: a backward pass narrows what is accepted, a forward pass takes the first preferred survivor that
 * everything further down can work with.
 *
 * <p>An output depends on one input at most and an input on one output, so what depends on a choice is a tree and the search for a choice
 * that works is exact.
 */
final class FormatNegotiator {
    private static final int MOST_TRIALS = 50_000;

    /** A link where formats do not meet. */
    record Mismatch(Wiring.Link link, FormatSpec offered, FormatSpec accepted) {
    }

    private record Key(int node, int port) {
    }

    private record Trial(int node, int port, Format format) {
    }

    private final Wiring wiring;
    private final List<Problem> problems;
    private final MismatchReport report;
    private final Map<Key, FormatSpec> narrowed = new HashMap<>();
    private final Map<Key, Format> chosen = new HashMap<>();
    private final Map<Key, Boolean> open = new HashMap<>();
    private final Map<Trial, Boolean> trials = new HashMap<>();

    private FormatNegotiator(final Wiring wiring, final ConverterChain converters, final boolean autoConvert,
                             final List<Problem> problems) {
        this.wiring = wiring;
        this.problems = problems;
        report = new MismatchReport(wiring, this::accepted, converters, autoConvert, problems);
    }

    /** What came out: a format for each output, null where nothing is connected or could be decided. */
    record Result(Format[][] formats, List<Mismatch> mismatches) {
    }

    static Result negotiate(final Wiring wiring, final ConverterChain converters, final boolean autoConvert,
                            final List<Problem> problems) {
        final FormatNegotiator negotiator = new FormatNegotiator(wiring, converters, autoConvert, problems);
        final Format[][] formats = new Format[wiring.nodes().size()][];
        for (final int node : wiring.order()) {
            formats[node] = new Format[wiring.node(node).spec().outputs().size()];
            for (int port = 0; port < formats[node].length; port++) {
                formats[node][port] = negotiator.format(node, port);
            }
        }
        if (negotiator.problems.isEmpty()) {
            negotiator.closeCircles();
        }
        return new Result(formats, negotiator.report.mismatches());
    }

    // backward

    /** What an input accepts, narrowed by everything that its format goes through to unchanged. */
    private FormatSpec accepted(final int node, final int port) {
        final Key key = new Key(node, port);
        final FormatSpec known = narrowed.get(key);
        if (known != null) {
            return known;
        }
        FormatSpec spec = wiring.node(node).accepts(port);
        narrowed.put(key, spec); // what a cycle sees on its way round
        for (int out = 0; out < wiring.node(node).spec().outputs().size(); out++) {
            if (wiring.node(node).spec().outputs().get(out).rule() instanceof OutputPort.SameAs same && same.inputPort() == port) {
                spec = spec.intersect(wanted(node, out));
            }
        }
        narrowed.put(key, spec);
        return spec;
    }

    private FormatSpec wanted(final int node, final int port) {
        FormatSpec spec = FormatSpec.any();
        for (final Wiring.Link link : wiring.from(node, port)) {
            spec = spec.intersect(accepted(link.to(), link.toPort()));
        }
        return spec;
    }

    // forward

    private Format format(final int node, final int port) {
        final Key key = new Key(node, port);
        if (open.containsKey(key)) {
            return chosen.get(key);
        }
        open.put(key, Boolean.TRUE);
        if (wiring.node(node).broken() || wiring.from(node, port).isEmpty()) {
            chosen.put(key, null);
            return null;
        }
        final Format format = decide(node, port);
        chosen.put(key, format);
        return format;
    }

    private Format decide(final int node, final int port) {
        final Wiring.Node at = wiring.node(node);
        if (at.fixed() != null) {
            return settle(node, port, at.fixed(), FormatSpec.of(at.fixed()));
        }
        final OutputPort.Rule rule = at.spec().outputs().get(port).rule();
        if (rule instanceof OutputPort.Offers offers) {
            return settle(node, port, null, offers.formats());
        }
        final int input = input(rule);
        final Wiring.Link link = wiring.into(node, input);
        final boolean circular = link != null && open.containsKey(new Key(link.from(), link.fromPort()))
            && !chosen.containsKey(new Key(link.from(), link.fromPort()));
        if (link == null || circular) {
            return decideAlone(node, port, input, rule);
        }
        final Format in = format(link.from(), link.fromPort());
        if (in == null || !at.accepts(input).accepts(in)) {
            return null;
        }
        if (rule instanceof OutputPort.SameAs) {
            return settle(node, port, in, FormatSpec.of(in));
        }
        final FormatSpec made = made(at, (OutputPort.DerivedFrom) rule, in, true);
        if (made != null && made.isEmpty()) {
            problem(wiring.text(link), at.name() + " can make nothing of " + in.describe(), "convert in front of \"" + at.name() + '"');
        }
        return made == null || made.isEmpty() ? null : settle(node, port, null, made);
    }

    // the input that would decide is not connected, or waits for this very output
    private Format decideAlone(final int node, final int port, final int input, final OutputPort.Rule rule) {
        final Wiring.Node at = wiring.node(node);
        if (rule instanceof OutputPort.SameAs) {
            return settle(node, port, null, at.accepts(input));
        }
        for (final Format in : Candidates.of(at.accepts(input))) {
            final FormatSpec made = made(at, (OutputPort.DerivedFrom) rule, in, false);
            if (made != null && !made.intersect(wanted(node, port)).isEmpty()) {
                return settle(node, port, null, made);
            }
        }
        problem(at.out(port), "its format follows from input \"" + at.spec().inputs().get(input).name() + "\", which nothing decides",
            "connect " + at.in(input));
        return null;
    }

    private Format settle(final int node, final int port, final Format only, final FormatSpec offered) {
        final FormatSpec wanted = wanted(node, port);
        if (only != null ? !wanted.accepts(only) : offered.intersect(wanted).isEmpty()) {
            report.tell(node, port, offered);
            return Candidates.of(wanted).stream().findFirst().orElse(null);
        }
        final List<Format> candidates = only != null ? List.of(only) : Candidates.of(offered.intersect(wanted));
        for (final Format candidate : candidates) {
            if (works(node, port, candidate)) {
                return candidate;
            }
        }
        if (candidates.isEmpty()) {
            final Wiring.Link link = wiring.from(node, port).get(0);
            problem(wiring.text(link), "the format is not determined.  " + wiring.node(node).name() + " offers " + offered.describe() + "; "
                + wiring.node(link.to()).name() + " accepts " + accepted(link.to(), link.toPort()).describe(),
                "say exactly which format it is where \"" + wiring.node(node).name() + "\" is made");
            return null;
        }
        return candidates.get(0); // the place further down where it fails tells why
    }

    /** Whether everything further down can work with a format of this output. */
    private boolean works(final int node, final int port, final Format format) {
        final Trial trial = new Trial(node, port, format);
        final Boolean known = trials.get(trial);
        if (known != null || trials.size() > MOST_TRIALS) {
            return known == null || known;
        }
        trials.put(trial, Boolean.TRUE); // round a cycle the same format fits
        final boolean result = tryDownstream(node, port, format);
        trials.put(trial, result);
        return result;
    }

    private boolean tryDownstream(final int node, final int port, final Format format) {
        for (final Wiring.Link link : wiring.from(node, port)) {
            final Wiring.Node to = wiring.node(link.to());
            for (int out = 0; !to.broken() && out < to.spec().outputs().size(); out++) {
                final OutputPort.Rule rule = to.spec().outputs().get(out).rule();
                if (rule instanceof OutputPort.Offers || input(rule) != link.toPort() || wiring.from(to.index(), out).isEmpty()) {
                    continue;
                }
                if (!worksBehind(to, out, rule, format)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean worksBehind(final Wiring.Node to, final int out, final OutputPort.Rule rule, final Format format) {
        if (rule instanceof OutputPort.SameAs) {
            return wanted(to.index(), out).accepts(format) && works(to.index(), out, format);
        }
        final FormatSpec made = made(to, (OutputPort.DerivedFrom) rule, format, false);
        if (made == null) {
            return false;
        }
        for (final Format next : Candidates.of(made.intersect(wanted(to.index(), out)))) {
            if (works(to.index(), out, next)) {
                return true;
            }
        }
        return false;
    }

    private FormatSpec made(final Wiring.Node at, final OutputPort.DerivedFrom rule, final Format in, final boolean tell) {
        String wrong = "returned null";
        try {
            final FormatSpec made = rule.mapping().apply(in);
            if (made != null) {
                return made;
            }
        } catch (final RuntimeException e) {
            wrong = "threw " + e;
        }
        if (tell) {
            problems.add(new Problem(Problem.Kind.STAGE, at.name(), "the format mapping of its spec " + wrong + " for " + in.describe(),
                "a mapping must be pure and answer every format that the input accepts"));
        }
        return null;
    }

    // a format that was decided before its input was known must agree with it afterwards
    private void closeCircles() {
        for (final Wiring.Link link : wiring.links()) {
            final Format in = chosen.get(new Key(link.from(), link.fromPort()));
            final Wiring.Node to = wiring.node(link.to());
            for (int out = 0; out < to.spec().outputs().size(); out++) {
                final OutputPort.Rule rule = to.spec().outputs().get(out).rule();
                final Format made = chosen.get(new Key(to.index(), out));
                if (in == null || made == null || rule instanceof OutputPort.Offers || input(rule) != link.toPort()) {
                    continue;
                }
                final FormatSpec fits = rule instanceof OutputPort.DerivedFrom derived ? made(to, derived, in, true) : FormatSpec.of(in);
                if (fits != null && !fits.accepts(made)) {
                    problem(wiring.text(link), "the format goes round in a circle and does not close: " + in.describe() + " comes back, and "
                        + to.out(out) + " is " + made.describe(), "let a stage of the cycle offer one format only");
                }
            }
        }
    }

    private void problem(final String where, final String found, final String fix) {
        problems.add(new Problem(Problem.Kind.FORMAT, where, found, fix));
    }

    private static int input(final OutputPort.Rule rule) {
        return rule instanceof OutputPort.SameAs same ? same.inputPort() : ((OutputPort.DerivedFrom) rule).inputPort();
    }
}
