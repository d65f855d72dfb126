package io.penstock.codecs.h264.encoder;

import java.util.Arrays;

/**
 * What an encoder is asked for. Immutable; each method gives changed settings, or throws {@link IllegalArgumentException} where what it is given
 * is out of range.
 *
 * <pre>{@code
 * EncoderSettings.of(1280, 720).framesPerSecond(30, 1).bitrate(1_200_000).preset(Preset.FAST).temporalLayers(2)
 * }</pre>
 */
public final class EncoderSettings implements Cloneable {
    /** Shortest side, luma samples. */
    public static final int MIN_SIDE = 16;
    /** Longest side, luma samples. */
    public static final int MAX_SIDE = 4096;
    /** Most macroblocks of a picture: level 5.2 of Annex A. */
    public static final int MAX_MACROBLOCKS = 36_864;
    private static final double DEFAULT_BITS_PER_SAMPLE = 0.1;
    private static final int MIN_SLICE_BYTES = 100;
    private int width;
    private int height;
    private int fpsNumerator = 30;
    private int fpsDenominator = 1;
    private int bitrate;
    private Preset preset = Preset.SUPERFAST;
    private int keyIntervalFrames;
    private int minQp = 10;
    private int maxQp = 51;
    private int fixedQp = -1;
    private double vbvFrames = 1.5;
    private int sliceBytes = 1200;
    private int temporalLayers = 1;
    private int intraRefreshFrames;
    private int threads = 1;
    private double adaptiveQuantisation;
    private boolean sceneCut = true;
    private boolean longTerm;
    private boolean timestampSei;
    private boolean pictureHashSei;
    private boolean fullRange;

    private EncoderSettings() {
    }

    /**
     * Settings for pictures of a size: 30 a second, {@link Preset#SUPERFAST}, 0.1 bit a sample.
     *
     * @param width  visible luma samples a row, 16–4096; odd ones are coded with one column more.
     * @param height visible luma rows, 16–4096; at most {@value #MAX_MACROBLOCKS} macroblocks in all.
     * @return the settings.
     */
    public static EncoderSettings of(final int width, final int height) {
        return new EncoderSettings().size(width, height);
    }

    /**
     * Another picture size; an encoder that is given it starts again with a key picture.
     *
     * @param columns visible luma samples a row, 16–4096.
     * @param rows    visible luma rows, 16–4096.
     * @return changed settings.
     * @throws IllegalArgumentException if it is out of range.
     */
    public EncoderSettings size(final int columns, final int rows) {
        check("width", columns, MIN_SIDE, MAX_SIDE);
        check("height", rows, MIN_SIDE, MAX_SIDE);
        final EncoderSettings changed = copy();
        changed.width = columns;
        changed.height = rows;
        check("macroblocks of a picture", changed.macroblocks(), 1, MAX_MACROBLOCKS);
        return changed;
    }

    /**
     * How often pictures come.
     *
     * @param numerator   pictures, positive.
     * @param denominator in that many seconds, positive.
     * @return changed settings.
     * @throws IllegalArgumentException if it is not from 1/10 to 480 a second.
     */
    public EncoderSettings framesPerSecond(final int numerator, final int denominator) {
        if (numerator <= 0 || denominator <= 0 || numerator > 480L * denominator || 10L * numerator < denominator) {
            throw new IllegalArgumentException("h264 frame rate " + numerator + '/' + denominator + ": accepted are 0.1 to 480 a second");
        }
        final EncoderSettings changed = copy();
        changed.fpsNumerator = numerator;
        changed.fpsDenominator = denominator;
        return changed;
    }

    /**
     * Sets target, bits a second, up to 2e9; 0: by the picture size, 0.1 bit a sample.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings bitrate(final int value) {
        check("bitrate", value, 0, 2000000000);
        final EncoderSettings changed = copy();
        changed.bitrate = value;
        return changed;
    }

    /**
     * Sets pictures from a key picture to the next; 0: only the first one and on request.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings keyIntervalFrames(final int value) {
        check("keyIntervalFrames", value, 0, 1073741824);
        final EncoderSettings changed = copy();
        changed.keyIntervalFrames = value;
        return changed;
    }

    /**
     * Sets finest quantiser, 0–51.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings minQp(final int value) {
        check("minQp", value, 0, 51);
        final EncoderSettings changed = copy();
        changed.minQp = value;
        return changed;
    }

    /**
     * Sets coarsest quantiser, 0–51; a larger {@link #minQp()} is lowered to it.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings maxQp(final int value) {
        check("maxQp", value, 0, 51);
        final EncoderSettings changed = copy();
        changed.maxQp = value;
        return changed;
    }

    /**
     * Sets quantiser of every picture, 0–51, without rate control; -1: the bit rate rules.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings fixedQp(final int value) {
        check("fixedQp", value, -1, 51);
        final EncoderSettings changed = copy();
        changed.fixedQp = value;
        return changed;
    }

    /**
     * Sets largest slice, NAL header included, start code not, 100 or more; 0: one slice a picture.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings sliceBytes(final int value) {
        check("sliceBytes", value, 0, 16777216);
        if (value > 0) {
            check("sliceBytes", value, MIN_SLICE_BYTES, 1 << 24);
        }
        final EncoderSettings changed = copy();
        changed.sliceBytes = value;
        return changed;
    }

    /**
     * Sets 1; 2: every second picture may be dropped; 3: three of four may.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings temporalLayers(final int value) {
        check("temporalLayers", value, 1, 3);
        final EncoderSettings changed = copy();
        changed.temporalLayers = value;
        return changed;
    }

    /**
     * Sets pictures in which a column of intra macroblocks crosses the picture, again and again; 0: no such thing.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings intraRefreshFrames(final int value) {
        check("intraRefreshFrames", value, 0, 10000);
        final EncoderSettings changed = copy();
        changed.intraRefreshFrames = value;
        return changed;
    }

    /**
     * Sets threads that encode a picture, each its own slices, 1–16; 1: the caller's.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings threads(final int value) {
        check("threads", value, 1, 16);
        final EncoderSettings changed = copy();
        changed.threads = value;
        return changed;
    }

    /**
     * Sets how many pictures' worth of bits the buffer holds that smooths the rate, 1–10.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings vbvFrames(final double value) {
        check("vbvFrames", value, 1, 10);
        final EncoderSettings changed = copy();
        changed.vbvFrames = value;
        return changed;
    }

    /**
     * Sets how much finer flat parts are coded than busy ones, 0 (not at all: best PSNR) to 1.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings adaptiveQuantisation(final double value) {
        check("adaptiveQuantisation", value, 0, 1);
        final EncoderSettings changed = copy();
        changed.adaptiveQuantisation = value;
        return changed;
    }

    /**
     * Sets whether a new scene starts with a key picture (it does by default).
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings sceneCut(final boolean value) {
        final EncoderSettings changed = copy();
        changed.sceneCut = value;
        return changed;
    }

    /**
     * Sets whether key pictures are kept as long-term references, for recovery after loss.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings longTerm(final boolean value) {
        final EncoderSettings changed = copy();
        changed.longTerm = value;
        return changed;
    }

    /**
     * Sets whether each picture carries its time, in user data that decoders ignore.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings timestampSei(final boolean value) {
        final EncoderSettings changed = copy();
        changed.timestampSei = value;
        return changed;
    }

    /**
     * Sets whether each picture carries an MD5 of what a decoder must show, for debugging; costs time.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings pictureHashSei(final boolean value) {
        final EncoderSettings changed = copy();
        changed.pictureHashSei = value;
        return changed;
    }

    /**
     * Sets whether luma goes from 0 to 255 rather than from 16 to 235; only told to the decoder.
     *
     * @param value the value.
     * @return changed settings.
     */
    public EncoderSettings fullRange(final boolean value) {
        final EncoderSettings changed = copy();
        changed.fullRange = value;
        return changed;
    }

    /**
     * Sets how much work goes into a picture.
     *
     * @param value the preset.
     * @return changed settings.
     */
    public EncoderSettings preset(final Preset value) {
        if (value == null) {
            throw new IllegalArgumentException("h264 preset missing: accepted is one of " + Arrays.toString(Preset.values()));
        }
        final EncoderSettings changed = copy();
        changed.preset = value;
        return changed;
    }

    /** {@return visible luma samples a row} */
    public int width() {
        return width;
    }

    /** {@return visible luma rows} */
    public int height() {
        return height;
    }

    /** {@return pictures in {@link #fpsDenominator()} seconds} */
    public int fpsNumerator() {
        return fpsNumerator;
    }

    /** {@return seconds in which {@link #fpsNumerator()} pictures come} */
    public int fpsDenominator() {
        return fpsDenominator;
    }

    /** {@return target} */
    public int bitrate() {
        return bitrate > 0 ? bitrate
            : (int) Math.max(16_000, Math.min(500_000_000, DEFAULT_BITS_PER_SAMPLE * width * height * fpsNumerator / fpsDenominator));
    }

    /** {@return pictures from a key picture to the next} */
    public int keyIntervalFrames() {
        return keyIntervalFrames;
    }

    /** {@return finest quantiser} */
    public int minQp() {
        return Math.min(minQp, maxQp);
    }

    /** {@return coarsest quantiser} */
    public int maxQp() {
        return maxQp;
    }

    /** {@return quantiser of every picture} */
    public int fixedQp() {
        return fixedQp;
    }

    /** {@return largest slice} */
    public int sliceBytes() {
        return sliceBytes;
    }

    /** {@return 1} */
    public int temporalLayers() {
        return temporalLayers;
    }

    /** {@return pictures in which a column of intra macroblocks crosses the picture} */
    public int intraRefreshFrames() {
        return intraRefreshFrames;
    }

    /** {@return threads that encode a picture} */
    public int threads() {
        return threads;
    }

    /** {@return how many pictures' worth of bits the buffer holds that smooths the rate} */
    public double vbvFrames() {
        return vbvFrames;
    }

    /** {@return how much finer flat parts are coded than busy ones} */
    public double adaptiveQuantisation() {
        return adaptiveQuantisation;
    }

    /** {@return whether a new scene starts with a key picture} */
    public boolean sceneCut() {
        return sceneCut;
    }

    /** {@return whether key pictures are kept as long-term references} */
    public boolean longTerm() {
        return longTerm;
    }

    /** {@return whether each picture carries its time} */
    public boolean timestampSei() {
        return timestampSei;
    }

    /** {@return whether each picture carries an MD5 of what a decoder must show} */
    public boolean pictureHashSei() {
        return pictureHashSei;
    }

    /** {@return whether luma goes from 0 to 255 rather than from 16 to 235} */
    public boolean fullRange() {
        return fullRange;
    }

    /** {@return how much work goes into a picture} */
    public Preset preset() {
        return preset;
    }

    /** {@return macroblocks of a picture} */
    public int macroblocks() {
        return (width + 15) / 16 * ((height + 15) / 16);
    }

    /** Whether a stream can go on with these settings instead of others: only the bit rate or the fixed quantiser differ. */
    boolean sameStream(final EncoderSettings other) {
        return width == other.width && height == other.height && fpsNumerator == other.fpsNumerator && fpsDenominator == other.fpsDenominator
            && preset == other.preset && keyIntervalFrames == other.keyIntervalFrames && minQp() == other.minQp() && maxQp == other.maxQp
            && fixedQp < 0 == other.fixedQp < 0 && vbvFrames == other.vbvFrames && sliceBytes == other.sliceBytes
            && temporalLayers == other.temporalLayers && intraRefreshFrames == other.intraRefreshFrames && threads == other.threads
            && adaptiveQuantisation == other.adaptiveQuantisation && sceneCut == other.sceneCut && longTerm == other.longTerm
            && timestampSei == other.timestampSei && pictureHashSei == other.pictureHashSei && fullRange == other.fullRange;
    }

    private EncoderSettings copy() {
        try {
            return (EncoderSettings) clone();
        } catch (final CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void check(final String what, final double value, final int lowest, final int highest) {
        if (!(value >= lowest && value <= highest)) {
            throw new IllegalArgumentException("h264 " + what + ' '
                + (value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value)) + ": accepted is " + lowest + " to " + highest);
        }
    }
}
