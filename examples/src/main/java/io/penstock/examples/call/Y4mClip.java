package io.penstock.examples.call;

import io.penstock.error.ConfigurationException;
import io.penstock.format.FrameRate;
import io.penstock.format.VideoFormat;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The first pictures of a YUV4MPEG2 file, in memory. */
final class Y4mClip {
    private static final int LONGEST_LINE = 4096;
    private static final int MOST_SIDE = 4096;
    private static final int MOST_RATE = 1_000_000;

    private Y4mClip() {
    }

    /**
     * Reads pictures until there are no more or they take as much memory as allowed.
     *
     * @throws ConfigurationException if the file is not a Y4M file of 4:2:0 pictures.
     */
    static Pictures read(final Path path, final long mostBytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            final VideoFormat format = header(path, line(path, in));
            final List<byte[]> frames = new ArrayList<>();
            while ((frames.size() + 1L) * format.frameBytes() <= mostBytes) {
                final String marker = line(path, in);
                if (!marker.startsWith("FRAME")) {
                    break;
                }
                final byte[] frame = new byte[format.frameBytes()];
                in.readFully(frame);
                frames.add(frame);
            }
            return pictures(path, format, frames);
        } catch (final EOFException e) {
            throw new ConfigurationException("y4m: " + path + " ends within a picture");
        }
    }

    private static Pictures pictures(final Path path, final VideoFormat format, final List<byte[]> frames) {
        if (frames.isEmpty()) {
            throw new ConfigurationException("y4m: " + path + " has no pictures");
        }
        return new Pictures(format, frames.size(), frames::get);
    }

    private static String line(final Path path, final InputStream in) throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return "";
            }
            if (text.length() >= LONGEST_LINE) {
                throw new ConfigurationException("y4m: " + path + " has a header line longer than " + LONGEST_LINE + " bytes");
            }
            text.append((char) b);
        }
        return new String(text.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
    }

    private static VideoFormat header(final Path path, final String line) {
        if (!line.startsWith("YUV4MPEG2")) {
            throw new ConfigurationException("y4m: " + path + " does not begin with YUV4MPEG2");
        }
        int width = 0;
        int height = 0;
        FrameRate rate = FrameRate.of(25);
        for (final String word : line.substring(9).trim().split(" +")) {
            final String value = word.isEmpty() ? "" : word.substring(1);
            switch (word.isEmpty() ? ' ' : word.charAt(0)) {
                case 'W' -> width = number(path, value, MOST_SIDE);
                case 'H' -> height = number(path, value, MOST_SIDE);
                case 'F' -> rate = rate(path, value);
                case 'C' -> requirePlain(path, value);
                default -> { }
            }
        }
        if (width < 2 || height < 2) {
            throw new ConfigurationException("y4m: " + path + " has pictures of " + width + 'x' + height);
        }
        return VideoFormat.i420(width, height, rate);
    }

    private static FrameRate rate(final Path path, final String value) {
        final String[] parts = value.split(":");
        return new FrameRate(number(path, parts[0], MOST_RATE), parts.length < 2 ? 1 : number(path, parts[1], MOST_RATE));
    }

    private static void requirePlain(final Path path, final String chroma) {
        if (!chroma.startsWith("420") || chroma.startsWith("420p")) {
            if (!chroma.equals("420paldv")) {
                throw new ConfigurationException("y4m: " + path + " has chroma " + chroma + "; accepted is 4:2:0 with 8 bits");
            }
        }
    }

    private static int number(final Path path, final String digits, final int most) {
        if (digits.matches("\\d{1,7}") && Integer.parseInt(digits) >= 1 && Integer.parseInt(digits) <= most) {
            return Integer.parseInt(digits);
        }
        throw new ConfigurationException("y4m: " + path + ": \"" + digits + "\" is not a number from 1 to " + most);
    }
}
