package io.penstock.codecs.h264.encoder;

import static org.junit.jupiter.api.Assertions.fail;

import io.penstock.codecs.h264.picture.MacroblockMap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds an encoder to its promise: what it believes that decoders show is what they show, bit for bit. What differs is told by picture, plane,
 * sample, macroblock and slice, and the stream is kept.
 */
final class Conformance {
    private static final String[] PLANES = {"luma", "cb", "cr"};
    private static final String[] TYPES = {"I4x4", "I16x16", "P16x16", "P16x8", "P8x16", "P8x8", "P_Skip"};
    private static final int MOST_MACROBLOCKS = 12;
    /** Of a picture that the guard before JCodec lets through. */
    private static final int MOST_SLICES = 256;

    private final Take take;
    private final List<Coded> coded;

    private Conformance(final Take take, final List<Coded> coded) {
        this.take = take;
        this.coded = coded;
    }

    /** Encodes a take and expects that ffmpeg and JCodec show exactly what the encoder says, with and without cropping. */
    static List<Coded> check(final Take take) {
        final List<Coded> coded = take.encode();
        final Conformance check = new Conformance(take, coded);
        if (coded.isEmpty()) {
            fail(take + ": every picture was skipped");
        }
        check.syntax();
        final byte[] stream = join(coded);
        check.ffmpeg(stream, false);
        if (coded.stream().anyMatch(c -> c.shownWidth() != c.codedWidth() || c.shownHeight() != c.codedHeight())) {
            check.ffmpeg(stream, true);
        }
        check.jcodec(coded);
        return coded;
    }

    /** Expects the same of what is left of a take when some pictures were left out. */
    static void checkRemaining(final Take take, final List<Coded> remaining) {
        final Conformance check = new Conformance(take, remaining);
        check.ffmpeg(join(remaining), false);
        check.jcodec(remaining);
    }

    static byte[] join(final List<Coded> coded) {
        final ByteArrayOutputStream stream = new ByteArrayOutputStream();
        coded.forEach(c -> stream.writeBytes(c.bytes()));
        return stream.toByteArray();
    }

    private void syntax() {
        final StreamSyntax syntax = new StreamSyntax();
        for (final Coded c : coded) {
            try {
                syntax.check(c);
            } catch (final AssertionError | RuntimeException e) {
                throw new AssertionError(take + ": " + describe(c) + ": " + e.getMessage() + kept(), e);
            }
        }
    }

    private void ffmpeg(final byte[] stream, final boolean cropped) {
        final Decoders.Shown shown = Decoders.ffmpeg(stream, cropped, true);
        int at = 0;
        for (final Coded c : coded) {
            final byte[] expected = cropped ? c.shown() : c.reconstruction();
            if (shown.pictures().length - at < expected.length) {
                fail(take + ": ffmpeg shows nothing from picture " + c.number() + " on. " + describe(c) + ". It says: " + shown.complaints()
                    + kept());
            }
            compare("ffmpeg" + (cropped ? "" : " without cropping"), c, expected, shown.pictures(), at, cropped ? c.shownWidth() : c.codedWidth(),
                cropped ? c.shownHeight() : c.codedHeight(), shown.complaints());
            at += expected.length;
        }
        if (at != shown.pictures().length) {
            fail(take + ": ffmpeg shows " + (shown.pictures().length - at) + " bytes more than was encoded. It says: " + shown.complaints() + kept());
        }
        if (!shown.complaints().isEmpty()) {
            fail(take + ": ffmpeg shows the right pictures, but complains: " + shown.complaints() + kept());
        }
    }

    private void jcodec(final List<Coded> all) {
        final List<Coded> units = knownToJcodec(all);
        if (units.isEmpty()) {
            return;
        }
        final List<byte[]> shown;
        try {
            shown = Decoders.jcodec(units);
        } catch (final AssertionError e) {
            throw new AssertionError(take + ": " + e.getMessage() + kept(), e);
        }
        for (int i = 0; i < units.size(); i++) {
            final Coded c = units.get(i);
            if (shown.get(i) == null || shown.get(i).length != c.shownWidth() * c.shownHeight() * 3 / 2) {
                fail(take + ": JCodec shows " + (shown.get(i) == null ? "nothing" : shown.get(i).length + " bytes") + " for " + describe(c) + kept());
            }
            compare("JCodec", c, c.shown(), shown.get(i), 0, c.shownWidth(), c.shownHeight(), "");
        }
    }

    /** All but what it cannot decode: pictures that name a long-term reference or have too many slices, and those up to the next key picture. */
    private static List<Coded> knownToJcodec(final List<Coded> all) {
        final StreamSyntax syntax = new StreamSyntax();
        final List<Coded> known = new ArrayList<>();
        boolean lost = false;
        for (final Coded c : all) {
            syntax.read(c);
            lost = c.slices() > MOST_SLICES || syntax.namesLongTerm() || lost && !c.key();
            if (!lost) {
                known.add(c);
            }
        }
        return known;
    }

    private void compare(final String who, final Coded c, final byte[] expected, final byte[] shown, final int at, final int width,
                         final int height, final String complaints) {
        if (java.util.Arrays.equals(expected, 0, expected.length, shown, at, at + expected.length)) {
            return;
        }
        final StringBuilder text = new StringBuilder(take + ": " + who + " shows something else. " + describe(c));
        final boolean[] differs = new boolean[(width + 15) / 16 * ((height + 15) / 16)];
        int plane = 0;
        int from = 0;
        boolean first = true;
        for (; plane < 3; plane++) {
            final int half = plane == 0 ? 0 : 1;
            int count = 0;
            for (int i = 0; i < (width >> half) * (height >> half); i++) {
                if (expected[from + i] != shown[at + from + i]) {
                    final int x = i % (width >> half);
                    final int y = i / (width >> half);
                    differs[(y >> 4 - half) * ((width + 15) / 16) + (x >> 4 - half)] = true;
                    if (count++ == 0) {
                        text.append(first ? "\n  first: " : "\n  then: ").append(PLANES[plane]).append(" (").append(x).append(", ").append(y)
                            .append(") is ").append(expected[from + i] & 255).append(" to the encoder, ").append(shown[at + from + i] & 255)
                            .append(" to the decoder");
                        first = false;
                    }
                }
            }
            text.append(count > 0 ? "; " + count + " samples of " + PLANES[plane] + " differ" : "");
            from += (width >> half) * (height >> half);
        }
        macroblocks(c, differs, text);
        fail(text + (complaints.isEmpty() ? "" : "\n  it says: " + complaints) + kept());
    }

    private void macroblocks(final Coded c, final boolean[] differs, final StringBuilder text) {
        final List<Coded> again = take.encode(c.number() + 1, encoder -> macroblocks(encoder.map(), differs, text));
        text.append(java.util.Arrays.equals(again.get(again.size() - 1).bytes(), c.bytes()) ? ""
            : "\n  encoded again it is not the same: the encoder is not deterministic");
    }

    private static void macroblocks(final MacroblockMap map, final boolean[] differs, final StringBuilder text) {
        int told = 0;
        for (int mb = 0; mb < differs.length; mb++) {
            if (differs[mb] && told++ < MOST_MACROBLOCKS) {
                text.append("\n  macroblock ").append(mb).append(" (").append(mb % map.widthMbs).append(", ").append(mb / map.widthMbs).append(") ");
                final int block = map.block(mb % map.widthMbs, mb / map.widthMbs);
                text.append(TYPES[map.type[mb]]).append(" qp ").append(map.qp[mb]).append(" slice ").append(map.slice[mb]).append(" from ")
                    .append(firstOf(map, mb)).append("; vectors");
                for (int b = 0; b < 16; b += map.type[mb] == MacroblockMap.P8X8 ? 2 : 8) {
                    final int i = block + b / 4 * map.blockStride + b % 4;
                    text.append(' ').append(map.reference[i]).append(':').append(map.mvX[i]).append(',').append(map.mvY[i]);
                }
                text.append("; modes ").append(blocks(map, map.mode4x4, block)).append("; counts ").append(blocks(map, map.lumaCount, block));
            }
        }
        text.append(told > MOST_MACROBLOCKS ? "\n  and " + (told - MOST_MACROBLOCKS) + " more macroblocks of " + differs.length : "");
    }

    private static int firstOf(final MacroblockMap map, final int mb) {
        int first = mb;
        while (first > 0 && map.slice[first - 1] == map.slice[mb]) {
            first--;
        }
        return first;
    }

    private static String blocks(final MacroblockMap map, final byte[] values, final int block) {
        final StringBuilder text = new StringBuilder();
        for (int b = 0; b < 16; b++) {
            text.append(b > 0 && b % 4 == 0 ? "|" : b > 0 ? "," : "").append(values[block + b / 4 * map.blockStride + b % 4]);
        }
        return text.toString();
    }

    private static String describe(final Coded c) {
        return "picture " + c.number() + " (" + (c.key() ? "key" : "P") + ", layer " + c.layer() + (c.discardable() ? ", discardable" : "") + ", qp "
            + c.qp() + ", " + c.slices() + " slices, " + c.bytes().length + " bytes) of " + RandomSettings.text(c.settings());
    }

    /** Keeps the stream, and what the encoder says that it shows, for a closer look. */
    private String kept() {
        try {
            final Path folder = Files.createDirectories(Path.of("target", "conformance"));
            final String name = take.name().replaceAll("[^A-Za-z0-9-]+", "-");
            final Path stream = Files.write(folder.resolve(name + ".264"), join(coded));
            final ByteArrayOutputStream pictures = new ByteArrayOutputStream();
            coded.forEach(c -> pictures.writeBytes(c.shown()));
            Files.write(folder.resolve(name + ".yuv"), pictures.toByteArray());
            return "\n  kept: " + stream.toAbsolutePath();
        } catch (final IOException e) {
            return "\n  not kept: " + e;
        }
    }
}
