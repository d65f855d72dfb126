package io.penstock.examples.rooms;

import io.penstock.core.Engine;
import io.penstock.core.stages.CodecWarmup;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.VideoFormat;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Has the codecs compiled before anybody waits for them. */
final class WarmCodecs {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Duration.ofMillis(20));
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final int SOUND_BPS = 32_000;

    private WarmCodecs() {
    }

    static void run(final Engine engine, final VideoFormat picture, final int bitrate, final PrintWriter out) {
        out.print("Warming up the codecs … ");
        out.flush();
        final long from = engine.clock().nanoTime();
        final CodecSpec video = Codecs.encoder(CodecId.H264, e -> e.bitrate(bitrate));
        CodecWarmup.run(video, Codecs.decoder(CodecId.H264), picture, engine.providers(), engine.clock(), WARM_UP);
        CodecWarmup.run(Codecs.encoder(CodecId.OPUS, e -> e.bitrate(SOUND_BPS)), Codecs.decoder(CodecId.OPUS), SOUND, engine.providers(),
            engine.clock(), WARM_UP);
        out.printf(Locale.ROOT, "%.1f s.%n", (engine.clock().nanoTime() - from) / 1e9);
        out.flush();
    }
}
