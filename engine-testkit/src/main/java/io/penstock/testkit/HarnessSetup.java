package io.penstock.testkit;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;

/** A {@link StageHarness} being set up: what is connected, and under which clock. */
public final class HarnessSetup {
    private final HarnessRig rig;
    private final HarnessPorts ports;
    private TestClock clock = new TestClock();

    HarnessSetup(final Stage stage) {
        rig = new HarnessRig(stage);
        ports = new HarnessPorts(rig.spec);
    }

    /**
     * Uses this clock instead of a fresh one.
     *
     * @param value the clock.
     * @return this.
     */
    public HarnessSetup clock(final TestClock value) {
        clock = value;
        return this;
    }

    /**
     * Connects the first input.
     *
     * @param format what will come in.
     * @return this.
     */
    public HarnessSetup input(final Format format) {
        ports.connectInput(0, format);
        return this;
    }

    /**
     * Connects an input. Required inputs that are not named get the first format they accept; optional ones stay unconnected.
     *
     * @param name   name of the port.
     * @param format what will come in.
     * @return this.
     * @throws AssertionError if the port does not accept the format.
     */
    public HarnessSetup input(final String name, final Format format) {
        ports.connectInput(ports.input(name), format);
        return this;
    }

    /**
     * Narrows what the first output may be, as a downstream stage would.
     *
     * @param accepted what downstream accepts; {@link FormatSpec#of} for one format.
     * @return this.
     */
    public HarnessSetup output(final FormatSpec accepted) {
        ports.want(0, accepted);
        return this;
    }

    /**
     * Narrows what an output may be, as a downstream stage would.
     *
     * @param name     name of the port.
     * @param accepted what downstream accepts.
     * @return this.
     */
    public HarnessSetup output(final String name, final FormatSpec accepted) {
        ports.want(ports.output(name), accepted);
        return this;
    }

    /**
     * Leaves an output of a junction unconnected: frames sent there are checked and dropped.
     *
     * @param name name of the port.
     * @return this.
     */
    public HarnessSetup unconnected(final String name) {
        ports.unconnect(ports.output(name));
        return this;
    }

    /**
     * Prepares for allocation and speed tests: frames are recycled, nothing is captured, and checks that allocate or scan payloads are
     * off. The harness itself then allocates nothing per frame once warm.
     *
     * @return this.
     */
    public HarnessSetup measuring() {
        rig.ledger.measuring();
        return this;
    }

    /**
     * Makes one call of an output fail, see {@link StageHarness#failOutputAt}.
     *
     * @param call 1 = the first call.
     * @return this.
     */
    public HarnessSetup failOutputAt(final long call) {
        rig.failOutputAt(call);
        return this;
    }

    HarnessSetup failContextAt(final long call) {
        rig.failContextAt(call);
        return this;
    }

    StageSpec spec() {
        return rig.spec;
    }

    /**
     * Negotiates formats and starts the stage; ticking stages get their first tick. If {@code onStart} throws, the stage is closed, as the
     * engine does.
     *
     * @return the running harness.
     * @throws AssertionError if the formats do not fit.
     */
    public StageHarness start() {
        if (rig.clock != null) {
            throw new IllegalStateException("started already: a stage instance runs once");
        }
        rig.clock = clock;
        final Format[] formats = ports.negotiate();
        rig.outputs = new HarnessOutput[formats.length];
        for (int i = 0; i < formats.length; i++) {
            rig.outputs[i] = new HarnessOutput(rig, i, rig.spec.outputs().get(i).name(), formats[i], ports.isConnected(i));
        }
        final StageHarness harness = new StageHarness(rig, ports, clock);
        harness.begin();
        return harness;
    }
}
