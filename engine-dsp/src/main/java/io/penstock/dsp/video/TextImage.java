package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.awt.font.LineMetrics;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws text with a rim, by AWT without a screen. */
final class TextImage {
    private static final double FONT_OF_LINE = 0.78;
    private static final int LEAST_HEIGHT = 6;
    private static final int MOST_HEIGHT = 1000;
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private TextImage() {
    }

    static Font font(final float size) {
        try {
            return new Font(Font.SANS_SERIF, Font.BOLD, 1).deriveFont(size);
        } catch (final LinkageError | RuntimeException e) {
            throw new ConfigurationException("text needs a font: install one (on Debian fonts-dejavu-core and libfontconfig1); " + e, e);
        }
    }

    private static Font ofLine(final int height) {
        if (height < LEAST_HEIGHT || height > MOST_HEIGHT) {
            throw new ConfigurationException("text of " + height + " pixels; accepted are " + LEAST_HEIGHT + " to " + MOST_HEIGHT);
        }
        return font((float) (height * FONT_OF_LINE));
    }

    static BufferedImage line(final String text, final int height, final int color) {
        return draw(text, advance(text, height) + 2 * rim(height), height, color);
    }

    /** How far a line reaches, in pixels. */
    static int advance(final String text, final int height) {
        try {
            final Rectangle2D bounds = ofLine(height).getStringBounds(text, CONTEXT);
            return Math.max(1, (int) Math.ceil(bounds.getWidth()));
        } catch (final LinkageError e) {
            throw new ConfigurationException("text needs a font: install one (on Debian fonts-dejavu-core and libfontconfig1); " + e, e);
        }
    }

    static int rim(final int height) {
        return Math.max(1, height / 14);
    }

    /** A line in the middle of a picture of a given width. */
    static BufferedImage draw(final String text, final int width, final int height, final int color) {
        final Font font = ofLine(height);
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        final Graphics2D g = image.createGraphics();
        try {
            g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            final LineMetrics metrics = font.getLineMetrics(text, CONTEXT);
            final double x = (width - font.getStringBounds(text, CONTEXT).getWidth()) / 2;
            final double y = (height + metrics.getAscent() - metrics.getDescent()) / 2;
            final Shape shape = font.createGlyphVector(CONTEXT, text).getOutline((float) x, (float) y);
            g.setColor(new Color(0, 0, 0, Math.min(200, color >>> 24)));
            g.setStroke(new BasicStroke(2f * rim(height), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
            g.draw(shape);
            g.setColor(new Color(color, true));
            g.fill(shape);
        } finally {
            g.dispose();
        }
        return image;
    }
}
