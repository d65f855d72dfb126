package io.penstock.testkit;

import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.stage.InputPort;
import io.penstock.stage.OutputPort;
import io.penstock.stage.StageSpec;
import java.util.Arrays;

/** Ports of the stage in a harness: names, which are connected, and the negotiation of just this stage. */
final class HarnessPorts {
    private final StageSpec spec;
    private final Format[] inputs;
    private final FormatSpec[] wanted;
    private final boolean[] unconnected;

    HarnessPorts(final StageSpec spec) {
        this.spec = spec;
        inputs = new Format[spec.inputs().size()];
        wanted = new FormatSpec[spec.outputs().size()];
        unconnected = new boolean[wanted.length];
        Arrays.fill(wanted, FormatSpec.any());
    }

    int input(final String name) {
        final int port = spec.inputIndex(name);
        if (port < 0) {
            throw new IllegalArgumentException("stage \"" + spec.type() + "\" has no input \"" + name + "\", but "
                + spec.inputs().stream().map(InputPort::name).toList());
        }
        return port;
    }

    int output(final String name) {
        final int port = spec.outputIndex(name);
        if (port < 0) {
            throw new IllegalArgumentException("stage \"" + spec.type() + "\" has no output \"" + name + "\", but "
                + spec.outputs().stream().map(OutputPort::name).toList());
        }
        return port;
    }

    void connectInput(final int port, final Format format) {
        checkAccepts(port, format);
        inputs[port] = format;
    }

    void disconnectInput(final int port) {
        inputs[port] = null;
    }

    void checkAccepts(final int port, final Format format) {
        final InputPort input = spec.inputs().get(port);
        if (!input.accepts().accepts(format)) {
            throw new AssertionError("stage \"" + spec.type() + "\", input \"" + input.name() + "\": does not accept " + format.describe()
                + ", but " + input.accepts().describe());
        }
    }

    void want(final int port, final FormatSpec accepted) {
        wanted[port] = accepted;
    }

    void unconnect(final int port) {
        unconnected[port] = true;
    }

    boolean isConnected(final int outPort) {
        return !unconnected[outPort];
    }

    Format inputFormat(final int port) {
        return inputs[port];
    }

    Format[] inputFormats() {
        return inputs.clone();
    }

    /** Gives required inputs without a format their preferred one, then settles the outputs. */
    Format[] negotiate() {
        for (int i = 0; i < inputs.length; i++) {
            final InputPort port = spec.inputs().get(i);
            if (inputs[i] == null && !port.optional()) {
                inputs[i] = port.accepts().first().orElseThrow(() -> new AssertionError("stage \"" + spec.type() + "\", input \""
                    + port.name() + "\": name its format with input(\"" + port.name() + "\", format), for it accepts "
                    + port.accepts().describe()));
            }
        }
        final Format[] outputs = new Format[wanted.length];
        for (int i = 0; i < outputs.length; i++) {
            outputs[i] = output(i);
        }
        return outputs;
    }

    private Format output(final int i) {
        final OutputPort port = spec.outputs().get(i);
        final FormatSpec offered;
        if (port.rule() instanceof OutputPort.Offers offers) {
            offered = offers.formats();
        } else if (port.rule() instanceof OutputPort.SameAs same) {
            offered = FormatSpec.of(source(port, same.inputPort()));
        } else {
            final OutputPort.DerivedFrom derived = (OutputPort.DerivedFrom) port.rule();
            offered = derived.mapping().apply(source(port, derived.inputPort()));
        }
        final FormatSpec common = offered.intersect(wanted[i]);
        if (common.isEmpty()) {
            throw new AssertionError("stage \"" + spec.type() + "\", output \"" + port.name() + "\": no common format. It offers "
                + offered.describe() + "; the test accepts " + wanted[i].describe());
        }
        return common.first().orElseThrow(() -> new AssertionError("stage \"" + spec.type() + "\", output \"" + port.name()
            + "\": name its format with output(\"" + port.name() + "\", ...), for it offers " + common.describe()));
    }

    private Format source(final OutputPort port, final int input) {
        if (inputs[input] == null) {
            throw new AssertionError("stage \"" + spec.type() + "\", output \"" + port.name() + "\": takes its format from input \""
                + spec.inputs().get(input).name() + "\", which is not connected");
        }
        return inputs[input];
    }
}
