package io.penstock.testkit;

import io.penstock.clock.MediaClock;
import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import java.util.ArrayList;
import java.util.List;

/** What the parts of a harness share: which callback is running, what left the stage, and the rules that hold after every callback. */
final class HarnessRig {
    final Stage stage;
    final StageSpec spec;
    final Ledger ledger;
    final List<Captured> captured = new ArrayList<>();
    MediaClock clock;
    HarnessOutput[] outputs = {};
    boolean poolExhausted;
    private long failAt = Long.MAX_VALUE;
    private long outputCalls;
    private long failContextAt = Long.MAX_VALUE;
    private long contextCalls;
    private long idleCalls;
    private String where;
    private TestFrame input;
    private int emittedInCallback;
    private long emittedTotal;

    HarnessRig(final Stage stage) {
        this.stage = stage;
        this.spec = stage.spec();
        if (spec == null) {
            throw new AssertionError("spec() of " + stage.getClass().getName() + " is null");
        }
        ContractRules.shape(stage, spec);
        this.ledger = new Ledger("stage \"" + spec.type() + '"');
    }

    void failOutputAt(final long call) {
        failAt = call;
        outputCalls = 0;
    }

    /** Makes a call of the stage context fail: how a stage is brought to fail in onStart. */
    void failContextAt(final long call) {
        failContextAt = call;
    }

    void contextCall() {
        if (++contextCalls == failContextAt) {
            throw new InjectedFault("call " + contextCalls + " of the stage context fails, as the test asked");
        }
    }

    void idleCall() {
        idleCalls++;
    }

    /** How often a poll or tick had nothing to do. */
    long idleCalls() {
        return idleCalls;
    }

    long outputCalls() {
        return outputCalls;
    }

    /** A callback begins. */
    void enter(final String callback, final TestFrame frame) {
        where = callback;
        input = frame;
        emittedInCallback = 0;
        for (final HarnessOutput output : outputs) {
            output.enter();
        }
    }

    /** A callback returned normally. */
    void leave() {
        for (final HarnessOutput output : outputs) {
            output.leave();
        }
        if (!ledger.isMeasuring()) {
            checkHeld();
        }
        where = null;
        input = null;
        ledger.rethrow();
    }

    /** A callback threw, or broke a rule: what the engine does then. Throws the cause as it is, so that tests can expect its class. */
    RuntimeException abandon(final Throwable cause) {
        for (final HarnessOutput output : outputs) {
            output.abortOpen();
        }
        where = null;
        input = null;
        if (cause instanceof AssertionError) {
            ledger.reported();
        } else {
            ledger.rethrow();
        }
        throw HarnessRig.<RuntimeException>sneaky(cause);
    }

    @SuppressWarnings("unchecked")
    static <E extends Throwable> RuntimeException sneaky(final Throwable thrown) throws E {
        throw (E) thrown;
    }

    private void checkHeld() {
        final int mine = input != null && input.isAlive() && input.owners() == 1 ? 1 : 0;
        final int held = ledger.liveCount() - mine;
        if (held > spec.framesHeld()) {
            throw ledger.violation(where + " keeps " + held + " frames, declared are framesHeld(" + spec.framesHeld()
                + "): release some, or declare more" + ledger.liveFrames());
        }
    }

    AssertionError violation(final String message) {
        return ledger.violation((where == null ? "outside a callback" : where) + ": " + message);
    }

    void inCallback(final String call) {
        if (where == null) {
            throw ledger.violation(call + " outside a callback: an Output may be used only inside a callback of its stage");
        }
    }

    /** Counts calls of outputs, and fails the one that the test asked to fail. */
    void outputCall(final String call) {
        inCallback(call);
        if (++outputCalls == failAt) {
            throw new InjectedFault("output call " + failAt + " (" + call + ") fails, as the test asked");
        }
    }

    TestFrame input() {
        return input;
    }

    int emittedInCallback() {
        return emittedInCallback;
    }

    long emittedTotal() {
        return emittedTotal;
    }

    void emit(final int port, final Frame frame, final boolean forwarded) {
        emittedInCallback++;
        emittedTotal++;
        if (!ledger.isMeasuring()) {
            captured.add(new CapturedFrame(frame, port, clock.nanoTime(), forwarded));
        }
    }

    void emit(final int port, final Event.Downstream event) {
        if (!ledger.isMeasuring()) {
            captured.add(new CapturedEvent(port, clock.nanoTime(), event));
        }
    }

    void emitOnAll(final Event.Downstream event) {
        for (int port = 0; port < outputs.length; port++) {
            emit(port, event);
        }
    }

    static String describe(final Format format) {
        return format == null ? "nothing" : format.describe();
    }
}
