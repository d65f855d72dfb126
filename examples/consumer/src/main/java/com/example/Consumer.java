package com.example;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.FormatSpec;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.spi.Codecs;
import io.penstock.stage.Output;
import io.penstock.stage.Sink;
import io.penstock.stage.Source;
import io.penstock.stage.StageSpec;

import java.time.Duration;

/** A host that gives no JVM flag: one second of a tone goes through an Opus encoder and decoder on the engine's threads. */
public final class Consumer {
    private static final int FRAMES = 50;
    private static final AudioFormat FORMAT = AudioFormat.of(48_000, 1, SampleType.S16, Duration.ofMillis(20));

    private Consumer() {
    }

    public static void main(String[] args) {
        Meter meter = new Meter();
        try (Engine engine = Engine.launch(new EngineContext());
             Graph graph = engine.graph("tone")
                 .source("tone", new Tone())
                 .via("encode", Codecs.encoder(CodecId.OPUS, e -> e.bitrate(32_000)))
                 .async(Edges.block(8))
                 .via("decode", Codecs.decoder(CodecId.OPUS))
                 .to("meter", meter)
                 .build()) {
            graph.start();
            if (!graph.awaitEnd(Duration.ofSeconds(60))) {
                throw new IllegalStateException("the tone did not end: " + graph.describe());
            }
        }
        if (meter.frames < FRAMES || meter.peak < 8000) {
            throw new IllegalStateException("heard " + meter.frames + " frames with a peak of " + meter.peak);
        }
        System.out.println("Java " + System.getProperty("java.version") + ": heard " + meter.frames + " frames, peak " + meter.peak);
    }

    private static final class Tone implements Source {
        private int produced;

        @Override
        public StageSpec spec() {
            return StageSpec.source("tone", FormatSpec.of(FORMAT)).build();
        }

        @Override
        public int poll(Output out, int limit) {
            int before = produced;
            while (produced < FRAMES && produced - before < limit) {
                var frame = out.claim(FORMAT.frameBytes());
                if (frame == null) {
                    break;
                }
                for (int i = 0; i < 960; i++) {
                    double phase = 2 * Math.PI * 440 * (produced * 960L + i) / 48_000;
                    frame.buffer().putShort(2 * i, (short) (16_000 * Math.sin(phase)));
                }
                frame.ptsNs(produced * 20_000_000L).durationNs(20_000_000);
                out.commit(frame);
                if (++produced == FRAMES) {
                    out.endOfStream();
                }
            }
            return produced - before;
        }
    }

    private static final class Meter implements Sink {
        private volatile int frames;
        private volatile int peak;

        @Override
        public StageSpec spec() {
            return StageSpec.sink("meter", FormatSpec.of(FORMAT)).build();
        }

        @Override
        public void onFrame(Frame in) {
            int loudest = peak;
            for (int i = 0; i < in.length(); i += 2) {
                loudest = Math.max(loudest, in.buffer().getShort(i));
            }
            peak = loudest;
            frames = frames + 1;
        }
    }
}
