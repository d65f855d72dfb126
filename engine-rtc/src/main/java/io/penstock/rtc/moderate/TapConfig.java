package io.penstock.rtc.moderate;

import io.penstock.error.ConfigurationException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/** How often evidence is taken, and what it is like. */
public final class TapConfig {
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofHours(1);

    /** Between two pieces of evidence; 0 = only when asked for. */
    long everyNs = Duration.ofSeconds(10).toNanos();
    /** How long a key frame is waited for before one is asked for. */
    long patienceNs = Duration.ofSeconds(2).toNanos();
    /** Length of a clip. */
    long clipNs = Duration.ofSeconds(10).toNanos();
    /** Of pictures. */
    Image image = Image.JPEG;
    /** Largest picture decoded. */
    int mostWidth = 1920;
    /** Largest picture decoded. */
    int mostHeight = 1088;

    /** How a picture is kept. */
    public enum Image {
        /** Without loss. */
        PNG,
        /** A tenth of the size. */
        JPEG;

        String format() {
            return name().toLowerCase(Locale.ROOT);
        }

        String mediaType() {
            return "image/" + format();
        }
    }

    /** Every ten seconds a JPEG picture of up to 1920 by 1088, and the sound of ten seconds. */
    public TapConfig() {
        // what the fields say
    }

    private static long checked(final String what, final Duration value) {
        if (value.compareTo(LEAST) < 0 || value.compareTo(MOST) > 0) {
            throw new ConfigurationException("moderation: " + what + " of " + value + "; accepted are 500 ms to an hour");
        }
        return value.toNanos();
    }

    /**
     * How often evidence is taken.
     *
     * @param interval 500 ms to an hour, or zero: only when asked for.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public TapConfig every(final Duration interval) {
        everyNs = interval.isZero() ? 0 : checked("interval", interval);
        return this;
    }

    /**
     * How long to wait for a key frame that comes by itself before one is asked for: each costs all who watch.
     *
     * @param wait 500 ms to an hour.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public TapConfig patience(final Duration wait) {
        patienceNs = checked("patience", wait);
        return this;
    }

    /**
     * How much sound a clip has.
     *
     * @param length 500 ms to a minute.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public TapConfig clip(final Duration length) {
        if (length.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new ConfigurationException("moderation: clip of " + length + "; accepted are 500 ms to a minute");
        }
        clipNs = checked("clip", length);
        return this;
    }

    /**
     * How pictures are kept.
     *
     * @param kind format.
     * @return this.
     */
    public TapConfig image(final Image kind) {
        image = Objects.requireNonNull(kind, "kind");
        return this;
    }

    /**
     * The largest picture that is decoded; larger ones are counted as failures.
     *
     * @param width  16–8192 pixels.
     * @param height 16–8192 pixels.
     * @return this.
     * @throws ConfigurationException if out of range.
     */
    public TapConfig mostSize(final int width, final int height) {
        if (Math.min(width, height) < 16 || Math.max(width, height) > 8192) {
            throw new ConfigurationException("moderation: pictures of " + width + " by " + height + "; accepted are 16 to 8192 pixels a side");
        }
        mostWidth = width;
        mostHeight = height;
        return this;
    }
}
