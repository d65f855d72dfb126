package io.penstock.dsp.video;

import io.penstock.error.ConfigurationException;
import io.penstock.format.VideoFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A ticking clock: digits and the text between them are drawn once, a picture then only picks the digits it needs.
 *
 * <p>Patterns have the letters of {@link java.time.format.DateTimeFormatter} that are digits: {@code yyyy MM dd HH mm ss SSS}; all else stands
 * for itself. Days are counted after H. Hinnant, "chrono-compatible low-level date algorithms" (civil_from_days).
 */
final class ClockFace implements OverlayContent {
    private static final long NANOS_PER_MS = 1_000_000;
    private static final long MS_PER_DAY = 86_400_000;
    private static final List<String> FIELDS = List.of("yyyy", "SSS", "MM", "dd", "HH", "mm", "ss");
    private static final int LITERAL = -1;

    private final Still[] digits = new Still[10];
    private final Still[] literals;
    private final int[] fields;
    private final int[] places;
    private final int[] lefts;
    private final int width;
    private final int height;

    ClockFace(final String pattern, final int lineHeight, final int color) {
        height = lineHeight;
        final int rim = TextImage.rim(lineHeight);
        int advance = 0;
        for (int d = 0; d < 10; d++) {
            advance = Math.max(advance, TextImage.advance(Integer.toString(d), lineHeight));
        }
        advance = even(advance);
        for (int d = 0; d < 10; d++) {
            digits[d] = still(Integer.toString(d), advance + 2 * rim, lineHeight, color);
        }
        final List<Still> texts = new ArrayList<>();
        final List<int[]> cells = new ArrayList<>();
        int x = 0;
        for (int i = 0; i < pattern.length();) {
            final int field = fieldAt(pattern, i);
            int end = i + 1;
            if (field != LITERAL) {
                end = i + FIELDS.get(field).length();
                for (int place = end - i - 1; place >= 0; place--) {
                    cells.add(new int[] {field, place, x});
                    texts.add(null);
                    x += advance;
                }
            } else {
                while (end < pattern.length() && fieldAt(pattern, end) == LITERAL) {
                    end++;
                }
                final String text = pattern.substring(i, end);
                final int w = even(TextImage.advance(text, lineHeight));
                cells.add(new int[] {LITERAL, 0, x});
                texts.add(still(text, w + 2 * rim, lineHeight, color));
                x += w;
            }
            i = end;
        }
        if (cells.isEmpty()) {
            throw new ConfigurationException("clock: the pattern is empty; give one such as \"HH:mm:ss\"");
        }
        width = x + 2 * rim;
        literals = texts.toArray(new Still[0]);
        fields = cells.stream().mapToInt(c -> c[0]).toArray();
        places = cells.stream().mapToInt(c -> c[1]).toArray();
        lefts = cells.stream().mapToInt(c -> c[2]).toArray();
    }

    private static Still still(final String text, final int width, final int height, final int color) {
        final java.awt.image.BufferedImage image = TextImage.draw(text, width, height, color);
        return Still.of(width, height, image.getRGB(0, 0, width, height, null, 0, width));
    }

    private static int even(final int length) {
        return length + 1 & ~1;
    }

    private static int fieldAt(final String pattern, final int at) {
        for (int f = 0; f < FIELDS.size(); f++) {
            if (pattern.startsWith(FIELDS.get(f), at)) {
                return f;
            }
        }
        return LITERAL;
    }

    /** A field of a time; milliseconds count from the beginning of 1970. */
    static int field(final int field, final long ms) {
        final int ofDay = (int) Math.floorMod(ms, MS_PER_DAY);
        return switch (field) {
            case 1 -> ofDay % 1000;
            case 4 -> ofDay / 3_600_000;
            case 5 -> ofDay / 60_000 % 60;
            case 6 -> ofDay / 1000 % 60;
            default -> dateField(field, Math.floorDiv(ms, MS_PER_DAY));
        };
    }

    private static int dateField(final int field, final long day) {
        final long days = day + 719_468;
        final long era = Math.floorDiv(days, 146_097L);
        final int ofEra = (int) Math.floorMod(days, 146_097L);
        final int year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        final int ofYear = ofEra - (365 * year + year / 4 - year / 100);
        final int shifted = (5 * ofYear + 2) / 153;
        final int month = shifted < 10 ? shifted + 3 : shifted - 9;
        return field == 2 ? month : field == 3 ? ofYear - (153 * shifted + 2) / 5 + 1 : (int) (year + era * 400) + (month <= 2 ? 1 : 0);
    }

    /** As text, for tests and messages. */
    String text(final long localNs) {
        final StringBuilder text = new StringBuilder();
        final long ms = Math.floorDiv(localNs, NANOS_PER_MS);
        for (int i = 0; i < fields.length; i++) {
            text.append(fields[i] == LITERAL ? '|' : (char) ('0' + digit(i, ms)));
        }
        return text.toString();
    }

    private int digit(final int cell, final long ms) {
        int value = field(fields[cell], ms);
        for (int place = places[cell]; place > 0; place--) {
            value /= 10;
        }
        return Math.floorMod(value, 10);
    }

    @Override
    public Painter prepare(final VideoFormat format) {
        final Sprite[] numerals = Arrays.stream(digits).map(still -> new Sprite(still, format)).toArray(Sprite[]::new);
        final Sprite[] texts = Arrays.stream(literals).map(still -> still == null ? null : new Sprite(still, format)).toArray(Sprite[]::new);
        return new Painter() {
            @Override
            public boolean fits(final VideoFormat other) {
                return numerals[0].fits(other);
            }

            @Override
            public int width() {
                return width;
            }

            @Override
            public int height() {
                return height;
            }

            @Override
            public void draw(final byte[] picture, final int base, final Component[] parts, final int x, final int y, final int opacity,
                             final long localNs) {
                final long ms = Math.floorDiv(localNs, NANOS_PER_MS);
                for (int i = 0; i < texts.length; i++) {
                    final Sprite sprite = texts[i] == null ? numerals[digit(i, ms)] : texts[i];
                    sprite.draw(picture, base, parts, x + lefts[i], y, opacity);
                }
            }
        };
    }
}
