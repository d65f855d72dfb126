package io.penstock.examples.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A page that lays pictures after a processor over those before it, with a slider between them, and their difference beside it. One file,
 * needing no other. One thread.
 */
public final class PicturePage {
    private static final int GREY = 128;
    private final String title;
    private final String subtitle;
    private final int gain;
    private final Svg body = new Svg();
    private final Svg pairs = new Svg();

    /**
     * An empty page.
     *
     * @param title    headline.
     * @param subtitle a line below.
     * @param gain     by how much differences are enlarged, positive.
     */
    public PicturePage(final String title, final String subtitle, final int gain) {
        this.title = title;
        this.subtitle = subtitle;
        this.gain = gain;
    }

    /**
     * Adds what was said about the work.
     *
     * @param texts a line each.
     */
    public void statistics(final List<String> texts) {
        body.raw("<section><h2>What it did</h2><div class=\"panel\"><table class=\"texts\">");
        texts.forEach(text -> body.add("<tr><td>%s</td></tr>", text));
        body.raw("</table></div></section>\n");
    }

    /**
     * Adds a picture before and after.
     *
     * @param name   which one it is.
     * @param before in front of the processor.
     * @param after  behind it; those of another size are shown beside it only.
     */
    public void pair(final String name, final BufferedImage before, final BufferedImage after) {
        pairs.add("<section><h2>%s</h2><div class=\"two\">", name);
        if (before.getWidth() == after.getWidth() && before.getHeight() == after.getHeight()) {
            final double mean = meanSquare(before, after);
            pairs.raw("<div class=\"panel\"><h3>Before | after</h3><p class=\"small\">Move the slider.</p>")
                .add("<div class=\"slide\" style=\"--cut:50%\"><img src=\"%s\" alt=\"before\"><img class=\"over\" src=\"%s\" alt=\"after\">",
                    DataUri.png(before), DataUri.png(after))
                .raw("<input type=\"range\" min=\"0\" max=\"100\" value=\"50\" aria-label=\"how much of the picture before is shown\" ")
                .raw("oninput=\"this.parentNode.style.setProperty('--cut', this.value + '%')\"></div></div>")
                .add("<div class=\"panel\"><h3>Difference</h3><p class=\"small\">%s times enlarged, grey = none; %s</p>"
                    + "<div class=\"slide\"><img src=\"%s\" alt=\"difference\"></div></div>", gain,
                    mean == 0 ? "there is none" : String.format(Locale.ROOT, "PSNR %.1f dB", 10 * Math.log10(255 * 255 / mean)),
                    DataUri.png(difference(before, after)));
        } else {
            for (final BufferedImage image : List.of(before, after)) {
                pairs.add("<div class=\"panel\"><h3>%s</h3><p class=\"small\">%s</p><div class=\"slide\"><img src=\"%s\" alt=\"\"></div></div>",
                    image == before ? "Before" : "After", image.getWidth() + " x " + image.getHeight(), DataUri.png(image));
            }
        }
        pairs.raw("</div></section>\n");
    }

    private static double meanSquare(final BufferedImage a, final BufferedImage b) {
        double sum = 0;
        for (int y = 0; y < a.getHeight(); y++) {
            for (int x = 0; x < a.getWidth(); x++) {
                for (int shift = 0; shift <= 16; shift += 8) {
                    final int d = (a.getRGB(x, y) >> shift & 0xFF) - (b.getRGB(x, y) >> shift & 0xFF);
                    sum += d * d;
                }
            }
        }
        return sum / (3.0 * a.getWidth() * a.getHeight());
    }

    private BufferedImage difference(final BufferedImage before, final BufferedImage after) {
        final BufferedImage image = new BufferedImage(before.getWidth(), before.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = 0;
                for (int shift = 16; shift >= 0; shift -= 8) {
                    final int d = (after.getRGB(x, y) >> shift & 0xFF) - (before.getRGB(x, y) >> shift & 0xFF);
                    rgb |= Math.max(0, Math.min(255, GREY + gain * d)) << shift;
                }
                image.setRGB(x, y, rgb);
            }
        }
        return image;
    }

    /**
     * Writes the page.
     *
     * @param file made or overwritten.
     * @throws IOException if it cannot be written.
     */
    public void write(final Path file) throws IOException {
        Files.writeString(file, html());
    }

    String html() {
        return Page.html(title, subtitle, "", body.toString() + pairs, "Pictures are shown as RGB, whatever they were computed in.");
    }
}
