package io.penstock.stage;

import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a stage promises: the planner builds threads, pools and latency from it, the contract test holds the stage to it. Immutable.
 */
public final class StageSpec {
    /** How often an idle source without a wake-up of its own is polled, unless it says otherwise. */
    public static final long DEFAULT_POLL_INTERVAL_NS = 1_000_000L;

    private final String type;
    private final List<InputPort> inputs;
    private final List<OutputPort> outputs;
    private final Latency latency;
    private final int framesHeld;
    private final int maxOutputsPerInput;
    private final int maxOutputBytes;
    private final long pollIntervalNs;
    private final boolean ticking;
    private final boolean heavy;
    private final boolean directMemory;
    private final boolean endsWithFirstInput;

    private StageSpec(final Builder b) {
        type = b.type;
        inputs = List.copyOf(b.inputs);
        outputs = List.copyOf(b.outputs);
        latency = b.latency;
        framesHeld = b.framesHeld;
        maxOutputsPerInput = b.maxOutputsPerInput;
        maxOutputBytes = b.maxOutputBytes;
        pollIntervalNs = b.pollIntervalNs;
        ticking = b.ticking;
        heavy = b.heavy;
        directMemory = b.directMemory;
        endsWithFirstInput = b.endsWithFirstInput;
    }

    /**
     * A source with one output named {@code out}.
     *
     * @param type   what it is, for messages: {@code camera}.
     * @param offers formats it can make, the preferred first.
     * @return a builder.
     */
    public static Builder source(final String type, final FormatSpec offers) {
        return new Builder(type).output("out", offers);
    }

    /**
     * A sink with one input named {@code in}.
     *
     * @param type    what it is, for messages.
     * @param accepts formats it takes, the preferred first.
     * @return a builder.
     */
    public static Builder sink(final String type, final FormatSpec accepts) {
        return new Builder(type).input("in", accepts);
    }

    /**
     * A stage with one input {@code in} and one output {@code out} of the same format: in-place stages, taps, buffers.
     *
     * @param type    what it is, for messages.
     * @param accepts formats it takes, the preferred first.
     * @return a builder.
     */
    public static Builder same(final String type, final FormatSpec accepts) {
        return new Builder(type).input("in", accepts).outputSameAs("out", 0);
    }

    /**
     * A transform with one input {@code in} and one output {@code out} made from the input's format.
     *
     * @param type    what it is, for messages.
     * @param accepts formats it takes, the preferred first.
     * @param mapping pure function from the input's format to what it can make of it, the preferred first.
     * @return a builder.
     */
    public static Builder transform(final String type, final FormatSpec accepts, final Function<Format, FormatSpec> mapping) {
        return new Builder(type).input("in", accepts).outputFrom("out", 0, mapping);
    }

    /**
     * A junction; add its ports.
     *
     * @param type what it is, for messages.
     * @return a builder.
     */
    public static Builder junction(final String type) {
        return new Builder(type);
    }

    /**
     * What it is, for messages.
     *
     * @return a short lower-case word.
     */
    public String type() {
        return type;
    }

    /**
     * Inputs, in port order.
     *
     * @return an immutable list.
     */
    public List<InputPort> inputs() {
        return inputs;
    }

    /**
     * Outputs, in port order.
     *
     * @return an immutable list.
     */
    public List<OutputPort> outputs() {
        return outputs;
    }

    /**
     * Media delay.
     *
     * @return the latency.
     */
    public Latency latency() {
        return latency;
    }

    /**
     * How many input frames the stage may keep retained; for a source, how many filled frames may wait inside it.
     *
     * @return frames.
     */
    public int framesHeld() {
        return framesHeld;
    }

    /**
     * How many frames one callback may put out, on each output.
     *
     * @return frames, at least 1.
     */
    public int maxOutputsPerInput() {
        return maxOutputsPerInput;
    }

    /**
     * Largest payload it puts out.
     *
     * @return bytes; 0 = as the output format says.
     */
    public int maxOutputBytes() {
        return maxOutputBytes;
    }

    /**
     * How often an idle source is polled that asked for no wake-up.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} for one that wakes itself.
     */
    public long pollIntervalNs() {
        return pollIntervalNs;
    }

    /**
     * Whether {@code onTick} is called.
     *
     * @return true if so.
     */
    public boolean ticking() {
        return ticking;
    }

    /**
     * Whether it may take many milliseconds a frame and so must not share a thread with sound.
     *
     * @return true if so.
     */
    public boolean heavy() {
        return heavy;
    }

    /**
     * Whether it wants payloads in direct memory rather than in arrays.
     *
     * @return true if so.
     */
    public boolean directMemory() {
        return directMemory;
    }

    /**
     * Whether the outputs of a junction end with the first input that ends.
     *
     * @return true if so; false = with the last.
     */
    public boolean endsWithFirstInput() {
        return endsWithFirstInput;
    }

    /**
     * Index of an input port by name.
     *
     * @param name name of the port.
     * @return the index; −1 if there is none.
     */
    public int inputIndex(final String name) {
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Index of an output port by name.
     *
     * @param name name of the port.
     * @return the index; −1 if there is none.
     */
    public int outputIndex(final String name) {
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Builds a spec. */
    public static final class Builder {
        private final String type;
        private final List<InputPort> inputs = new ArrayList<>();
        private final List<OutputPort> outputs = new ArrayList<>();
        private Latency latency = Latency.ZERO;
        private int framesHeld;
        private int maxOutputsPerInput = 1;
        private int maxOutputBytes;
        private long pollIntervalNs = DEFAULT_POLL_INTERVAL_NS;
        private boolean ticking;
        private boolean heavy;
        private boolean directMemory;
        private boolean endsWithFirstInput;

        private Builder(final String type) {
            this.type = type;
        }

        /**
         * Adds an input that must be connected.
         *
         * @param name    name of the port.
         * @param accepts accepted formats, the preferred first.
         * @return this.
         */
        public Builder input(final String name, final FormatSpec accepts) {
            inputs.add(new InputPort(name, accepts, false));
            return this;
        }

        /**
         * Adds an input that may stay unconnected and may be connected while running.
         *
         * @param name    name of the port.
         * @param accepts accepted formats, the preferred first.
         * @return this.
         */
        public Builder optionalInput(final String name, final FormatSpec accepts) {
            inputs.add(new InputPort(name, accepts, true));
            return this;
        }

        /**
         * Adds an output whose formats the stage offers on its own account.
         *
         * @param name   name of the port.
         * @param offers formats, the preferred first.
         * @return this.
         */
        public Builder output(final String name, final FormatSpec offers) {
            outputs.add(new OutputPort(name, new OutputPort.Offers(offers)));
            return this;
        }

        /**
         * Adds an output that has the format of an input.
         *
         * @param name      name of the port.
         * @param inputPort index of the input.
         * @return this.
         */
        public Builder outputSameAs(final String name, final int inputPort) {
            outputs.add(new OutputPort(name, new OutputPort.SameAs(inputPort)));
            return this;
        }

        /**
         * Adds an output whose format is made from that of an input.
         *
         * @param name      name of the port.
         * @param inputPort index of the input.
         * @param mapping   pure function from the input's format to what the output can be, the preferred first.
         * @return this.
         */
        public Builder outputFrom(final String name, final int inputPort, final Function<Format, FormatSpec> mapping) {
            outputs.add(new OutputPort(name, new OutputPort.DerivedFrom(inputPort, mapping)));
            return this;
        }

        /**
         * Declares the media delay.
         *
         * @param value the latency.
         * @return this.
         */
        public Builder latency(final Latency value) {
            latency = value;
            return this;
        }

        /**
         * Declares how many input frames may be kept retained; for a source, how many filled frames may wait inside it.
         *
         * @param frames zero or more.
         * @return this.
         */
        public Builder framesHeld(final int frames) {
            framesHeld = frames;
            return this;
        }

        /**
         * Declares how many frames one callback may put out.
         *
         * @param frames at least 1.
         * @return this.
         */
        public Builder maxOutputsPerInput(final int frames) {
            maxOutputsPerInput = frames;
            return this;
        }

        /**
         * Declares the largest payload put out, where the output format says too much or too little.
         *
         * @param bytes positive.
         * @return this.
         */
        public Builder maxOutputBytes(final int bytes) {
            maxOutputBytes = bytes;
            return this;
        }

        /**
         * Sets how often the source is polled when idle and without a wake-up of its own.
         *
         * @param interval positive.
         * @return this.
         */
        public Builder pollInterval(final Duration interval) {
            pollIntervalNs = interval.toNanos();
            return this;
        }

        /**
         * Declares that the source always arranges its own wake-up (timer, waker or selector) before it returns 0.
         *
         * @return this.
         */
        public Builder wakesItself() {
            pollIntervalNs = Long.MAX_VALUE;
            return this;
        }

        /**
         * Asks for {@code onTick}.
         *
         * @return this.
         */
        public Builder ticking() {
            ticking = true;
            return this;
        }

        /**
         * Declares that a call may take many milliseconds.
         *
         * @return this.
         */
        public Builder heavy() {
            heavy = true;
            return this;
        }

        /**
         * Asks for payloads in direct memory.
         *
         * @return this.
         */
        public Builder directMemory() {
            directMemory = true;
            return this;
        }

        /**
         * Ends the outputs of a junction with the first input that ends.
         *
         * @return this.
         */
        public Builder endsWithFirstInput() {
            endsWithFirstInput = true;
            return this;
        }

        /**
         * Builds.
         *
         * @return the spec.
         * @throws ConfigurationException if a bound is out of range; the message names it.
         */
        public StageSpec build() {
            if (framesHeld < 0 || maxOutputsPerInput < 1 || maxOutputBytes < 0 || pollIntervalNs <= 0) {
                throw new ConfigurationException("stage type \"" + type + "\": framesHeld " + framesHeld
                    + " (accepted >= 0), maxOutputsPerInput "
                    + maxOutputsPerInput + " (accepted >= 1), maxOutputBytes " + maxOutputBytes + " (accepted >= 0), poll interval "
                    + pollIntervalNs + " ns (accepted > 0)");
            }
            for (final OutputPort port : outputs) {
                final int from = port.rule() instanceof OutputPort.SameAs same ? same.inputPort()
                    : port.rule() instanceof OutputPort.DerivedFrom derived ? derived.inputPort() : 0;
                if (from < 0 || from > 0 && from >= inputs.size()) {
                    throw new ConfigurationException("stage type \"" + type + "\", output \"" + port.name()
                        + "\": takes its format from input "
                        + from + ", but there are " + inputs.size() + " inputs");
                }
            }
            return new StageSpec(this);
        }
    }
}
