package io.penstock.testkit;

import io.penstock.format.Format;
import io.penstock.stage.InputPort;
import io.penstock.stage.OutputPort;
import io.penstock.stage.StageSpec;

/** A spec as text, so that two can be compared and a difference read. */
final class SpecText {
    private SpecText() {
    }

    static String of(final StageSpec spec) {
        final StringBuilder text = new StringBuilder(spec.type());
        for (final InputPort port : spec.inputs()) {
            text.append("\n input ").append(port.name()).append(port.optional() ? " (optional): " : ": ")
                .append(port.accepts().describe());
        }
        for (final OutputPort port : spec.outputs()) {
            text.append("\n output ").append(port.name()).append(": ").append(rule(spec, port));
        }
        return text.append("\n latency ").append(spec.latency()).append(", framesHeld ").append(spec.framesHeld())
            .append(", maxOutputsPerInput ").append(spec.maxOutputsPerInput()).append(", maxOutputBytes ").append(spec.maxOutputBytes())
            .append(", poll interval ").append(spec.pollIntervalNs()).append(" ns, ticking ").append(spec.ticking()).append(", heavy ")
            .append(spec.heavy()).append(", direct memory ").append(spec.directMemory()).append(", ends with first input ")
            .append(spec.endsWithFirstInput()).toString();
    }

    private static String rule(final StageSpec spec, final OutputPort port) {
        if (port.rule() instanceof OutputPort.Offers offers) {
            return "offers " + offers.formats().describe();
        } else if (port.rule() instanceof OutputPort.SameAs same) {
            return "same as input " + same.inputPort();
        }
        final OutputPort.DerivedFrom derived = (OutputPort.DerivedFrom) port.rule();
        final Format sample = spec.inputs().get(derived.inputPort()).accepts().first().orElse(null);
        return "from input " + derived.inputPort() + (sample == null ? "" : ": " + sample.describe() + " gives "
            + derived.mapping().apply(sample).describe());
    }
}
