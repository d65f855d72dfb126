package io.penstock.core.stages.device;

import io.penstock.format.Format;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.util.List;
import java.util.function.Consumer;

/**
 * Shows pictures in a Swing window as they come. Pictures that come before the last one is on the screen are dropped (counted
 * {@code dropped.slow}), truncated ones too ({@code dropped.truncated}). Closing the window does not end the graph. Colours are converted
 * on Swing's thread; the graph's thread copies the picture and posts an event.
 */
public final class WindowSink implements Sink {
    private static final StageSpec SPEC = StageSpec.sink("window", new VideoSpec(VideoSpec.any().widths(), VideoSpec.any().heights(),
        List.of(PixelLayout.I420), List.of(), List.of(VideoColor.BT601_LIMITED, VideoColor.BT601_FULL))).build();

    private final String title;
    private final PictureDisplay display;
    private final Consumer<int[]> painter = this::paint;
    private VideoFormat format;
    private VideoFormat opened;
    private byte[] waiting;
    private Counter slow;
    private Counter truncated;
    private volatile boolean busy;

    WindowSink(final String title, final PictureDisplay display) {
        this.title = title;
        this.display = display;
    }

    /**
     * A window.
     *
     * @param title title of the window.
     * @return the sink; the window is opened when the graph starts, which fails in one line where there is no display.
     */
    public static WindowSink titled(final String title) {
        return new WindowSink(title, new SwingDisplay());
    }

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onStart(final StageContext context) {
        slow = context.counter("dropped.slow");
        truncated = context.counter("dropped.truncated");
        format = (VideoFormat) context.inputFormat(0);
        opened = format;
        waiting = new byte[format.frameBytes()];
        display.open(title, format.width(), format.height());
    }

    /** The window keeps the size it was opened with; pictures of another size are not shown. */
    @Override
    public void onFormatChange(final Format next) {
        format = (VideoFormat) next;
    }

    @Override
    public void onFrame(final Frame in) {
        if (in.length() < opened.frameBytes() || format.width() != opened.width() || format.height() != opened.height()) {
            truncated.increment();
        } else if (busy) {
            slow.increment();
        } else {
            in.buffer().getBytes(0, waiting, 0, waiting.length);
            busy = true;
            display.show(painter);
        }
    }

    private void paint(final int[] pixels) {
        RgbToI420.toRgb(waiting, opened.width(), opened.height(), opened.color() == VideoColor.BT601_FULL, pixels);
        busy = false;
    }

    @Override
    public void close() {
        display.close();
    }
}
