package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;

/**
 * Encodes pictures to H.264, constrained baseline (ITU-T H.264, A.2.1.1), for calls: no picture waits for another, each keeps to what the
 * network is to carry, and slices fit packets.
 *
 * <p>Every picture goes in as planes of bytes and comes out as one access unit, start codes before its NAL units, parameter sets before each
 * IDR picture. What decoders show is bit for bit {@link #reconstruction()}. After the first picture of a size nothing is allocated.
 *
 * <p>One thread at a time, but {@link #requestKeyFrame()} and {@link #bitrate(int)}, which any thread may call.
 */
public final class H264Encoder implements AutoCloseable {
    private EncoderSettings settings;
    private Session session;
    private volatile boolean keyWanted;
    private volatile int bitrate;
    private boolean longTermWanted;
    private boolean recoveryWanted;

    /**
     * Makes an encoder.
     *
     * @param settings what it is asked for.
     */
    public H264Encoder(final EncoderSettings settings) {
        this.settings = settings;
        bitrate = settings.bitrate();
        session = new Session(settings);
    }

    /**
     * Encodes a picture. Planes hold {@link EncoderSettings#width()} x {@link EncoderSettings#height()} samples, chroma half as many each way,
     * rounded up.
     *
     * @param luma         samples.
     * @param lumaAt       index of the first one.
     * @param lumaStride   from a row to the next.
     * @param cb           blue difference.
     * @param cbAt         index of the first sample.
     * @param cr           red difference.
     * @param crAt         index of the first sample.
     * @param chromaStride from a row of either to the next.
     * @param timeNs       when the picture was taken; only differences count.
     * @param out          receives the access unit.
     * @param outAt        from where.
     * @param capacity     how many bytes at most.
     * @return bytes written, 0 if rate control leaves the picture out.
     * @throws IllegalArgumentException if a plane or {@code out} is too short for what is said of it.
     * @throws IllegalStateException    if the access unit does not fit even without any detail; the next one is a key picture.
     */
    public int encode(final byte[] luma, final int lumaAt, final int lumaStride, final byte[] cb, final int cbAt, final byte[] cr, final int crAt,
                      final int chromaStride, final long timeNs, final byte[] out, final int outAt, final int capacity) {
        checkPlane("luma", luma, lumaAt, lumaStride, settings.width(), settings.height());
        checkPlane("cb", cb, cbAt, chromaStride, (settings.width() + 1) / 2, (settings.height() + 1) / 2);
        checkPlane("cr", cr, crAt, chromaStride, (settings.width() + 1) / 2, (settings.height() + 1) / 2);
        if (outAt < 0 || capacity < 0 || capacity > out.length - outAt) {
            throw new IllegalArgumentException("h264: " + capacity + " bytes from " + outAt + " are not in an array of " + out.length);
        }
        session.source().take(luma, lumaAt, lumaStride, cb, cbAt, cr, crAt, chromaStride);
        final boolean key = keyWanted;
        keyWanted = false;
        session.bitrate(bitrate);
        int bytes = 0;
        try {
            bytes = session.encode(key, longTermWanted, recoveryWanted, timeNs, out, outAt, capacity);
        } finally {
            keyWanted |= key && bytes == 0;
        }
        if (bytes > 0) {
            longTermWanted &= !session.keptLongTerm();
            recoveryWanted = false;
        }
        return bytes;
    }

    /**
     * Encodes invented pictures with settings of this kind, so that the JVM compiles the encoder before the first real picture: without it the
     * first ten of 640x360 take about a second and a half, afterwards a tenth of that. Takes one to three seconds; any thread, at start.
     *
     * @param settings preset, layers and so on of the streams to come; their size does not matter.
     * @param pictures how many: 200 are enough.
     */
    public static void warmUp(final EncoderSettings settings, final int pictures) {
        WarmUp.run(settings, pictures);
    }

    private static void checkPlane(final String name, final byte[] plane, final int at, final int stride, final int width, final int height) {
        if (at < 0 || stride < width || at + (long) (height - 1) * stride + width > plane.length) {
            throw new IllegalArgumentException("h264: " + name + " of " + width + 'x' + height + " from " + at + " at " + stride
                + " a row is not in an array of " + plane.length);
        }
    }

    /** Makes the next picture a key picture. */
    public void requestKeyFrame() {
        keyWanted = true;
    }

    /**
     * Changes the target; the next picture keeps to it.
     *
     * @param bitsPerSecond positive; others are clamped.
     */
    public void bitrate(final int bitsPerSecond) {
        bitrate = Math.max(1000, bitsPerSecond);
    }

    /**
     * Makes the next picture the long-term reference, in place of the one before. No effect without {@link EncoderSettings#longTerm()}.
     */
    public void keepLongTerm() {
        longTermWanted = settings.longTerm();
    }

    /**
     * Lets the next picture be predicted from the long-term reference alone: what was lost since then no longer matters, at less cost than a
     * key picture. Without {@link EncoderSettings#longTerm()} the next picture is a key picture.
     */
    public void recover() {
        if (settings.longTerm()) {
            recoveryWanted = true;
        } else {
            requestKeyFrame();
        }
    }

    /**
     * Other settings from the next picture on. Where only rates and quantisers change the stream goes on; otherwise it starts again with a key
     * picture, and memory is allocated.
     *
     * @param changed the settings.
     */
    public void settings(final EncoderSettings changed) {
        bitrate = changed.bitrate();
        if (changed.sameStream(settings)) {
            session.adjust(changed);
        } else {
            final int idr = session.nextIdrId();
            session.close();
            session = new Session(changed);
            session.nextIdrId(idr);
        }
        settings = changed;
    }

    /**
     * What is asked for.
     *
     * @return the settings.
     */
    public EncoderSettings settings() {
        return settings;
    }

    /** Forgets the past: the next picture is a key picture. */
    public void reset() {
        requestKeyFrame();
    }

    /**
     * Whether the last picture is a key picture.
     *
     * @return true for IDR.
     */
    public boolean keyFrame() {
        return session.keyFrame();
    }

    /**
     * Temporal layer of the last picture.
     *
     * @return 0, the base, to 2.
     */
    public int temporalLayer() {
        return session.temporalLayer();
    }

    /**
     * Whether no picture refers to the last one, so that whoever is short of bandwidth may drop it.
     *
     * @return true if it is not needed.
     */
    public boolean discardable() {
        return session.discardable();
    }

    /**
     * Mean quantiser of the last picture.
     *
     * @return 0–51.
     */
    public int qp() {
        return session.qp();
    }

    /**
     * Slices of the last picture.
     *
     * @return their number.
     */
    public int slices() {
        return session.slices();
    }

    /**
     * What decoders show for the last picture that was not left out; valid until the next one is encoded.
     *
     * @return the picture, whole macroblocks: the visible part is at the upper left.
     */
    public Picture reconstruction() {
        return session.reconstruction();
    }

    /** What is known of the last picture's macroblocks, for those who look closer. */
    MacroblockMap map() {
        return session.map();
    }

    /** Ends the threads, if there are any. */
    @Override
    public void close() {
        session.close();
    }
}
