package io.penstock.codecs.opus;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusSignal;
import io.penstock.error.ConfigurationException;
import io.penstock.spi.CodecSpec;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of an Opus encoder, checked.
 *
 * @param application   what the encoder is tuned for; null = speech for mono, any sound for stereo.
 * @param signal        what the sound is taken for.
 * @param bitrate       bits per second; 0 = by rate and channels.
 * @param complexity    0–10.
 * @param fec           whether packets carry a copy of the one before.
 * @param lossPermille  expected loss to start with.
 * @param dtx           whether silence is left out.
 * @param vbr           whether packets vary in size.
 * @param constrained   whether their size varies only within what a call can bear.
 */
record OpusSettings(OpusApplication application, OpusSignal signal, int bitrate, int complexity, boolean fec, int lossPermille, boolean dtx,
                    boolean vbr, boolean constrained) {
    static final int MIN_BITRATE = 6_000;
    static final int MAX_BITRATE = 510_000;
    /** Below 7 Concentus leaves out its analysis of tonality, the dearest part; see docs/codecs.md for what that gains. */
    private static final int DEFAULT_COMPLEXITY = 5;
    /** What a redundant copy is worth its bits for when nobody has reported loss yet. */
    private static final int DEFAULT_LOSS_PERMILLE = 100;
    private static final Set<String> OPTIONS = new TreeSet<>(Set.of("application", "signal", "vbr", "expected-loss"));

    static OpusSettings of(final CodecSpec spec) {
        final Map<String, String> options = spec.options();
        for (final String name : options.keySet()) {
            if (!OPTIONS.contains(name)) {
                throw new ConfigurationException("opus: unknown option \"" + name + "\"; known are " + String.join(", ", OPTIONS));
            }
        }
        if (spec.bitrate() != 0 && (spec.bitrate() < MIN_BITRATE || spec.bitrate() > MAX_BITRATE)) {
            throw new ConfigurationException("opus: bitrate " + spec.bitrate() + " is out of range; accepted are " + MIN_BITRATE + "–" + MAX_BITRATE
                + " bit/s");
        }
        if (spec.complexity() < -1 || spec.complexity() > 10) {
            throw new ConfigurationException("opus: complexity " + spec.complexity() + " is out of range; accepted are 0–10");
        }
        final String vbr = options.getOrDefault("vbr", "constrained");
        if (!Set.of("constrained", "full", "off").contains(vbr)) {
            throw refusal("vbr", vbr, "constrained, full or off");
        }
        return new OpusSettings(application(options.getOrDefault("application", "auto")),
            signal(options.getOrDefault("signal", spec.fec() || spec.dtx() ? "voice" : "auto")), spec.bitrate(),
            spec.complexity() < 0 ? DEFAULT_COMPLEXITY : spec.complexity(), spec.fec(), permille(options), spec.dtx(),
            !vbr.equals("off"), vbr.equals("constrained"));
    }

    OpusApplication applicationFor(final int channels) {
        return application != null ? application : channels == 1 ? OpusApplication.OPUS_APPLICATION_VOIP : OpusApplication.OPUS_APPLICATION_AUDIO;
    }

    /** Rates that browsers use for narrow, wide and full band (WebRTC audio_encoder_opus.cc). */
    int bitrateFor(final int sampleRateHz, final int channels) {
        return bitrate != 0 ? bitrate : channels * (sampleRateHz <= 8_000 ? 12_000 : sampleRateHz <= 16_000 ? 20_000 : 32_000);
    }

    boolean lowDelay() {
        return application == OpusApplication.OPUS_APPLICATION_RESTRICTED_LOWDELAY;
    }

    private static OpusApplication application(final String value) {
        return switch (value) {
            case "auto" -> null;
            case "voip" -> OpusApplication.OPUS_APPLICATION_VOIP;
            case "audio" -> OpusApplication.OPUS_APPLICATION_AUDIO;
            case "lowdelay" -> OpusApplication.OPUS_APPLICATION_RESTRICTED_LOWDELAY;
            default -> throw refusal("application", value, "auto, voip, audio or lowdelay");
        };
    }

    private static OpusSignal signal(final String value) {
        return switch (value) {
            case "auto" -> OpusSignal.OPUS_SIGNAL_AUTO;
            case "voice" -> OpusSignal.OPUS_SIGNAL_VOICE;
            case "music" -> OpusSignal.OPUS_SIGNAL_MUSIC;
            default -> throw refusal("signal", value, "auto, voice or music");
        };
    }

    private static int permille(final Map<String, String> options) {
        final String value = options.get("expected-loss");
        if (value == null) {
            return DEFAULT_LOSS_PERMILLE;
        }
        if (!value.matches("\\d{1,4}") || Integer.parseInt(value) > 1000) {
            throw refusal("expected-loss", value, "packets lost of 1000, 0–1000");
        }
        return Integer.parseInt(value);
    }

    private static ConfigurationException refusal(final String name, final String value, final String accepted) {
        return new ConfigurationException("opus: " + name + '=' + value + " is not accepted; give " + accepted);
    }
}
