package io.penstock.testkit;

import io.penstock.error.CodecException;
import io.penstock.event.Event;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import java.util.List;

/** The rules of {@link StageContract} that take more than a line. */
final class ContractRules {
    private static final int MAX_POLLS = 100_000;
    private static final int REST_POLLS = 3;
    private static final int MAX_START_CALLS = 64;

    private ContractRules() {
    }

    /** The ports are those that the kind of stage has. */
    static void shape(final Stage stage, final StageSpec spec) {
        final int in = spec.inputs().size();
        final int out = spec.outputs().size();
        final boolean right;
        if (stage instanceof Source) {
            right = in == 0 && out == 1;
        } else if (stage instanceof Sink) {
            right = in == 1 && out == 0;
        } else if (stage instanceof Junction) {
            right = in > 0 || out > 0;
        } else {
            right = in == 1 && out == 1;
        }
        if (!right) {
            throw new AssertionError("stage \"" + spec.type() + "\": a stage of this kind does not have " + in + " inputs and " + out + " outputs");
        }
        if (stage instanceof InPlace && !(spec.outputs().get(0).rule() instanceof OutputPort.SameAs)) {
            throw new AssertionError("stage \"" + spec.type() + "\": the output of an in-place stage has the format of its input: StageSpec.same()");
        }
    }

    static void endsOnce(final StageHarness h, final int port, final boolean expected) {
        final List<Captured> out = h.captured().stream().filter(captured -> captured.port() == port).toList();
        final long ends = out.stream().filter(ContractRules::isEnd).count();
        if (ends > 1 || expected && ends == 0) {
            throw new AssertionError("output " + port + " ended " + ends + " times");
        }
        if (ends == 1 && !isEnd(out.get(out.size() - 1))) {
            throw new AssertionError("output " + port + " put out " + out.get(out.size() - 1) + " after its end of stream");
        }
    }

    private static boolean isEnd(final Captured captured) {
        return captured instanceof CapturedEvent event && event.event() instanceof Event.EndOfStream;
    }

    static void inOrder(final StageHarness h, final int port) {
        long last = Long.MIN_VALUE;
        for (final Captured captured : h.captured()) {
            if (captured.port() != port) {
                continue;
            }
            if (captured instanceof CapturedEvent event && event.event() instanceof Event.Discontinuity) {
                last = Long.MIN_VALUE;
            } else if (captured instanceof CapturedFrame frame) {
                if (frame.ptsNs() < last) {
                    throw new AssertionError("output " + port + ": " + (last - frame.ptsNs()) + " ns back in time at " + frame);
                }
                last = frame.ptsNs();
            }
        }
    }

    /** Runs a stage whose output throws once, and goes on as a graph that skips the frame would. */
    static void failAt(final StageContract contract, final long call, final int frames) {
        final StageHarness started;
        try {
            started = contract.setup().failOutputAt(call).start();
        } catch (final InjectedFault e) {
            return; // in the first tick; the harness has closed the stage and looked for leaks
        }
        try (StageHarness h = started) {
            final ContractFeed feed = contract.feed(h);
            for (int i = 0; i < frames; i++) {
                try {
                    feed.step();
                } catch (final RuntimeException e) {
                    expected(e);
                }
            }
            try {
                h.endOfStream();
            } catch (final RuntimeException e) {
                expected(e);
            }
        } catch (final AssertionError e) {
            throw new AssertionError("output call " + call + " threw: " + e.getMessage(), e);
        }
    }

    private static void expected(final RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InjectedFault || cause instanceof CodecException) {
                return;
            }
        }
        throw new AssertionError("went astray after its output threw: " + e, e);
    }

    /** With a clock that stands still there is an end to the work. */
    static void comesToRest(final StageHarness h) {
        int polls = 0;
        while (h.poll() > 0) {
            if (++polls > MAX_POLLS) {
                throw new AssertionError("returned work " + polls + " times while the clock stood still: an idle stage returns 0");
            }
        }
        for (int i = 0; i < REST_POLLS; i++) {
            if (h.poll() != 0) {
                throw new AssertionError("returned 0, then work again, while the clock stood still");
            }
        }
    }

    static void closes(final Stage stage, final String what) {
        try {
            stage.close();
        } catch (final RuntimeException e) {
            throw new AssertionError(what + " threw " + e, e);
        }
    }

    /** Lets onStart fail at every call of its context in turn; the harness then closes the stage and looks for leaks. */
    static void closesAfterFailedStart(final StageContract contract) {
        for (int call = 1; call <= MAX_START_CALLS; call++) {
            try (StageHarness h = contract.setup().failContextAt(call).start()) {
                h.rig.failContextAt(Long.MAX_VALUE);
                return;
            } catch (final InjectedFault e) {
                if (e.getSuppressed().length > 0) {
                    throw new AssertionError("close() after a failed onStart threw " + e.getSuppressed()[0], e.getSuppressed()[0]);
                }
            }
        }
    }
}
