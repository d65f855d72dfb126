package io.penstock.core.stages.device;

import io.penstock.error.EngineException;
import java.awt.AWTError;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.function.Consumer;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import javax.swing.WindowConstants;

/** A Swing window that shows a picture as large as fits, keeping its proportions. */
final class SwingDisplay implements PictureDisplay {
    private BufferedImage picture;
    private int[] pixels;
    private volatile JFrame window;
    private volatile boolean closed;
    private JPanel panel;

    @Override
    public void open(final String title, final int width, final int height) {
        String reason = "this JVM is headless";
        try {
            if (!GraphicsEnvironment.isHeadless()) {
                GraphicsEnvironment.getLocalGraphicsEnvironment().getDefaultScreenDevice();
                picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
                pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
                SwingUtilities.invokeLater(() -> build(title, width, height));
                return;
            }
        } catch (final HeadlessException | AWTError | LinkageError e) {
            reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no display");
        }
        throw new EngineException(EngineException.Category.IO, "window: there is no display (" + reason
            + "); run with one, or write to a file or to the null sink instead");
    }

    private void build(final String title, final int width, final int height) {
        if (closed) {
            return;
        }
        panel = new Canvas(picture);
        panel.setPreferredSize(new Dimension(width, height));
        final JFrame frame = new JFrame(title);
        frame.setDefaultCloseOperation(WindowConstants.DISPOSE_ON_CLOSE);
        frame.add(panel);
        frame.pack();
        frame.setLocationByPlatform(true);
        frame.setVisible(true);
        window = frame;
    }

    @Override
    public void show(final Consumer<int[]> painter) {
        SwingUtilities.invokeLater(() -> {
            painter.accept(pixels);
            if (panel != null) {
                panel.repaint();
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        final JFrame open = window;
        if (open != null) {
            SwingUtilities.invokeLater(open::dispose);
        }
    }

    private static final class Canvas extends JPanel {
        private static final long serialVersionUID = 1L;
        private final transient BufferedImage picture;

        Canvas(final BufferedImage picture) {
            super(true);
            this.picture = picture;
        }

        @Override
        protected void paintComponent(final Graphics graphics) {
            super.paintComponent(graphics);
            final double scale = Math.min((double) getWidth() / picture.getWidth(), (double) getHeight() / picture.getHeight());
            final int w = (int) Math.round(picture.getWidth() * scale);
            final int h = (int) Math.round(picture.getHeight() * scale);
            graphics.drawImage(picture, (getWidth() - w) / 2, (getHeight() - h) / 2, w, h, null);
        }
    }
}
