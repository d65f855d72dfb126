package io.penstock.core.stages.file;

import io.penstock.format.Format;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes pictures to a YUV4MPEG2 file, one after the other: their times are not kept, a variable rate is written as 30 a second.
 *
 * <p>The file has one size: pictures of another one are dropped (counted {@code dropped.format}), as are truncated ones (counted
 * {@code dropped.truncated}). A file whose writer was killed can be read up to its last whole picture. Writing happens on the graph's thread,
 * buffered; put an {@code async(Edges.dropNewest(n))} before it where the disk may be slow. Allocates nothing per picture.
 */
public final class Y4mSink implements Sink {
    private static final StageSpec SPEC = StageSpec.sink("y4m-sink", VideoSpec.any().layouts(PixelLayout.I420)).build();
    private static final byte[] FRAME = {'F', 'R', 'A', 'M', 'E', '\n'};
    private static final FrameRate WHEN_VARIABLE = FrameRate.of(30);

    private final Path path;
    private FileOutput out;
    private VideoFormat format;
    private boolean fits = true;
    private Counter droppedFormat;
    private Counter droppedTruncated;

    private Y4mSink(final Path path) {
        this.path = path;
    }

    /**
     * A sink; the file is made, or emptied, when the graph starts.
     *
     * @param path the file.
     * @return the sink.
     */
    public static Y4mSink to(final Path path) {
        return new Y4mSink(path);
    }

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onStart(final StageContext context) {
        droppedFormat = context.counter("dropped.format");
        droppedTruncated = context.counter("dropped.truncated");
        format = (VideoFormat) context.inputFormat(0);
        out = FileOutput.create("y4m", path);
        out.write(header(format).getBytes(StandardCharsets.US_ASCII));
    }

    static String header(final VideoFormat format) {
        final FrameRate rate = format.rate().numerator() == 0 ? WHEN_VARIABLE : format.rate();
        final boolean full = format.color() == VideoColor.BT601_FULL || format.color() == VideoColor.BT709_FULL;
        return Y4mHeader.MAGIC + " W" + format.width() + " H" + format.height() + " F" + rate.numerator() + ':' + rate.denominator()
            + " Ip A1:1 C420jpeg" + (full ? " XCOLORRANGE=FULL" : " XCOLORRANGE=LIMITED") + '\n';
    }

    @Override
    public void onFormatChange(final Format changed) {
        final VideoFormat video = (VideoFormat) changed;
        fits = video.width() == format.width() && video.height() == format.height();
    }

    @Override
    public void onFrame(final Frame in) {
        if (!fits) {
            droppedFormat.increment();
        } else if (in.length() != format.frameBytes()) {
            droppedTruncated.increment();
        } else {
            out.write(FRAME);
            out.write(in);
        }
    }

    @Override
    public void onEndOfStream() {
        out.flush();
    }

    @Override
    public void close() {
        if (out != null) {
            try (FileOutput closing = out) {
                out = null;
                closing.flush();
            }
        }
    }
}
