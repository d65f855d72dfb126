package io.penstock.spi;

import io.penstock.format.CodecId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Which codec, in which direction, with which settings; core wraps it into an encoder or decoder stage. Immutable. */
public final class CodecSpec {
    /** Which way. */
    public enum Direction {
        /** Raw media in, encoded media out. */
        ENCODE,
        /** Encoded media in, raw media out. */
        DECODE
    }

    private final Direction direction;
    private final CodecId codec;
    private final String provider;
    private final int bitrate;
    private final int keyIntervalFrames;
    private final boolean fec;
    private final boolean dtx;
    private final int complexity;
    private final int maxWidth;
    private final int maxHeight;
    private final Map<String, String> options;

    private CodecSpec(final Direction direction, final CodecId codec, final Settings s) {
        this.direction = direction;
        this.codec = Objects.requireNonNull(codec, "codec");
        provider = s.provider;
        bitrate = s.bitrate;
        keyIntervalFrames = s.keyIntervalFrames;
        fec = s.fec;
        dtx = s.dtx;
        complexity = s.complexity;
        maxWidth = s.maxWidth;
        maxHeight = s.maxHeight;
        options = Map.copyOf(s.options);
    }

    /**
     * An encoder.
     *
     * @param codec    the codec.
     * @param settings adjusts the settings.
     * @return the spec.
     */
    public static CodecSpec encoder(final CodecId codec, final Consumer<Settings> settings) {
        final Settings s = new Settings();
        settings.accept(s);
        return new CodecSpec(Direction.ENCODE, codec, s);
    }

    /**
     * A decoder.
     *
     * @param codec    the codec.
     * @param settings adjusts the settings.
     * @return the spec.
     */
    public static CodecSpec decoder(final CodecId codec, final Consumer<Settings> settings) {
        final Settings s = new Settings();
        settings.accept(s);
        return new CodecSpec(Direction.DECODE, codec, s);
    }

    /**
     * Which way.
     *
     * @return the direction.
     */
    public Direction direction() {
        return direction;
    }

    /**
     * Which codec.
     *
     * @return the codec.
     */
    public CodecId codec() {
        return codec;
    }

    /**
     * Which provider, by name.
     *
     * @return the name; empty = the one of highest priority.
     */
    public Optional<String> provider() {
        return Optional.ofNullable(provider);
    }

    /**
     * Target rate of an encoder.
     *
     * @return bits per second; 0 = the codec's default.
     */
    public int bitrate() {
        return bitrate;
    }

    /**
     * Distance of key frames.
     *
     * @return frames; 0 = on request only.
     */
    public int keyIntervalFrames() {
        return keyIntervalFrames;
    }

    /**
     * Whether the encoder adds in-band forward error correction.
     *
     * @return true if so.
     */
    public boolean fec() {
        return fec;
    }

    /**
     * Whether the encoder stops sending in silence.
     *
     * @return true if so.
     */
    public boolean dtx() {
        return dtx;
    }

    /**
     * Effort of the encoder.
     *
     * @return 0 (fast) to 10 (best); −1 = the codec's default.
     */
    public int complexity() {
        return complexity;
    }

    /**
     * Widest picture that a decoder must be ready for.
     *
     * @return pixels; 0 = as the incoming format says.
     */
    public int maxWidth() {
        return maxWidth;
    }

    /**
     * Tallest picture that a decoder must be ready for.
     *
     * @return pixels; 0 = as the incoming format says.
     */
    public int maxHeight() {
        return maxHeight;
    }

    /**
     * Settings that only one provider knows.
     *
     * @return an immutable map.
     */
    public Map<String, String> options() {
        return options;
    }

    @Override
    public String toString() {
        final Map<String, Object> shown = new TreeMap<>(options);
        if (bitrate > 0) {
            shown.put("bitrate", bitrate);
        }
        if (provider != null) {
            shown.put("provider", provider);
        }
        return codec + (direction == Direction.ENCODE ? " encoder " : " decoder ") + shown;
    }

    /** Adjustable settings, each with its default. */
    public static final class Settings {
        private String provider;
        private int bitrate;
        private int keyIntervalFrames;
        private boolean fec;
        private boolean dtx;
        private int complexity = -1;
        private int maxWidth;
        private int maxHeight;
        private final Map<String, String> options = new TreeMap<>();

        private Settings() {
        }

        /**
         * Chooses a provider.
         *
         * @param name its name.
         * @return this.
         */
        public Settings provider(final String name) {
            provider = name;
            return this;
        }

        /**
         * Target rate.
         *
         * @param bitsPerSecond positive.
         * @return this.
         */
        public Settings bitrate(final int bitsPerSecond) {
            bitrate = bitsPerSecond;
            return this;
        }

        /**
         * Distance of key frames.
         *
         * @param frames positive; 0 = on request only (default).
         * @return this.
         */
        public Settings keyInterval(final int frames) {
            keyIntervalFrames = frames;
            return this;
        }

        /**
         * In-band forward error correction.
         *
         * @param on default false.
         * @return this.
         */
        public Settings fec(final boolean on) {
            fec = on;
            return this;
        }

        /**
         * Discontinuous transmission.
         *
         * @param on default false.
         * @return this.
         */
        public Settings dtx(final boolean on) {
            dtx = on;
            return this;
        }

        /**
         * Effort.
         *
         * @param level 0 (fast) to 10 (best).
         * @return this.
         */
        public Settings complexity(final int level) {
            complexity = level;
            return this;
        }

        /**
         * Largest picture that a decoder must be ready for.
         *
         * @param width  pixels.
         * @param height pixels.
         * @return this.
         */
        public Settings maxSize(final int width, final int height) {
            maxWidth = width;
            maxHeight = height;
            return this;
        }

        /**
         * A setting that only one provider knows.
         *
         * @param name  its name.
         * @param value its value.
         * @return this.
         */
        public Settings option(final String name, final String value) {
            options.put(name, value);
            return this;
        }
    }
}
