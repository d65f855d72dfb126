package io.penstock.codecs.h264.provider;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.Preset;
import io.penstock.error.ConfigurationException;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.spi.CodecSpec;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** Reads what a graph asks of the encoder; every mistake is a {@link ConfigurationException} that says what is accepted. */
final class EncoderOptions {
    /** Words of {@link CodecSpec#complexity()}, 0–10, as presets. */
    private static final Preset[] BY_COMPLEXITY = {
        Preset.ULTRAFAST, Preset.SUPERFAST, Preset.SUPERFAST, Preset.VERYFAST, Preset.VERYFAST, Preset.FAST, Preset.FAST, Preset.MEDIUM,
        Preset.MEDIUM, Preset.SLOW, Preset.SLOW};
    /** Nominal rate of pictures whose rate varies; their times tell the truth. */
    private static final int VARIABLE_FPS = 30;
    private static final int COARSEST = 51;
    /** One RTP packet (RFC 3550, 5.1) also when it is sent again as RTX (RFC 4588, section 4): 12 bytes of header, 2 of sequence number. */
    private static final int SLICE_BYTES = PacketFormat.DEFAULT_MAX_PACKET_BYTES - 12 - 2;

    private static final Map<String, BiFunction<EncoderSettings, String, EncoderSettings>> KNOWN = new TreeMap<>(Map.ofEntries(
        Map.entry("preset", (settings, text) -> settings.preset(preset(text))),
        Map.entry("qp", (settings, text) -> settings.fixedQp(quantiser("qp", text))),
        Map.entry("min-qp", (settings, text) -> settings.minQp(quantiser("min-qp", text))),
        Map.entry("max-qp", (settings, text) -> settings.maxQp(quantiser("max-qp", text))),
        Map.entry("slice-bytes", (settings, text) -> settings.sliceBytes(integer("slice-bytes", text))),
        Map.entry("layers", (settings, text) -> settings.temporalLayers(integer("layers", text))),
        Map.entry("intra-refresh", (settings, text) -> settings.intraRefreshFrames(integer("intra-refresh", text))),
        Map.entry("threads", (settings, text) -> settings.threads(integer("threads", text))),
        Map.entry("vbv", (settings, text) -> settings.vbvFrames(number("vbv", text))),
        Map.entry("aq", (settings, text) -> settings.adaptiveQuantisation(number("aq", text))),
        Map.entry("scene-cut", (settings, text) -> settings.sceneCut(flag("scene-cut", text))),
        Map.entry("long-term", (settings, text) -> settings.longTerm(flag("long-term", text))),
        Map.entry("timestamp", (settings, text) -> settings.timestampSei(flag("timestamp", text))),
        Map.entry("hash", (settings, text) -> settings.pictureHashSei(flag("hash", text)))));

    private EncoderOptions() {
    }

    /** Everything but what depends on the picture: settings for the smallest picture. */
    static EncoderSettings read(final CodecSpec spec) {
        EncoderSettings settings = EncoderSettings.of(EncoderSettings.MIN_SIDE, EncoderSettings.MIN_SIDE).sliceBytes(SLICE_BYTES);
        try {
            settings = settings.bitrate(spec.bitrate()).keyIntervalFrames(spec.keyIntervalFrames());
            if (spec.complexity() != -1) {
                settings = settings.preset(complexity(spec.complexity()));
            }
            for (final Map.Entry<String, String> option : spec.options().entrySet()) {
                final BiFunction<EncoderSettings, String, EncoderSettings> known = KNOWN.get(option.getKey());
                if (known == null) {
                    throw wrong("unknown option " + option.getKey() + " (known: " + String.join(", ", KNOWN.keySet()) + ')');
                }
                settings = known.apply(settings, option.getValue());
            }
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("penstock " + e.getMessage(), e);
        }
        checkRange(spec);
        return settings;
    }

    /** The same for pictures of a format. */
    static EncoderSettings read(final CodecSpec spec, final VideoFormat pictures) {
        final boolean variable = pictures.rate().numerator() == 0;
        try {
            return read(spec).size(pictures.width(), pictures.height())
                .framesPerSecond(variable ? VARIABLE_FPS : pictures.rate().numerator(), variable ? 1 : pictures.rate().denominator())
                .fullRange(pictures.color() == VideoColor.BT601_FULL || pictures.color() == VideoColor.BT709_FULL);
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("penstock " + e.getMessage() + "; found " + pictures.describe(), e);
        }
    }

    private static void checkRange(final CodecSpec spec) {
        final String finest = spec.options().get("min-qp");
        final String coarsest = spec.options().get("max-qp");
        if (finest != null && coarsest != null && quantiser("min-qp", finest) > quantiser("max-qp", coarsest)) {
            throw wrong("min-qp=" + finest + " is above max-qp=" + coarsest);
        }
    }

    private static Preset complexity(final int level) {
        if (level < 0 || level >= BY_COMPLEXITY.length) {
            throw wrong("complexity " + level + " is not from 0 to " + (BY_COMPLEXITY.length - 1));
        }
        return BY_COMPLEXITY[level];
    }

    private static Preset preset(final String text) {
        return Arrays.stream(Preset.values()).filter(preset -> preset.name().equalsIgnoreCase(text)).findFirst()
            .orElseThrow(() -> wrong("preset=" + text + " is none of " + Arrays.stream(Preset.values())
                .map(preset -> preset.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "))));
    }

    private static int quantiser(final String name, final String text) {
        final int value = integer(name, text);
        if (value < 0 || value > COARSEST) {
            throw wrong(name + '=' + text + " is not a number from 0 to " + COARSEST);
        }
        return value;
    }

    private static int integer(final String name, final String text) {
        try {
            return Integer.parseInt(text);
        } catch (final NumberFormatException e) {
            throw wrong(name + '=' + text + " is not a whole number");
        }
    }

    private static double number(final String name, final String text) {
        if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw wrong(name + '=' + text + " is not a number");
        }
        return Double.parseDouble(text);
    }

    private static boolean flag(final String name, final String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(name + '=' + text + " is neither true nor false");
        }
        return text.equals("true");
    }

    private static ConfigurationException wrong(final String what) {
        return new ConfigurationException("penstock h264: " + what);
    }
}
