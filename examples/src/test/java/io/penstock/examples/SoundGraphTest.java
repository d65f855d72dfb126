package io.penstock.examples;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.Providers;
import io.penstock.core.ThreadingMode;
import io.penstock.core.stages.AppSource;
import io.penstock.dsp.audio.Mixer;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.FormatSpec;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.Sink;
import io.penstock.stage.Stage;
import io.penstock.stage.StageSpec;
import io.penstock.testkit.TestClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stages for sound in graphs of the engine: converters that it finds by itself, a conference. */
class SoundGraphTest {
    private static final long MS = 1_000_000;

    private final TestClock clock = new TestClock();
    private final Engine engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.INVOKER).clock(clock));

    @AfterEach
    void closed() {
        engine.close();
    }

    /** Remembers samples and times. */
    private static final class Heard implements Sink {
        private final FormatSpec accepts;
        private final List<float[]> frames = new ArrayList<>();
        private final List<Long> ptsNs = new ArrayList<>();

        Heard(final FormatSpec accepts) {
            this.accepts = accepts;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.sink("ear", accepts).build();
        }

        @Override
        public void onFrame(final Frame in) {
            final float[] samples = new float[Pcm.samples(in)];
            Pcm.read(in, samples);
            frames.add(samples);
            ptsNs.add(in.ptsNs());
        }
    }

    private void run() {
        for (int idle = 0; idle < 3; ) {
            idle = engine.invoke() > 0 ? 0 : idle + 1;
        }
    }

    private void offer(final AppSource source, final AudioFormat format, final float[] samples, final long ptsNs) {
        final MutableFrame frame = source.claim(format.frameBytes());
        Pcm.write(samples, samples.length, format.sampleType(), frame);
        source.offer(frame.ptsNs(ptsNs).captureNs(ptsNs).durationNs((int) format.frameNs()));
        run();
    }

    @Test
    void convertsRateChannelsSampleTypeAndFrameLengthByItself() {
        final AudioFormat cd = AudioFormat.of(44_100, 2, SampleType.F32, ms(10));
        final AppSource source = AppSource.of(cd, 16);
        final Heard ear = new Heard(AudioSpec.any().rates(8_000, 16_000, 48_000).channels(1).types(SampleType.S16).framesUs(20_000));
        try (Graph graph = engine.graph("cd").source("in", source).to("ear", ear).autoConvert().build().start()) {
            run();
            final long t = clock.nanoTime();
            for (int f = 0; f < 40; f++) {
                final float[] x = new float[cd.frameSamples() * 2];
                for (int i = 0; i < cd.frameSamples(); i++) {
                    x[2 * i] = (float) (0.5 * Math.sin(2 * Math.PI * 1_000 * (f * 441 + i) / 44_100));
                    x[2 * i + 1] = x[2 * i];
                }
                offer(source, cd, x, t + 10 * MS * f);
                clock.advanceNs(10 * MS);
            }
            assertTrue(graph.describe().contains("48000 Hz s16 ×1 20 ms"), graph.describe());
            assertTrue(ear.frames.size() >= 18, "frames " + ear.frames.size());
            for (int f = 2; f < ear.frames.size(); f++) {
                assertEquals(960, ear.frames.get(f).length);
                for (int i = 0; i < 960; i++) {
                    final double seconds = (ear.ptsNs.get(f) - t) * 1e-9 + i / 48_000.0;
                    assertEquals(0.5 * Math.sin(2 * Math.PI * 1_000 * seconds), ear.frames.get(f)[i], 1e-4);
                }
            }
        }
    }

    @Test
    void letsEveryoneHearTheOthers() {
        final AudioFormat voice = AudioFormat.mono(16_000, ms(10));
        final GraphBuilder room = engine.graph("room");
        room.junction("mix", Mixer.of(voice, 4, m -> m.withoutOneself().limiter().speakers(3)));
        final List<AppSource> mouths = new ArrayList<>();
        final List<Heard> ears = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            mouths.add(AppSource.of(voice, 16));
            ears.add(new Heard(FormatSpec.of(voice)));
            room.source("mouth" + i, mouths.get(i)).into("mix", "in" + i);
            room.from("mix", "out" + i).to("ear" + i, ears.get(i));
        }
        try (Graph graph = room.build().start()) {
            run();
            final long t = clock.nanoTime();
            for (int f = 0; f < 5; f++) {
                for (int i = 0; i < 3; i++) {
                    final float[] x = new float[160];
                    Arrays.fill(x, (1 << i) / 32f);
                    offer(mouths.get(i), voice, x, t + 10 * MS * f);
                }
                clock.advanceNs(10 * MS);
            }
            run();
            for (int i = 0; i < 3; i++) {
                assertEquals(5, ears.get(i).frames.size(), graph.describe());
                assertEquals((7 - (1 << i)) / 32f, ears.get(i).frames.get(4)[0]);
            }
        }
    }

    @Test
    void buildsTheStagesOfText() throws Exception {
        final AudioFormat cd = AudioFormat.stereo(44_100, ms(10));
        final Providers providers = Providers.of(getClass().getClassLoader());
        final List<Stage> stages = new ArrayList<>();
        for (final Map.Entry<String, Map<String, String>> text : List.of(
            Map.entry("resample", Map.of("rate", "16000", "quality", "voice")), Map.entry("resample", Map.of("ppm", "50")),
            Map.entry("gain", Map.of("db", "-6")), Map.entry("channels", Map.of("to", "1")), Map.entry("channels", Map.of("take", "1-0")),
            Map.entry("channels", Map.of("type", "f32")))) {
            final StageProvider provider = providers.stage(text.getKey());
            stages.add(provider.factory(StageOptions.check(provider, text.getValue())).create());
        }
        for (final Stage stage : stages) {
            engine.graph("text").source("in", AppSource.of(cd, 16)).via("stage", stage).to("ear", new Heard(AudioSpec.any())).build().close();
        }
        final StageProvider mix = providers.stage("mix");
        final Stage conference = mix.factory(StageOptions.check(mix, Map.of("inputs", "4", "minus", "true", "limiter", "true", "speakers", "2",
            "conceal", "true"))).create();
        assertEquals(5, conference.spec().outputs().size());
    }
}
