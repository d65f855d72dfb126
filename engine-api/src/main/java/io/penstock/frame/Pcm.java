package io.penstock.frame;

import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * Moves samples between audio frames and the {@code short[]} or {@code float[]} that hot loops work on.
 *
 * <p>Samples are interleaved; a count is samples of all channels together. Integers map to floats by 1/32768; floats are rounded and
 * saturated on the way back. Nothing allocates.
 */
public final class Pcm {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final float FROM_S16 = 1f / 32768f;

    private Pcm() {
    }

    /**
     * Number of samples in a frame, all channels together.
     *
     * @param frame a frame of {@link AudioFormat}.
     * @return samples.
     */
    public static int samples(final Frame frame) {
        return frame.length() / ((AudioFormat) frame.format()).sampleType().bytes();
    }

    /**
     * Reads all samples as floats.
     *
     * @param frame a frame of {@link AudioFormat}.
     * @param to    receives the samples from index 0.
     * @return how many were read.
     * @throws IndexOutOfBoundsException if {@code to} is too short.
     */
    public static int read(final Frame frame, final float[] to) {
        final int n = samples(frame);
        final boolean s16 = ((AudioFormat) frame.format()).sampleType() == SampleType.S16;
        if (frame.hasArray()) {
            final byte[] from = frame.array();
            final int at = frame.arrayOffset();
            if (s16) {
                for (int i = 0; i < n; i++) {
                    to[i] = (short) SHORT.get(from, at + 2 * i) * FROM_S16;
                }
            } else {
                for (int i = 0; i < n; i++) {
                    to[i] = Float.intBitsToFloat((int) INT.get(from, at + 4 * i));
                }
            }
        } else {
            final DirectBuffer from = frame.buffer();
            for (int i = 0; i < n; i++) {
                to[i] = s16 ? from.getShort(2 * i, ByteOrder.LITTLE_ENDIAN) * FROM_S16 : from.getFloat(4 * i, ByteOrder.LITTLE_ENDIAN);
            }
        }
        return n;
    }

    /**
     * Reads all samples as 16-bit integers.
     *
     * @param frame a frame of {@link AudioFormat}.
     * @param to    receives the samples from index 0.
     * @return how many were read.
     * @throws IndexOutOfBoundsException if {@code to} is too short.
     */
    public static int read(final Frame frame, final short[] to) {
        final int n = samples(frame);
        final boolean s16 = ((AudioFormat) frame.format()).sampleType() == SampleType.S16;
        if (frame.hasArray()) {
            final byte[] from = frame.array();
            final int at = frame.arrayOffset();
            for (int i = 0; i < n; i++) {
                to[i] = s16 ? (short) SHORT.get(from, at + 2 * i) : toS16(Float.intBitsToFloat((int) INT.get(from, at + 4 * i)));
            }
        } else {
            final DirectBuffer from = frame.buffer();
            for (int i = 0; i < n; i++) {
                to[i] = s16 ? from.getShort(2 * i, ByteOrder.LITTLE_ENDIAN) : toS16(from.getFloat(4 * i, ByteOrder.LITTLE_ENDIAN));
            }
        }
        return n;
    }

    /**
     * Writes floats and sets the frame's length.
     *
     * @param from  samples from index 0.
     * @param n     how many.
     * @param type  sample type of the output format.
     * @param frame receives them.
     * @throws IndexOutOfBoundsException if the frame is too small.
     */
    public static void write(final float[] from, final int n, final SampleType type, final MutableFrame frame) {
        frame.length(n * type.bytes());
        if (frame.hasArray()) {
            final byte[] to = frame.array();
            final int at = frame.arrayOffset();
            if (type == SampleType.S16) {
                for (int i = 0; i < n; i++) {
                    SHORT.set(to, at + 2 * i, toS16(from[i]));
                }
            } else {
                for (int i = 0; i < n; i++) {
                    INT.set(to, at + 4 * i, Float.floatToRawIntBits(from[i]));
                }
            }
        } else {
            final MutableDirectBuffer to = frame.buffer();
            for (int i = 0; i < n; i++) {
                if (type == SampleType.S16) {
                    to.putShort(2 * i, toS16(from[i]), ByteOrder.LITTLE_ENDIAN);
                } else {
                    to.putFloat(4 * i, from[i], ByteOrder.LITTLE_ENDIAN);
                }
            }
        }
    }

    /**
     * Writes 16-bit integers and sets the frame's length.
     *
     * @param from  samples from index 0.
     * @param n     how many.
     * @param type  sample type of the output format.
     * @param frame receives them.
     * @throws IndexOutOfBoundsException if the frame is too small.
     */
    public static void write(final short[] from, final int n, final SampleType type, final MutableFrame frame) {
        frame.length(n * type.bytes());
        if (frame.hasArray()) {
            final byte[] to = frame.array();
            final int at = frame.arrayOffset();
            if (type == SampleType.S16) {
                for (int i = 0; i < n; i++) {
                    SHORT.set(to, at + 2 * i, from[i]);
                }
            } else {
                for (int i = 0; i < n; i++) {
                    INT.set(to, at + 4 * i, Float.floatToRawIntBits(from[i] * FROM_S16));
                }
            }
        } else {
            final MutableDirectBuffer to = frame.buffer();
            for (int i = 0; i < n; i++) {
                if (type == SampleType.S16) {
                    to.putShort(2 * i, from[i], ByteOrder.LITTLE_ENDIAN);
                } else {
                    to.putFloat(4 * i, from[i] * FROM_S16, ByteOrder.LITTLE_ENDIAN);
                }
            }
        }
    }

    /**
     * Rounds and saturates one sample.
     *
     * @param sample full scale ±1.0.
     * @return the 16-bit sample; 0 for NaN.
     */
    public static short toS16(final float sample) {
        final float scaled = sample * 32768f;
        return (short) Math.max(-32768, Math.min(32767, Math.round(scaled)));
    }
}
