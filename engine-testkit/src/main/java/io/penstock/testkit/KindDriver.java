package io.penstock.testkit;

import io.penstock.event.Event;
import io.penstock.format.Format;
import io.penstock.stage.InPlace;
import io.penstock.stage.Junction;
import io.penstock.stage.Output;
import io.penstock.stage.OutputPort;
import io.penstock.stage.Outputs;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.Stage;
import io.penstock.stage.Transform;
import io.penstock.stage.Verdict;

/** Calls a stage by its kind, and does what the engine does by default with events: one subclass a kind. */
abstract class KindDriver {
    final HarnessRig rig;

    KindDriver(final HarnessRig rig) {
        this.rig = rig;
    }

    static KindDriver of(final HarnessRig rig) {
        final Stage stage = rig.stage;
        if (stage instanceof Source source) {
            return new OfSource(rig, source);
        } else if (stage instanceof Transform transform) {
            return new OfTransform(rig, transform);
        } else if (stage instanceof InPlace inPlace) {
            return new OfInPlace(rig, inPlace);
        } else if (stage instanceof Sink sink) {
            return new OfSink(rig, sink);
        }
        return new OfJunction(rig, (Junction) stage);
    }

    void frame(final int port, final TestFrame frame) throws Exception {
        throw new IllegalStateException("a source has no inputs");
    }

    /** One poll of a source or tick of a ticking stage. */
    int tick(final long nowNs, final int limit) throws Exception {
        return 0;
    }

    void formatChange(final int port, final Format format) throws Exception {
        throw new IllegalStateException("a source has no inputs");
    }

    void discontinuity(final int port, final long ptsNs) throws Exception {
        throw new IllegalStateException("a source has no inputs");
    }

    void gap(final int port, final long ptsNs, final long durationNs) throws Exception {
        throw new IllegalStateException("a source has no inputs");
    }

    void flush(final int port) throws Exception {
        throw new IllegalStateException("a source has no inputs");
    }

    /** The engine then ends the outputs. */
    void endOfStream(final int port) throws Exception {
        throw new IllegalStateException("a source has no inputs");
    }

    void portChange(final int port, final Format format) throws Exception {
        throw new IllegalStateException("only the optional inputs of a junction come and go");
    }

    Output output() {
        return rig.outputs[0];
    }

    private static final class OfSource extends KindDriver {
        private final Source source;

        OfSource(final HarnessRig rig, final Source source) {
            super(rig);
            this.source = source;
        }

        @Override
        int tick(final long nowNs, final int limit) throws Exception {
            rig.outputs[0].limit(limit);
            return source.poll(output(), limit);
        }

        @Override
        void flush(final int port) throws Exception {
            source.onFlush();
        }
    }

    private static final class OfTransform extends KindDriver {
        private final Transform transform;

        OfTransform(final HarnessRig rig, final Transform transform) {
            super(rig);
            this.transform = transform;
        }

        @Override
        void frame(final int port, final TestFrame frame) throws Exception {
            transform.onFrame(frame, output());
        }

        @Override
        int tick(final long nowNs, final int limit) throws Exception {
            return transform.onTick(nowNs, output());
        }

        @Override
        void formatChange(final int port, final Format format) throws Exception {
            if (!transform.onFormatChange(format, output())) {
                final Format derived = derive(format);
                if (!derived.equals(output().format())) {
                    rig.outputs[0].changed(derived);
                }
            }
        }

        private Format derive(final Format format) {
            final OutputPort.Rule rule = rig.spec.outputs().get(0).rule();
            if (rule instanceof OutputPort.SameAs) {
                return format;
            } else if (rule instanceof OutputPort.DerivedFrom from) {
                return from.mapping().apply(format).first().orElseThrow(() -> rig.violation(
                    "format change to " + format.describe() + ": the port's rule makes no output format of it"));
            }
            return output().format();
        }

        @Override
        void discontinuity(final int port, final long ptsNs) throws Exception {
            if (!transform.onDiscontinuity(ptsNs, output())) {
                rig.emit(0, new Event.Discontinuity(ptsNs));
            }
        }

        @Override
        void gap(final int port, final long ptsNs, final long durationNs) throws Exception {
            if (!transform.onGap(ptsNs, durationNs, output())) {
                rig.emit(0, new Event.Gap(ptsNs, durationNs));
            }
        }

        @Override
        void flush(final int port) throws Exception {
            transform.onFlush();
        }

        @Override
        void endOfStream(final int port) throws Exception {
            transform.onEndOfStream(output());
        }
    }

    private static final class OfInPlace extends KindDriver {
        private final InPlace inPlace;

        OfInPlace(final HarnessRig rig, final InPlace inPlace) {
            super(rig);
            this.inPlace = inPlace;
        }

        @Override
        void frame(final int port, final TestFrame frame) throws Exception {
            final Verdict verdict = inPlace.onFrame(frame);
            if (verdict == null) {
                throw rig.violation("the verdict is null: return FORWARD or DROP");
            }
            if (verdict == Verdict.FORWARD) {
                rig.outputCall("forward");
                frame.verify();
                rig.emit(0, frame, true);
            }
        }

        @Override
        void formatChange(final int port, final Format format) throws Exception {
            inPlace.onFormatChange(format);
            rig.outputs[0].changed(format);
        }

        @Override
        void discontinuity(final int port, final long ptsNs) throws Exception {
            inPlace.onDiscontinuity(ptsNs);
            rig.emit(0, new Event.Discontinuity(ptsNs));
        }

        @Override
        void gap(final int port, final long ptsNs, final long durationNs) throws Exception {
            inPlace.onGap(ptsNs, durationNs);
            rig.emit(0, new Event.Gap(ptsNs, durationNs));
        }

        @Override
        void flush(final int port) throws Exception {
            inPlace.onFlush();
        }

        @Override
        void endOfStream(final int port) throws Exception {
            inPlace.onEndOfStream();
        }
    }

    private static final class OfSink extends KindDriver {
        private final Sink sink;

        OfSink(final HarnessRig rig, final Sink sink) {
            super(rig);
            this.sink = sink;
        }

        @Override
        void frame(final int port, final TestFrame frame) throws Exception {
            sink.onFrame(frame);
        }

        @Override
        int tick(final long nowNs, final int limit) throws Exception {
            return sink.onTick(nowNs);
        }

        @Override
        void formatChange(final int port, final Format format) throws Exception {
            sink.onFormatChange(format);
        }

        @Override
        void discontinuity(final int port, final long ptsNs) throws Exception {
            sink.onDiscontinuity(ptsNs);
        }

        @Override
        void gap(final int port, final long ptsNs, final long durationNs) throws Exception {
            sink.onGap(ptsNs, durationNs);
        }

        @Override
        void flush(final int port) throws Exception {
            sink.onFlush();
        }

        @Override
        void endOfStream(final int port) throws Exception {
            sink.onEndOfStream();
        }
    }

    private static final class OfJunction extends KindDriver {
        private final Junction junction;
        private final Outputs outputs;

        OfJunction(final HarnessRig rig, final Junction junction) {
            super(rig);
            this.junction = junction;
            this.outputs = new Outputs() {
                @Override
                public Output port(final int port) {
                    return rig.outputs[port];
                }

                @Override
                public int count() {
                    return rig.outputs.length;
                }

                @Override
                public boolean isConnected(final int port) {
                    return rig.outputs[port].isConnected();
                }
            };
        }

        @Override
        void frame(final int port, final TestFrame frame) throws Exception {
            junction.onFrame(port, frame, outputs);
        }

        @Override
        int tick(final long nowNs, final int limit) throws Exception {
            return junction.onTick(nowNs, outputs);
        }

        @Override
        void formatChange(final int port, final Format format) throws Exception {
            junction.onFormatChange(port, format, outputs);
        }

        @Override
        void discontinuity(final int port, final long ptsNs) throws Exception {
            junction.onDiscontinuity(port, ptsNs, outputs);
        }

        @Override
        void gap(final int port, final long ptsNs, final long durationNs) throws Exception {
            junction.onGap(port, ptsNs, durationNs, outputs);
        }

        @Override
        void flush(final int port) throws Exception {
            junction.onFlush(port);
        }

        @Override
        void endOfStream(final int port) throws Exception {
            junction.onEndOfStream(port, outputs);
        }

        @Override
        void portChange(final int port, final Format format) throws Exception {
            junction.onPortChange(port, format);
        }
    }
}
