package io.penstock.core.stages.device;

import io.penstock.error.EngineException;
import java.awt.AWTError;
import java.awt.AWTException;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/** {@link java.awt.Robot}. */
final class RobotGrabber implements ScreenGrabber {
    private Robot robot;
    private int[] copy = new int[0];

    @Override
    public void open() {
        String reason = "this JVM is headless";
        try {
            if (!GraphicsEnvironment.isHeadless()) {
                robot = new Robot();
                return;
            }
        } catch (final AWTException | SecurityException | LinkageError | AWTError e) {
            reason = e.getMessage();
        }
        throw new EngineException(EngineException.Category.IO, "screen: cannot be captured (" + reason
            + "); run with a display, or use a file or the synthetic camera instead");
    }

    @Override
    public int[] grab(final int x, final int y, final int width, final int height) {
        final BufferedImage picture = robot.createScreenCapture(new Rectangle(x, y, width, height));
        if (picture.getRaster().getDataBuffer() instanceof DataBufferInt ints && ints.getData().length == width * height) {
            return ints.getData();
        }
        if (copy.length != width * height) {
            copy = new int[width * height];
        }
        return picture.getRGB(0, 0, width, height, copy, 0, width);
    }
}
