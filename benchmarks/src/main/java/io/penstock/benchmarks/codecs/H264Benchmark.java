package io.penstock.benchmarks.codecs;

import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Encoder;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A picture of 640x360 through an H.264 encoder at 600 kbit/s and 30 a second. The scene is invented: a texture that moves by fractions of samples
 * beside a still part, and some noise. Real clips are what {@code h264 curve} is for.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Thread)
public class H264Benchmark {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int PICTURES = 60;

    /** Encoder: a preset of {@code penstock}, or {@code jcodec}. */
    @Param({"ultrafast", "superfast", "veryfast", "fast", "medium", "slow", "jcodec"})
    public String encoder;

    private final UnpooledFrame[] pictures = new UnpooledFrame[PICTURES];
    private Encoder codec;
    private UnpooledFrame out;
    private int next;

    /** Draws the scene and makes the encoder. */
    @Setup
    public void make() {
        final VideoFormat format = VideoFormat.i420(WIDTH, HEIGHT, 30);
        for (int i = 0; i < PICTURES; i++) {
            pictures[i] = UnpooledFrame.allocate(format).payload(draw(format.frameBytes(), Math.min(i, PICTURES - i)));
        }
        final boolean ours = !encoder.equals("jcodec");
        final CodecSpec spec = Codecs.encoder(CodecId.H264, settings -> {
            settings.bitrate(600_000);
            if (ours) {
                settings.option("preset", encoder);
            }
        });
        final CodecProvider provider = ServiceLoader.load(CodecProvider.class).stream().map(ServiceLoader.Provider::get)
            .filter(p -> p.name().equals(ours ? "penstock" : "jcodec")).findFirst().orElseThrow();
        final EncodedFormat encoded = (EncodedFormat) provider.traits(spec).output().apply(format).first().orElseThrow();
        codec = provider.encoder(spec, format, encoded);
        out = UnpooledFrame.allocate(encoded);
    }

    /** There and back, so that no jump is among them. */
    private static byte[] draw(final int bytes, final int i) {
        final byte[] picture = new byte[bytes];
        int seed = 99 + i;
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                seed = seed * 1_664_525 + 1_013_904_223;
                final double moving = x < WIDTH / 2 ? 0 : 0.75 * i;
                final double wave = 40 * Math.sin(0.21 * (x + moving) + 0.05 * y) + 30 * Math.sin(0.13 * y - 0.07 * (x + 2 * moving));
                picture[y * WIDTH + x] = (byte) (110 + wave + (seed >>> 30));
            }
        }
        for (int at = WIDTH * HEIGHT; at < bytes; at++) {
            picture[at] = (byte) (118 + (at + 2 * i & 63) / 4);
        }
        return picture;
    }

    /**
     * A picture.
     *
     * @return its bytes.
     */
    @Benchmark
    public int picture() {
        final UnpooledFrame in = pictures[next++ % PICTURES];
        in.ptsNs(next * 33_333_333L);
        return codec.encode(in, out) ? out.length() : 0;
    }
}
