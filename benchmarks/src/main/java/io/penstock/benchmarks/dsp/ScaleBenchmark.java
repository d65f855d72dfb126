package io.penstock.benchmarks.dsp;

import io.penstock.dsp.video.PictureScaler;
import io.penstock.dsp.video.ScaleFit;
import io.penstock.dsp.video.ScaleQuality;
import io.penstock.format.VideoFormat;
import java.util.Random;
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

/** One I420 picture from one size to another: 5000 us are 200 pictures a second. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class ScaleBenchmark {
    /** From which size to which. */
    @Param({"1280x720-640x360", "640x360-1280x720", "1280x720-320x180", "1280x720-854x480", "1920x1080-1280x720"})
    public String sizes;

    /** How pixels are weighed. */
    @Param({"BILINEAR", "AREA", "LANCZOS"})
    public ScaleQuality quality;

    private PictureScaler scaler;
    private byte[] in;
    private byte[] out;

    /** Makes noise. */
    @Setup
    public void make() {
        final String[] n = sizes.split("[x-]");
        final VideoFormat from = VideoFormat.i420(Integer.parseInt(n[0]), Integer.parseInt(n[1]), 30);
        scaler = PictureScaler.of(from, Integer.parseInt(n[2]), Integer.parseInt(n[3]), quality, ScaleFit.STRETCH);
        in = new byte[from.frameBytes()];
        new Random(1).nextBytes(in);
        out = new byte[scaler.target().frameBytes()];
    }

    /**
     * A picture.
     *
     * @return the result.
     */
    @Benchmark
    public byte[] picture() {
        scaler.process(in, 0, out, 0);
        return out;
    }
}
