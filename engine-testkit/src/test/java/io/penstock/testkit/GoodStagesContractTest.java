package io.penstock.testkit;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.frame.Frame;
import io.penstock.stage.Junction;
import io.penstock.stage.Outputs;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import org.junit.jupiter.api.Nested;

/** The contract passes what is right, one stage of each kind. */
class GoodStagesContractTest {
    private static final AudioFormat SOUND = AudioFormat.mono(8000, Timebase.ms(10));

    @Nested
    class OfSource extends StageContract {
        @Override
        protected Stage create() {
            return new Metronome(StageSpec.source("metronome", FormatSpec.of(PacketFormat.datagrams())).wakesItself().build(), 10);
        }

        @Override
        protected boolean ends() {
            return true;
        }
    }

    @Nested
    class OfTransform extends StageContract {
        @Override
        protected Stage create() {
            return new Delay(35_000_000);
        }

        @Override
        protected void configure(final HarnessSetup setup) {
            setup.input(SOUND);
        }
    }

    @Nested
    class OfInPlace extends StageContract {
        @Override
        protected Stage create() {
            return Stages.inPlace(StageSpec.same("flip", FormatSpec.of(SOUND)).build(), frame -> {
                final byte[] bytes = frame.array();
                for (int i = frame.arrayOffset(); i < frame.arrayOffset() + frame.length(); i++) {
                    bytes[i] = (byte) ~bytes[i];
                }
                return Verdict.FORWARD;
            });
        }
    }

    @Nested
    class OfSink extends StageContract {
        @Override
        protected Stage create() {
            return Stages.sink(StageSpec.sink("null", FormatSpec.of(SOUND)).build(), Frame::length);
        }
    }

    @Nested
    class OfJunction extends StageContract {
        @Override
        protected Stage create() {
            return new Junction() {
                @Override
                public StageSpec spec() {
                    return StageSpec.junction("switch").input("a", FormatSpec.of(SOUND)).input("b", FormatSpec.of(SOUND))
                        .outputSameAs("out", 0).build();
                }

                @Override
                public void onFrame(final int port, final Frame in, final Outputs out) {
                    if (port == 0) {
                        out.port(0).forward(in);
                    }
                }
            };
        }
    }
}
