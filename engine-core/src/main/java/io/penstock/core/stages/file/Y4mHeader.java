package io.penstock.core.stages.file;

import io.penstock.error.CodecException;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;

/** The line that a YUV4MPEG2 file begins with, as mjpegtools' yuv4mpeg(5) describes it, and the lines before its pictures. */
final class Y4mHeader {
    static final String MAGIC = "YUV4MPEG2";
    private static final String FRAME = "FRAME";
    /** mjpegtools refuses longer lines than 80 (Y4M_LINE_MAX 256); comments of newer encoders are a little longer. */
    private static final int LONGEST_LINE = 1024;
    private static final int MOST_RATE_PART = 1_000_000;

    private Y4mHeader() {
    }

    /** Reads the first line. */
    static VideoFormat read(final FileInput in) {
        final StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0 || line.length() == LONGEST_LINE || line.length() < MAGIC.length() && c != MAGIC.charAt(line.length())) {
                throw new CodecException(in.name() + ": does not begin with a line \"" + MAGIC + " W... H... F...\" of up to " + LONGEST_LINE
                    + " bytes");
            }
            line.append((char) c);
        }
        return parse(in.name(), line.toString());
    }

    static VideoFormat parse(final String name, final String line) {
        int width = 0;
        int height = 0;
        FrameRate rate = null;
        VideoColor color = VideoColor.BT601_LIMITED;
        for (final String part : line.substring(Math.min(line.length(), MAGIC.length())).trim().split(" +")) {
            if (part.isEmpty()) {
                continue;
            }
            final String value = part.substring(1);
            switch (part.charAt(0)) {
                case 'W' -> width = number(name, part, value, VideoFormat.MAX_SIDE);
                case 'H' -> height = number(name, part, value, VideoFormat.MAX_SIDE);
                case 'F' -> rate = rate(name, part, value);
                case 'C' -> requirePlanar420(name, part);
                case 'X' -> color = value.equals("COLORRANGE=FULL") ? VideoColor.BT601_FULL : color;
                default -> {
                    // interlacing and pixel shape do not change how the picture lies in memory
                }
            }
        }
        if (width == 0 || height == 0 || rate == null) {
            throw new CodecException(name + ": the header has no " + (width == 0 ? "width" : height == 0 ? "height" : "frame rate")
                + "; needed are W, H and F");
        }
        return new VideoFormat(width, height, PixelLayout.I420, rate, color);
    }

    private static int number(final String name, final String part, final String value, final int most) {
        int n = 0;
        boolean valid = !value.isEmpty() && value.length() <= 9;
        for (int i = 0; valid && i < value.length(); i++) {
            final int digit = value.charAt(i) - '0';
            valid = digit >= 0 && digit <= 9;
            n = 10 * n + digit;
        }
        if (!valid || n < 1 || n > most) {
            throw new CodecException(name + ": found \"" + printable(part) + "\" in the header; accepted are numbers of 1 to " + most);
        }
        return n;
    }

    private static FrameRate rate(final String name, final String part, final String value) {
        final int colon = value.indexOf(':');
        final int numerator = number(name, part, colon < 0 ? value : value.substring(0, colon), MOST_RATE_PART);
        final int denominator = colon < 0 ? 1 : number(name, part, value.substring(colon + 1), MOST_RATE_PART);
        if (numerator > 1000L * denominator || denominator > 1000L * numerator) {
            throw new CodecException(name + ": found frame rate " + numerator + '/' + denominator + "; accepted are 1/1000 to 1000 a second");
        }
        return new FrameRate(numerator, denominator);
    }

    /** 420jpeg, 420mpeg2 and 420paldv differ in where chroma was sampled, by half a pixel; deeper ones (420p10) have other sizes. */
    private static void requirePlanar420(final String name, final String part) {
        switch (part) {
            case "C420", "C420jpeg", "C420mpeg2", "C420paldv" -> {
            }
            default -> throw new CodecException(name + ": found chroma \"" + printable(part) + "\"; accepted are C420, C420jpeg, C420mpeg2, "
                + "C420paldv (convert with ffmpeg -pix_fmt yuv420p)");
        }
    }

    /** Reads the line before a picture; false at the end of the file. */
    static boolean frameLine(final FileInput in) {
        final long at = in.position();
        for (int i = 0; i <= LONGEST_LINE; i++) {
            final int c = in.read();
            if (c < 0) {
                return false;
            }
            if (i < FRAME.length() ? c != FRAME.charAt(i) : i == FRAME.length() && c != '\n' && c != ' ') {
                break;
            }
            if (c == '\n') {
                return true;
            }
        }
        throw new CodecException(in.name() + ": no picture begins at byte " + at + ", where one should: the file is damaged");
    }

    private static String printable(final String text) {
        return text.substring(0, Math.min(40, text.length())).replaceAll("[^ -~]", "?");
    }
}
