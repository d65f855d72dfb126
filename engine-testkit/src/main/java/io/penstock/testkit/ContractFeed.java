package io.penstock.testkit;

import io.penstock.format.Format;
import io.penstock.stage.InputPort;
import io.penstock.stage.Source;
import java.util.ArrayList;
import java.util.List;

/** Feeds a stage as in real life: every input gets a frame when its previous one has played, and the clock moves on between. */
final class ContractFeed {
    private static final long UNKNOWN_STEP_NS = 20_000_000;

    private final StageContract contract;
    private final StageHarness harness;
    private final List<Port> ports = new ArrayList<>();
    private final long stepNs;

    ContractFeed(final StageContract contract, final StageHarness harness, final int cachedFrames) {
        this.contract = contract;
        this.harness = harness;
        long step = Long.MAX_VALUE;
        int index = 0;
        for (final InputPort input : harness.spec().inputs()) {
            final Format format = harness.context.inputFormat(index++);
            if (format != null) {
                final Port port = new Port(input.name(), format, harness.clock().nanoTime(), cachedFrames);
                ports.add(port);
                step = Math.min(step, port.stepNs);
            }
        }
        stepNs = ports.isEmpty() ? UNKNOWN_STEP_NS : step;
    }

    boolean isSource() {
        return harness.rig.stage instanceof Source;
    }

    long stepNs() {
        return stepNs;
    }

    /** Whatever is due on every input, then time until the next. */
    void step() {
        for (int i = 0; i < ports.size(); i++) {
            ports.get(i).pushDue();
        }
        harness.advanceNs(stepNs);
    }

    void steps(final int count) {
        for (int i = 0; i < count; i++) {
            step();
        }
    }

    /** What was pushed to the first input, in order. */
    List<Pushed> pushed() {
        return ports.get(0).pushed;
    }

    List<Port> ports() {
        return ports;
    }

    record Pushed(long ptsNs, long durationNs, long pushedNs) {
    }

    final class Port {
        final String name;
        final Format format;
        private final List<Pushed> pushed = new ArrayList<>();
        private final byte[][] payloads;
        private final long stepNs;
        private final boolean remember;
        private long dueNs;
        private int index;

        private Port(final String name, final Format format, final long startNs, final int cachedFrames) {
            this.name = name;
            this.format = format;
            this.dueNs = startNs;
            stepNs = format.frameNs() > 0 ? format.frameNs() : UNKNOWN_STEP_NS;
            payloads = new byte[cachedFrames][];
            for (int i = 0; i < cachedFrames; i++) {
                payloads[i] = contract.payload(name, format, i);
            }
            remember = !harness.rig.ledger.isMeasuring();
        }

        byte[] payload(final int at) {
            return payloads[at % payloads.length];
        }

        private void pushDue() {
            if (dueNs > harness.clock().nanoTime()) {
                return;
            }
            final byte[] payload = payload(index);
            final TestFrame frame = harness.frame(name).payload(payload);
            contract.prepare(frame, name, index);
            if (remember) {
                pushed.add(new Pushed(frame.ptsNs(), stepNs, harness.clock().nanoTime()));
            }
            index++;
            dueNs += stepNs;
            harness.push(name, frame);
        }
    }
}
