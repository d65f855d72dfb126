package io.penstock.benchmarks.e2e;

import io.penstock.core.ThreadingMode;
import io.penstock.examples.call.CallCodec;
import io.penstock.examples.call.CallSetup;
import java.util.ArrayList;
import java.util.List;

/**
 * A call under given conditions.
 *
 * @param name      by which it is chosen.
 * @param group     question that it belongs to; scenarios of a group share a chart.
 * @param setup     the call.
 * @param processes 1 = both ends in one, 2 = an end each.
 * @param gc        {@code g1} or {@code zgc}.
 */
record Scenario(String name, String group, CallSetup setup, int processes, String gc) {
    static final String CODECS = "Codecs and processes";
    static final String NETWORK = "Networks";
    static final String CALLS = "Calls at once";
    static final String MODES = "Who runs the regions";
    static final String COLLECTORS = "Garbage collectors";
    static final String G1 = "g1";
    static final String ZGC = "zgc";
    private static final int WIDTH = 360;
    private static final int HEIGHT = 640;
    private static final int FPS = 15;
    private static final int BITRATE = 1_152_000;
    private static final int SECONDS = 20;
    private static final int QUICK_SECONDS = 5;
    private static final int HEADLINE_SECONDS = 300;
    private static final int RTT_MS = 200;
    private static final int JITTER_MS = 30;
    private static final double LOSS_PERCENT = 5;
    private static final int SHORT_RTT_MS = 50;

    private static CallSetup plain(final CallCodec codec, final int seconds) {
        return new CallSetup(codec, 1, seconds, ThreadingMode.SHARED, WIDTH, HEIGHT, FPS, BITRATE, 0, 0, 0, 1);
    }

    /** What is varied by hand. */
    static Scenario custom() {
        return new Scenario("custom", CODECS, plain(CallCodec.PASS_THROUGH, SECONDS), 1, G1);
    }

    /** The whole set, in the order of the report. */
    static List<Scenario> all() {
        final List<Scenario> all = new ArrayList<>();
        for (final CallCodec codec : List.of(CallCodec.PASS_THROUGH, CallCodec.H264)) {
            final Scenario one = new Scenario(codec.toString(), CODECS, plain(codec, SECONDS), 1, G1);
            all.add(one);
            all.add(one.named("two-processes", CODECS).processes(2));
        }
        for (final CallCodec codec : List.of(CallCodec.PASS_THROUGH, CallCodec.H264)) {
            final Scenario one = new Scenario(codec.toString(), NETWORK, plain(codec, SECONDS), 1, G1);
            all.add(one.named("rtt50", NETWORK).network(SHORT_RTT_MS, 0, 0));
            all.add(one.named("bad-network", NETWORK).network(RTT_MS, JITTER_MS, LOSS_PERCENT));
        }
        final Scenario base = new Scenario(CallCodec.PASS_THROUGH.toString(), CALLS, plain(CallCodec.PASS_THROUGH, SECONDS), 1, G1);
        for (final int calls : new int[] {4, 16, 64}) {
            all.add(base.named(calls + "-calls", CALLS).calls(calls));
        }
        for (final ThreadingMode mode : List.of(ThreadingMode.INVOKER, ThreadingMode.DEDICATED)) {
            all.add(base.named(mode.name().toLowerCase(java.util.Locale.ROOT), MODES).mode(mode));
        }
        all.add(base.named(ZGC, COLLECTORS).gc(ZGC));
        all.add(new Scenario(CallCodec.H264 + "-" + ZGC, COLLECTORS, plain(CallCodec.H264, SECONDS), 1, ZGC));
        return all;
    }

    /** A minute's worth, to see that everything runs. */
    static List<Scenario> quick() {
        return all().stream().filter(scenario -> scenario.group.equals(CODECS)
            && (scenario.setup.codec() == CallCodec.PASS_THROUGH || scenario.processes == 1))
            .map(scenario -> scenario.seconds(QUICK_SECONDS)).toList();
    }

    /** What the engine promises: a call between two processes over a bad network. */
    static Scenario headline() {
        return new Scenario("headline", NETWORK, plain(CallCodec.H264, HEADLINE_SECONDS), 2, G1).network(RTT_MS, JITTER_MS, LOSS_PERCENT);
    }

    private Scenario named(final String suffix, final String inGroup) {
        return new Scenario(name + "-" + suffix, inGroup, setup, processes, gc);
    }

    private Scenario with(final CallSetup changed) {
        return new Scenario(name, group, changed, processes, gc);
    }

    Scenario processes(final int count) {
        return new Scenario(name, group, setup, count, gc);
    }

    Scenario gc(final String collector) {
        return new Scenario(name, group, setup, processes, collector);
    }

    Scenario network(final int rttMs, final int jitterMs, final double lossPercent) {
        return with(new CallSetup(setup.codec(), setup.calls(), setup.seconds(), setup.mode(), setup.width(), setup.height(), setup.fps(),
            setup.bitrate(), lossPercent, rttMs, jitterMs, setup.seed()));
    }

    Scenario seconds(final int seconds) {
        return with(new CallSetup(setup.codec(), setup.calls(), seconds, setup.mode(), setup.width(), setup.height(), setup.fps(), setup.bitrate(),
            setup.lossPercent(), setup.rttMs(), setup.jitterMs(), setup.seed()));
    }

    Scenario seed(final long seed) {
        return with(new CallSetup(setup.codec(), setup.calls(), setup.seconds(), setup.mode(), setup.width(), setup.height(), setup.fps(),
            setup.bitrate(), setup.lossPercent(), setup.rttMs(), setup.jitterMs(), seed));
    }

    Scenario calls(final int calls) {
        return with(new CallSetup(setup.codec(), calls, setup.seconds(), setup.mode(), setup.width(), setup.height(), setup.fps(), setup.bitrate(),
            setup.lossPercent(), setup.rttMs(), setup.jitterMs(), setup.seed()));
    }

    Scenario mode(final ThreadingMode mode) {
        return with(new CallSetup(setup.codec(), setup.calls(), setup.seconds(), mode, setup.width(), setup.height(), setup.fps(), setup.bitrate(),
            setup.lossPercent(), setup.rttMs(), setup.jitterMs(), setup.seed()));
    }

    Scenario codec(final CallCodec codec) {
        return with(new CallSetup(codec, setup.calls(), setup.seconds(), setup.mode(), setup.width(), setup.height(), setup.fps(), setup.bitrate(),
            setup.lossPercent(), setup.rttMs(), setup.jitterMs(), setup.seed()));
    }

    /** What is in it, in a line. */
    String described() {
        final StringBuilder text = new StringBuilder(120).append(setup.codec() == CallCodec.H264 ? "H.264+Opus" : "pass-through").append(", ")
            .append(setup.width()).append('x').append(setup.height()).append('@').append(setup.fps()).append(", ").append(processes)
            .append(processes == 1 ? " process" : " processes");
        if (setup.calls() > 1) {
            text.append(", ").append(setup.calls()).append(" calls");
        }
        if (setup.rttMs() > 0 || setup.jitterMs() > 0 || setup.lossPercent() > 0) {
            text.append(", RTT ").append(setup.rttMs()).append(" ms, jitter ").append(setup.jitterMs()).append(" ms, loss ")
                .append(setup.lossPercent()).append(" %");
        }
        return text.append(", ").append(setup.mode()).append(", ").append(gc).append(", ").append(setup.seconds()).append(" s").toString();
    }
}
