package io.penstock.core.plan;

import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.MediaKind;
import io.penstock.format.PacketFormat;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Problem;
import io.penstock.stage.InPlace;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Stage;
import io.penstock.stage.Transform;
import java.util.List;

/** Finds policies that do not fit their place. */
final class PolicyCheck {
    private PolicyCheck() {
    }

    static void check(final Wiring wiring, final Format[][] formats, final List<Problem> problems) {
        for (final Wiring.Node node : wiring.nodes()) {
            if (!node.broken() && !node.external()) {
                supervision(wiring, node, formats, problems);
            }
        }
        for (final Wiring.Link link : wiring.links()) {
            final Format format = formats[link.from()][link.fromPort()];
            if (link.policy() != null && format != null) {
                queue(wiring, link, format, problems);
            }
        }
    }

    /** Whether what comes out of a stage has the format of what went in, as far as its spec tells. */
    static boolean keepsFormat(final Stage stage) {
        if (stage instanceof InPlace) {
            return true;
        }
        try {
            return stage.spec().outputs().get(0).rule() instanceof OutputPort.SameAs;
        } catch (final RuntimeException e) {
            return false;
        }
    }

    private static void supervision(final Wiring wiring, final Wiring.Node node, final Format[][] formats, final List<Problem> problems) {
        switch (node.supervision()) {
            case RESTART -> {
                if (node.factory() == null) {
                    add(problems, node.name(), "RESTART needs a factory, and a finished stage was given",
                        "pass a StageFactory: .via(\"" + node.name() + "\", () -> …)");
                }
            }
            case BYPASS -> bypass(wiring, node, formats, problems);
            case FAIL_GRAPH, SKIP_FRAME -> {
            }
        }
    }

    private static void bypass(final Wiring wiring, final Wiring.Node node, final Format[][] formats, final List<Problem> problems) {
        if (node.stage() instanceof InPlace) {
            return;
        }
        if (!(node.stage() instanceof Transform)) {
            add(problems, node.name(), "BYPASS lets frames pass by, which " + Kinds.article(node.stage()) + " has no way for",
                "use SKIP_FRAME, or RESTART with a factory");
            return;
        }
        final Wiring.Link link = wiring.into(node.index(), 0);
        final Format in = link == null ? null : formats[link.from()][link.fromPort()];
        final Format out = formats[node.index()][0];
        if (in != null && out != null && !in.equals(out)) {
            add(problems, node.name(), "BYPASS lets frames pass by, but " + in.describe() + " comes in and " + out.describe() + " goes out",
                "use SKIP_FRAME, or RESTART with a factory");
        }
    }

    private static void queue(final Wiring wiring, final Wiring.Link link, final Format format, final List<Problem> problems) {
        final EdgePolicy policy = link.policy();
        final boolean encodedVideo = format instanceof EncodedFormat && format.kind() == MediaKind.VIDEO;
        if (policy.kind() == EdgePolicy.Kind.KEYFRAME_AWARE && !encodedVideo) {
            add(problems, wiring.text(link), policy + " knows encoded video only; here flows " + format.describe(),
                format instanceof AudioFormat || format instanceof PacketFormat || format instanceof EncodedFormat
                    ? ".async(Edges.dropOldest(ms(" + Math.max(1, policy.maxAge().toMillis()) + ")))" : ".async(Edges.latest())");
        } else if (policy.kind() == EdgePolicy.Kind.LATEST && encodedVideo) {
            add(problems, wiring.text(link), "latest() drops frames that later ones refer to; here flows " + format.describe(),
                ".async(Edges.keyframeAware(ms(100)))");
        } else if (policy.kind() == EdgePolicy.Kind.LATEST && format instanceof PacketFormat packets
            && packets.protocol() == PacketFormat.Protocol.RTP) {
            add(problems, wiring.text(link), "latest() keeps one packet, and a frame may be many; here flows " + format.describe(),
                ".async(Edges.dropOldest(ms(100)))");
        }
    }

    private static void add(final List<Problem> problems, final String where, final String found, final String fix) {
        problems.add(new Problem(Problem.Kind.POLICY, where, found, fix));
    }
}
