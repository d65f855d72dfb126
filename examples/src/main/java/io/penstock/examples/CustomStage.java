package io.penstock.examples;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.stages.NullSink;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.graph.Graph;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageFactory;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A stage of one's own: a noise gate, run between a voice and nowhere. How it is tested stands in {@code CustomStageTest}. */
@Command(name = "custom-stage", mixinStandardHelpOptions = true, description = "Runs a stage written for this example: a noise gate.")
final class CustomStage implements Callable<Integer> {
    @Option(names = "--threshold", paramLabel = "DBFS", defaultValue = "-45",
        description = "Frames below are muted (default: ${DEFAULT-VALUE}).")
    private double thresholdDbfs;
    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "How long (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        final PrintWriter out = spec.commandLine().getOut();
        try (Engine engine = Engine.launch(new EngineContext());
             Graph graph = engine.graph("gated")
                 .source("voice", new SyntheticVoice(AudioFormat.mono(48_000, Duration.ofMillis(10)), 1, false))
                 .via("gate", new NoiseGate(thresholdDbfs))
                 .to("nowhere", new NullSink())
                 .build()) {
            GraphRun.untilEnd(graph, seconds, out);
            graph.snapshot().stages().stream().filter(stage -> stage.name().equals("gate")).findFirst()
                .ifPresent(stage -> out.println("muted " + stage.counters().get("muted") + " of " + stage.framesIn() + " frames"));
        }
        return 0;
    }

    // snippet: custom stage
    /** Mutes frames that are quieter than a threshold. It changes frames where they lie; copying where that is needed is up to the engine. */
    static final class NoiseGate implements InPlace {
        private final double threshold;
        private float[] samples;
        private Counter muted;

        NoiseGate(final double thresholdDbfs) {
            if (!(thresholdDbfs <= 0)) {
                throw new ConfigurationException("gate: threshold " + thresholdDbfs + " dBFS, accepted are 0 and below");
            }
            threshold = Math.pow(10, thresholdDbfs / 10);
        }

        @Override
        public StageSpec spec() {
            return StageSpec.same("gate", AudioSpec.any()).build();
        }

        @Override
        public void onStart(final StageContext context) {
            final AudioFormat format = (AudioFormat) context.inputFormat(0);
            samples = new float[format.frameSamples() * format.channels()];
            muted = context.counter("muted");
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            final int n = Pcm.read(frame, samples);
            double power = 0;
            for (int i = 0; i < n; i++) {
                power += samples[i] * samples[i];
            }
            if (power < threshold * n) {
                frame.buffer().setMemory(0, frame.length(), (byte) 0);
                muted.increment();
            }
            return Verdict.FORWARD;
        }
    }
    // end of snippet

    /** Makes the stage known to pipeline text: {@code gate threshold=-50}. Named in {@code META-INF/services/io.penstock.spi.StageProvider}. */
    public static final class GateProvider implements StageProvider {
        /** For the service loader. */
        public GateProvider() {
        }

        @Override
        public String name() {
            return "gate";
        }

        @Override
        public String summary() {
            return "mutes sound below a threshold (an example of a stage of one's own)";
        }

        @Override
        public List<StageProvider.Option> options() {
            return List.of(new StageProvider.Option("threshold", Type.NUMBER, "-45", "dBFS"));
        }

        @Override
        public StageFactory factory(final StageOptions options) {
            final double thresholdDbfs = options.number("threshold");
            return () -> new NoiseGate(thresholdDbfs);
        }
    }
}
