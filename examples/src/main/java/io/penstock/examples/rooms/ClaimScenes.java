package io.penstock.examples.rooms;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Random;

/** What a customer with a dented car can point a camera at, painted on a canvas of 640 by 360 that is drawn in any size. */
final class ClaimScenes {
    /** What can be asked for, in the order of a claim. */
    static final List<String> NAMES = List.of("the whole car", "the number plate", "the damage", "the odometer", "the identification number");
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int SCRATCHES = 14;
    private static final int STONES = 2600;
    private static final Color PAINT = new Color(34, 92, 150);

    private ClaimScenes() {
    }

    static BufferedImage draw(final String name, final int width, final int height) {
        final BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        final Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.scale(width / (double) WIDTH, height / (double) HEIGHT);
        switch (NAMES.indexOf(name)) {
            case 0 -> car(g);
            case 1 -> plate(g);
            case 2 -> damage(g);
            case 3 -> odometer(g);
            case 4 -> identification(g);
            default -> throw new IllegalArgumentException("there is no scene " + name);
        }
        g.dispose();
        return image;
    }

    private static void yard(final Graphics2D g) {
        g.setPaint(new GradientPaint(0, 0, new Color(150, 180, 205), 0, 180, new Color(215, 222, 225)));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        g.setColor(new Color(120, 118, 112));
        g.fillRect(0, 230, WIDTH, 130);
        final Random random = new Random(1);
        for (int i = 0; i < STONES; i++) {
            final int grey = 85 + random.nextInt(70);
            g.setColor(new Color(grey, grey, grey - 6));
            g.fillOval(random.nextInt(WIDTH), 232 + random.nextInt(128), 1 + random.nextInt(4), 1 + random.nextInt(3));
        }
        g.setColor(new Color(150, 96, 74));
        for (int row = 0; row < 8; row++) {
            for (int x = -20; x < WIDTH; x += 44) {
                g.fillRect(x + row % 2 * 22, 92 + row * 17, 42, 15);
            }
        }
    }

    private static void car(final Graphics2D g) {
        yard(g);
        final Path2D body = new Path2D.Double();
        body.moveTo(60, 262);
        body.curveTo(58, 205, 90, 200, 150, 194);
        body.curveTo(200, 140, 240, 128, 330, 128);
        body.curveTo(420, 128, 450, 150, 490, 192);
        body.curveTo(570, 198, 590, 210, 592, 262);
        body.closePath();
        g.setPaint(new GradientPaint(0, 130, PAINT.brighter(), 0, 262, PAINT.darker()));
        g.fill(body);
        g.setColor(new Color(28, 36, 44));
        g.fillPolygon(new int[] {192, 240, 322, 322}, new int[] {192, 144, 141, 192}, 4);
        g.fillPolygon(new int[] {332, 332, 410, 468}, new int[] {192, 141, 144, 192}, 4);
        g.setStroke(new BasicStroke(1.6f));
        g.drawLine(327, 192, 327, 258);
        g.drawLine(190, 196, 196, 258);
        for (final int x : new int[] {150, 490}) {
            g.setColor(new Color(22, 22, 24));
            g.fillOval(x - 40, 222, 80, 80);
            g.setColor(new Color(176, 180, 184));
            g.fillOval(x - 23, 239, 46, 46);
        }
        dent(g, 388, 222, 30);
    }

    private static void dent(final Graphics2D g, final int x, final int y, final int r) {
        g.setPaint(new GradientPaint(x - r, y - r, PAINT.darker().darker(), x + r, y + r, PAINT.brighter().brighter()));
        g.fill(new Ellipse2D.Double(x - r, y - 0.7 * r, 2 * r, 1.4 * r));
        final Random random = new Random(2);
        g.setColor(new Color(205, 208, 212));
        g.setStroke(new BasicStroke(Math.max(0.8f, r / 60f)));
        for (int i = 0; i < SCRATCHES; i++) {
            final double from = y - 0.55 * r + 1.1 * r * random.nextDouble();
            g.drawLine((int) (x - r * random.nextDouble()), (int) from, (int) (x + r * random.nextDouble()), (int) (from + 0.15 * r));
        }
    }

    private static void metal(final Graphics2D g) {
        g.setPaint(new GradientPaint(0, 0, PAINT.brighter(), WIDTH, HEIGHT, PAINT.darker()));
        g.fillRect(0, 0, WIDTH, HEIGHT);
    }

    private static void damage(final Graphics2D g) {
        metal(g);
        g.setColor(new Color(20, 34, 50));
        g.setStroke(new BasicStroke(5));
        g.drawLine(86, 0, 96, HEIGHT);
        g.setColor(new Color(60, 66, 70));
        g.fill(new RoundRectangle2D.Double(128, 64, 108, 24, 18, 18));
        dent(g, 390, 205, 130);
        g.setColor(new Color(240, 240, 236)); // a scale beside it
        g.fillRect(246, 322, 322, 20);
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(1));
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 9));
        for (int cm = 0; cm <= 30; cm++) {
            g.drawLine(250 + cm * 10, 322, 250 + cm * 10, cm % 5 == 0 ? 331 : 327);
            if (cm % 5 == 0) {
                g.drawString(String.valueOf(cm), 251 + cm * 10, 340);
            }
        }
    }

    private static void plate(final Graphics2D g) {
        metal(g);
        g.setColor(new Color(24, 26, 30));
        g.fillRect(0, 262, WIDTH, 98);
        g.setColor(Color.WHITE);
        g.fill(new RoundRectangle2D.Double(96, 132, 448, 104, 12, 12));
        g.setColor(new Color(0, 51, 153));
        g.fill(new RoundRectangle2D.Double(96, 132, 44, 104, 12, 12));
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(4));
        g.draw(new RoundRectangle2D.Double(96, 132, 448, 104, 12, 12));
        g.setFont(new Font(Font.MONOSPACED, Font.BOLD, 68));
        g.drawString("WA TG 815", 154, 208);
    }

    private static void odometer(final Graphics2D g) {
        g.setPaint(new GradientPaint(0, 0, new Color(44, 46, 50), 0, HEIGHT, new Color(12, 12, 14)));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        g.setColor(new Color(210, 214, 218));
        g.setStroke(new BasicStroke(2.5f));
        g.drawOval(186, 40, 268, 268);
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        for (int i = 0; i <= 12; i++) {
            final double angle = Math.toRadians(135 + i * 22.5);
            final double c = Math.cos(angle);
            final double s = Math.sin(angle);
            g.drawLine((int) (320 + 120 * c), (int) (174 + 120 * s), (int) (320 + 132 * c), (int) (174 + 132 * s));
            g.drawString(String.valueOf(i * 20), (int) (311 + 100 * c), (int) (180 + 100 * s));
        }
        g.setColor(new Color(226, 60, 40));
        g.drawLine(320, 174, 242, 250);
        g.setColor(new Color(18, 30, 24));
        g.fillRect(258, 204, 124, 34);
        g.setColor(new Color(150, 240, 180));
        g.setFont(new Font(Font.MONOSPACED, Font.BOLD, 22));
        g.drawString("087 412 km", 254, 229);
    }

    private static void identification(final Graphics2D g) {
        metal(g);
        g.setColor(new Color(196, 198, 200));
        g.fill(new RoundRectangle2D.Double(70, 80, 500, 190, 10, 10));
        g.setColor(new Color(40, 40, 42));
        for (final int x : new int[] {84, 544}) {
            g.fillOval(x, 92, 12, 12);
            g.fillOval(x, 246, 12, 12);
        }
        g.setFont(new Font(Font.MONOSPACED, Font.BOLD, 38));
        g.drawString("WVX0PN5T0CK081526", 124, 168);
        g.setFont(new Font(Font.MONOSPACED, Font.PLAIN, 20));
        g.drawString("1 860 kg   3 260 kg   1- 960 kg", 128, 216);
    }
}
