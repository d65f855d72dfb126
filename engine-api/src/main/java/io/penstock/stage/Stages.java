package io.penstock.stage;

import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;

/** Makes stages of lambdas, for programs that need no state of their own. */
public final class Stages {
    private Stages() {
    }

    /** Body of an in-place stage. */
    @FunctionalInterface
    public interface InPlaceBody {
        /**
         * Changes a frame.
         *
         * @param frame exclusive until return.
         * @return whether it goes on.
         * @throws Exception as the supervision policy decides.
         */
        Verdict onFrame(MutableFrame frame) throws Exception;
    }

    /** Body of a transform. */
    @FunctionalInterface
    public interface TransformBody {
        /**
         * Takes a frame.
         *
         * @param in  borrowed until return.
         * @param out where to put results.
         * @throws Exception as the supervision policy decides.
         */
        void onFrame(Frame in, Output out) throws Exception;
    }

    /** Body of a sink. */
    @FunctionalInterface
    public interface SinkBody {
        /**
         * Takes a frame.
         *
         * @param in borrowed until return.
         * @throws Exception as the supervision policy decides.
         */
        void onFrame(Frame in) throws Exception;
    }

    /** Body of a source. */
    @FunctionalInterface
    public interface SourceBody {
        /**
         * Produces what is due.
         *
         * @param out   where to put frames.
         * @param limit most frames to commit.
         * @return work done; 0 = idle.
         * @throws Exception as the supervision policy decides.
         */
        int poll(Output out, int limit) throws Exception;
    }

    /**
     * An in-place stage.
     *
     * @param spec what it promises.
     * @param body what it does.
     * @return the stage.
     */
    public static InPlace inPlace(final StageSpec spec, final InPlaceBody body) {
        return new InPlace() {
            @Override
            public StageSpec spec() {
                return spec;
            }

            @Override
            public Verdict onFrame(final MutableFrame frame) throws Exception {
                return body.onFrame(frame);
            }
        };
    }

    /**
     * A transform.
     *
     * @param spec what it promises.
     * @param body what it does.
     * @return the stage.
     */
    public static Transform transform(final StageSpec spec, final TransformBody body) {
        return new Transform() {
            @Override
            public StageSpec spec() {
                return spec;
            }

            @Override
            public void onFrame(final Frame in, final Output out) throws Exception {
                body.onFrame(in, out);
            }
        };
    }

    /**
     * A sink.
     *
     * @param spec what it promises.
     * @param body what it does.
     * @return the stage.
     */
    public static Sink sink(final StageSpec spec, final SinkBody body) {
        return new Sink() {
            @Override
            public StageSpec spec() {
                return spec;
            }

            @Override
            public void onFrame(final Frame in) throws Exception {
                body.onFrame(in);
            }
        };
    }

    /**
     * A source.
     *
     * @param spec what it promises.
     * @param body what it does.
     * @return the stage.
     */
    public static Source source(final StageSpec spec, final SourceBody body) {
        return new Source() {
            @Override
            public StageSpec spec() {
                return spec;
            }

            @Override
            public int poll(final Output out, final int limit) throws Exception {
                return body.poll(out, limit);
            }
        };
    }
}
