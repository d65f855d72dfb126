package io.penstock.examples.dsp;

import io.penstock.core.stages.file.RawClip;
import io.penstock.error.ConfigurationException;
import io.penstock.examples.report.PicturePage;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A command with one picture or film in and one out.
 *
 * <p>Processors get I420; for a PNG they get RGB24 if they say so by {@link #takesRgb()}, otherwise the picture is converted, and what the
 * processor changed is done to the PNG's own pixels, so that those it left alone stay what they were; where the size changes it is converted
 * back.
 */
@Command(mixinStandardHelpOptions = true)
abstract class PictureCommand implements Callable<Integer> {
    private static final int DIFFERENCE_GAIN = 8;
    /** Lines to print and to show on the page, in order. */
    final List<String> statistics = new ArrayList<>();
    @Parameters(index = "0", paramLabel = "IN", description = "A .png, .y4m or .mp4 file.")
    private Path in;
    @Parameters(index = "1", paramLabel = "OUT", description = "File to write, of any of these kinds; a PNG gets the first picture.")
    private Path out;
    @Option(names = "--plot", paramLabel = "PAGE.html", description = "Writes a page with pictures before and after.")
    private Path plot;
    @Option(names = "--frames", paramLabel = "N", defaultValue = "300",
        description = "Most pictures to take of a film (default: ${DEFAULT-VALUE}).")
    private int frames;
    @Option(names = "--repeat", paramLabel = "N", defaultValue = "1",
        description = "Processes each picture so many times, to see the cost of one that is repeated; the last result counts.")
    private int repeat;
    @Option(names = "--bitrate", paramLabel = "BPS", defaultValue = "4000000", description = "Of an MP4 file (default: ${DEFAULT-VALUE}).")
    private int bitrate;
    @Spec
    private CommandSpec spec;

    /**
     * Opens the processor.
     *
     * @param pictures format of what goes in: I420, or RGB24 if {@link #takesRgb()}.
     * @throws ConfigurationException if it does not take that; says what it takes.
     */
    abstract PictureProcessor open(VideoFormat pictures);

    /** Whether the processor takes PNG files as they are. */
    boolean takesRgb() {
        return false;
    }

    @Override
    public final Integer call() throws IOException {
        if (frames < 1 || repeat < 1 || bitrate < 1) {
            throw new ParameterException(spec.commandLine(), "--frames, --repeat and --bitrate: accepted are numbers from 1");
        }
        PictureFile.ending(out);
        final RawClip before = PictureFile.read(in, frames);
        final RawClip after = run(before);
        PictureFile.write(after, out, bitrate);
        if (plot != null) {
            page(before, after).write(plot);
        }
        statistics.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        return 0;
    }

    private PicturePage page(final RawClip before, final RawClip after) {
        final PicturePage page = new PicturePage("dsp " + spec.name(), "Before and after", DIFFERENCE_GAIN);
        page.statistics(statistics);
        final int count = after.size();
        for (final int i : IntStream.of(0, count / 2, count - 1).distinct().toArray()) {
            page.pair("Picture " + (i + 1) + " of " + count, PngFile.image(before, i), PngFile.image(after, i));
        }
        return page;
    }

    private RawClip run(final RawClip before) {
        final boolean png = before.format().layout() == PixelLayout.RGB24;
        final boolean converted = png && !takesRgb();
        final VideoFormat format = converted ? PngFile.i420(before.format()) : before.format();
        final PictureProcessor processor = open(format);
        final VideoFormat made = processor.output();
        final boolean toPng = PictureFile.ending(out).equals("png");
        final boolean patched = converted && toPng && made.width() == format.width() && made.height() == format.height();
        final RawClip after = new RawClip(patched ? before.format()
            : made.layout() == PixelLayout.RGB24 && !toPng ? PngFile.i420(made) : made);
        final byte[] given = new byte[before.format().frameBytes()];
        final byte[] result = new byte[made.frameBytes()];
        final int lag = processor.latencyPictures();
        final int count = Math.min(before.size(), frames);
        final Cost cost = new Cost((count + lag) * (double) repeat);
        for (int i = 0; i < count + lag; i++) {
            before.copy(Math.min(i, count - 1), given, 0);
            final byte[] picture = converted ? PngFile.i420(given, format) : given;
            for (int n = 0; n < repeat; n++) {
                processor.process(picture, result);
                cost.reached(i * (double) repeat + n + 1);
            }
            if (i >= lag) {
                after.add(patched ? PngFile.changed(given, picture, result, format)
                    : made.layout() == PixelLayout.RGB24 && !toPng ? PngFile.i420(result, after.format()) : result.clone());
            }
        }
        statistics.add(String.format(Locale.ROOT, "%s; %d pictures of %dx%d, latency %d pictures", cost.perSecond(), count, format.width(),
            format.height(), lag));
        statistics.addAll(processor.statistics());
        return after;
    }
}
