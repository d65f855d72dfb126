package io.penstock.core.run;

import io.penstock.format.Format;
import io.penstock.graph.Supervision;
import io.penstock.stage.Output;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageFactory;
import io.penstock.stage.StageSpec;

/** What a running stage is made of, and its outputs as its author sees them. Region's thread only. */
abstract class NodeParts implements Outputs {
    final String name;
    final StageSpec spec;
    final StageNode.Kind kind;
    final StageOutput[] outputs;
    final NodeInputs inputs;
    final RegionAgent region;
    final NodeMetrics metrics;
    private final StageFactory factory;
    private final Supervision supervision;

    NodeParts(final String name, final StageNode.Kind kind, final StageSpec spec, final StageFactory factory, final Supervision supervision,
        final StageOutput[] outputs, final NodeInputs inputs, final RegionAgent region, final NodeMetrics metrics) {
        this.name = name;
        this.kind = kind;
        this.spec = spec;
        this.factory = factory;
        this.supervision = supervision;
        this.outputs = outputs;
        this.inputs = inputs;
        this.region = region;
        this.metrics = metrics;
    }

    @Override
    public Output port(final int port) {
        return outputs[port];
    }

    @Override
    public int count() {
        return outputs.length;
    }

    @Override
    public boolean isConnected(final int port) {
        return outputs[port].isConnected();
    }

    StageOutput output(final int port) {
        return outputs[port];
    }

    OutputPort.Rule rule(final int port) {
        return spec.outputs().get(port).rule();
    }

    Format inputFormat(final int port) {
        return inputs.format(port);
    }

    void inputFormat(final int port, final Format format) {
        inputs.format(port, format);
    }

    String name() {
        return name;
    }

    StageSpec spec() {
        return spec;
    }

    StageNode.Kind kind() {
        return kind;
    }

    StageFactory factory() {
        return factory;
    }

    Supervision supervision() {
        return supervision;
    }

    RegionAgent region() {
        return region;
    }

    NodeMetrics metrics() {
        return metrics;
    }
}
