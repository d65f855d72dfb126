package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Counter;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;
import java.time.Duration;
import java.util.Objects;

/**
 * Lays a watermark, a line of text or a clock over pictures of any layout.
 *
 * <pre>{@code
 * Overlay.image(Still.read(Path.of("logo.png"))).at(Corner.TOP_RIGHT, 16, 16).opacity(0.6)
 * Overlay.text("Ann", 28, 0xFFFFFFFF).at(Corner.BOTTOM_LEFT, 12, 8)
 * Overlay.clock("yyyy-MM-dd HH:mm:ss", 24, 0xFFFFFFFF).utcOffset(Duration.ofHours(2))
 * }</pre>
 *
 * <p>The clock shows the presentation time of the picture on the engine's clock, in universal time plus {@link #utcOffset}: a recording that
 * is played again shows when it is played. What is shown, where, and how strongly can be changed on any thread while running; text is drawn
 * on the thread that changes it. Allocates only when something is changed or the layout of pictures does. Truncated pictures are
 * dropped (counted {@code dropped.truncated}).
 */
public final class Overlay implements InPlace {
    private static final int WHOLE = 256;

    private final StageSpec spec = StageSpec.same("overlay", VideoSpec.any()).build();
    private volatile OverlayContent content;
    private volatile OverlayContent.Painter painter;
    private volatile VideoFormat known;
    private volatile Place place = new Place(Corner.TOP_LEFT, 0, 0);
    private volatile int opacity = WHOLE;
    private volatile long offsetNs;
    private VideoFormat format;
    private Component[] parts;
    private StageContext context;
    private Counter dropped;

    private Overlay(final OverlayContent content) {
        this.content = content;
    }

    /**
     * A picture, with its transparency.
     *
     * @param still the picture.
     * @return the stage.
     */
    public static Overlay image(final Still still) {
        return new Overlay(new OverlayContent.Picture(still));
    }

    /**
     * A line of text.
     *
     * @param text       what to write.
     * @param lineHeight pixels, 6 to 1000.
     * @param color      {@code 0xAARRGGBB}.
     * @return the stage.
     * @throws ConfigurationException if the height is out of range or there is no font.
     */
    public static Overlay text(final String text, final int lineHeight, final int color) {
        return image(Still.text(text, lineHeight, color));
    }

    /**
     * A clock.
     *
     * @param pattern    {@code yyyy}, {@code MM}, {@code dd}, {@code HH}, {@code mm}, {@code ss} and {@code SSS} stand for digits, all else for
     *                   itself.
     * @param lineHeight pixels, 6 to 1000.
     * @param color      {@code 0xAARRGGBB}.
     * @return the stage.
     * @throws ConfigurationException if the pattern is empty, the height out of range, or there is no font.
     */
    public static Overlay clock(final String pattern, final int lineHeight, final int color) {
        return new Overlay(new ClockFace(pattern, lineHeight, color));
    }

    /**
     * Shows another picture or text from now on. Any thread.
     *
     * @param still the picture; {@link Still#text} makes one of text.
     * @return this.
     */
    public Overlay show(final Still still) {
        content = new OverlayContent.Picture(still);
        final VideoFormat now = known;
        painter = now == null ? null : content.prepare(now);
        return this;
    }

    /**
     * Says where. Any thread.
     *
     * @param corner what distances are counted from.
     * @param x      pixels to the side, towards the middle; for {@link Corner#CENTRE} to the right.
     * @param y      pixels up or down, towards the middle; for {@link Corner#CENTRE} down.
     * @return this.
     */
    public Overlay at(final Corner corner, final int x, final int y) {
        place = new Place(Objects.requireNonNull(corner, "corner"), x, y);
        return this;
    }

    /**
     * Says how strongly. Any thread.
     *
     * @param value 0 (not at all) to 1.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public Overlay opacity(final double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new ConfigurationException("overlay: opacity " + value + "; accepted are 0 to 1");
        }
        opacity = (int) Math.round(value * WHOLE);
        return this;
    }

    /**
     * Says how far the clock is from universal time. Any thread.
     *
     * @param offset positive east of Greenwich.
     * @return this.
     */
    public Overlay utcOffset(final Duration offset) {
        offsetNs = offset.toNanos();
        return this;
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        dropped = stageContext.counter("dropped.truncated");
        prepare((VideoFormat) stageContext.inputFormat(0));
    }

    @Override
    public void onFormatChange(final Format changed) {
        prepare((VideoFormat) changed);
    }

    private void prepare(final VideoFormat now) {
        format = now;
        known = now;
        parts = Component.of(now);
        painter = content.prepare(now);
    }

    @Override
    public Verdict onFrame(final MutableFrame frame) {
        if (frame.length() < format.frameBytes()) {
            dropped.increment();
            return Verdict.DROP;
        }
        OverlayContent.Painter now = painter;
        if (now == null || !now.fits(format)) {
            // Changed on another thread for the layout before this one.
            now = content.prepare(format);
            painter = now;
        }
        final int strength = opacity;
        if (strength > 0) {
            final Place at = place;
            now.draw(frame.array(), frame.arrayOffset(), parts, at.corner().left(format.width(), now.width(), at.x()),
                at.corner().top(format.height(), now.height(), at.y()), strength, context.clock().epochNs(frame.ptsNs()) + offsetNs);
        }
        return Verdict.FORWARD;
    }

    private record Place(Corner corner, int x, int y) {
    }
}
