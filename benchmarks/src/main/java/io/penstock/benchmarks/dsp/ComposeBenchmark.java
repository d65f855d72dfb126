package io.penstock.benchmarks.dsp;

import io.penstock.dsp.video.Arrangement;
import io.penstock.dsp.video.Compositor;
import io.penstock.dsp.video.Corner;
import io.penstock.dsp.video.Crop;
import io.penstock.dsp.video.Overlay;
import io.penstock.dsp.video.Rotate;
import io.penstock.dsp.video.Still;
import io.penstock.format.VideoFormat;
import io.penstock.stage.Stage;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestFrame;
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

/**
 * One I420 picture of 1280 x 720 put together, turned, cut or written on by a stage in the test harness, which adds some microseconds: 5000 us
 * are 200 pictures a second. What comes is four pictures of 640 x 360 for the grid of four, one of 1280 x 720 and one of 640 x 360 for picture
 * in picture, else one of 1280 x 720.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class ComposeBenchmark {
    private static final VideoFormat LARGE = VideoFormat.i420(1280, 720, 30);
    private static final VideoFormat SMALL = VideoFormat.i420(640, 360, 30);

    /** What is done. */
    @Param({"grid of 4", "grid of 4 large", "picture in picture", "clock", "watermark", "rotate 90", "rotate 180", "mirror", "crop 3:4"})
    public String what;

    private StageHarness harness;
    private String[] inputs;
    private VideoFormat[] formats;
    private final byte[] picture = new byte[LARGE.frameBytes()];

    /** Starts the stage. */
    @Setup
    public void start() {
        new Random(1).nextBytes(picture);
        inputs = new String[] {"in"};
        formats = new VideoFormat[] {LARGE};
        harness = switch (what) {
            case "grid of 4" -> compositor(Arrangement.grid(4), SMALL, SMALL, SMALL, SMALL);
            case "grid of 4 large" -> compositor(Arrangement.grid(4), LARGE, LARGE, LARGE, LARGE);
            case "picture in picture" -> compositor(Arrangement.pictureInPicture(1, 0, Corner.BOTTOM_RIGHT, 0.25), SMALL, LARGE);
            case "clock" -> single(Overlay.clock("yyyy-MM-dd HH:mm:ss.SSS", 36, -1));
            case "watermark" -> single(Overlay.image(Still.card(200, 100, 0x2040A0, "Penstock", -1)).opacity(0.5));
            case "rotate 90" -> single(Rotate.by(90));
            case "rotate 180" -> single(Rotate.by(180));
            case "mirror" -> single(Rotate.mirror());
            default -> single(Crop.aspect(3, 4));
        };
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = harness.spec().inputs().get(i).name();
        }
    }

    private static StageHarness single(final Stage stage) {
        return StageHarness.of(stage).measuring().input(LARGE).start();
    }

    private StageHarness compositor(final Arrangement arrangement, final VideoFormat... given) {
        formats = given;
        inputs = new String[given.length];
        final var setup = StageHarness.of(Compositor.of(LARGE, given.length).arrange(arrangement).pacedBy(given.length - 1)).measuring();
        for (int i = 0; i < given.length; i++) {
            setup.input("in" + i, given[i]);
        }
        return setup.start();
    }

    /**
     * A picture of each input, and the one made of them.
     *
     * @return the harness.
     */
    @Benchmark
    public StageHarness picture() {
        for (int i = 0; i < inputs.length; i++) {
            final TestFrame frame = harness.frame(inputs[i]);
            frame.length(formats[i].frameBytes());
            System.arraycopy(picture, 0, frame.array(), frame.arrayOffset(), formats[i].frameBytes());
            harness.push(inputs[i], frame);
        }
        return harness;
    }
}
