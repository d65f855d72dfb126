package io.penstock.buffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/**
 * The part of a buffer that stands on its primitives: explicit byte orders, strings, numbers in ASCII, comparison.
 *
 * <p>None of it belongs on a hot path. What each method promises is what {@link MutableDirectBuffer} says.
 */
abstract class TextBuffer implements MutableDirectBuffer {
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final byte[] NULL_STRING = "null".getBytes(StandardCharsets.UTF_8);

    TextBuffer() {
    }

    @Override
    public final long getLong(int index, ByteOrder byteOrder) {
        long bits = getLong(index);
        return byteOrder == NATIVE ? bits : Long.reverseBytes(bits);
    }

    @Override
    public final void putLong(int index, long value, ByteOrder byteOrder) {
        putLong(index, byteOrder == NATIVE ? value : Long.reverseBytes(value));
    }

    @Override
    public final int getInt(int index, ByteOrder byteOrder) {
        int bits = getInt(index);
        return byteOrder == NATIVE ? bits : Integer.reverseBytes(bits);
    }

    @Override
    public final void putInt(int index, int value, ByteOrder byteOrder) {
        putInt(index, byteOrder == NATIVE ? value : Integer.reverseBytes(value));
    }

    @Override
    public final short getShort(int index, ByteOrder byteOrder) {
        short bits = getShort(index);
        return byteOrder == NATIVE ? bits : Short.reverseBytes(bits);
    }

    @Override
    public final void putShort(int index, short value, ByteOrder byteOrder) {
        putShort(index, byteOrder == NATIVE ? value : Short.reverseBytes(value));
    }

    @Override
    public final char getChar(int index, ByteOrder byteOrder) {
        char bits = getChar(index);
        return byteOrder == NATIVE ? bits : Character.reverseBytes(bits);
    }

    @Override
    public final void putChar(int index, char value, ByteOrder byteOrder) {
        putChar(index, byteOrder == NATIVE ? value : Character.reverseBytes(value));
    }

    // Floating point travels as its raw bits, so that a NaN comes back with the payload it was put with.

    @Override
    public final double getDouble(int index) {
        return Double.longBitsToDouble(getLong(index));
    }

    @Override
    public final double getDouble(int index, ByteOrder byteOrder) {
        return Double.longBitsToDouble(getLong(index, byteOrder));
    }

    @Override
    public final void putDouble(int index, double value) {
        putLong(index, Double.doubleToRawLongBits(value));
    }

    @Override
    public final void putDouble(int index, double value, ByteOrder byteOrder) {
        putLong(index, Double.doubleToRawLongBits(value), byteOrder);
    }

    @Override
    public final float getFloat(int index) {
        return Float.intBitsToFloat(getInt(index));
    }

    @Override
    public final float getFloat(int index, ByteOrder byteOrder) {
        return Float.intBitsToFloat(getInt(index, byteOrder));
    }

    @Override
    public final void putFloat(int index, float value) {
        putInt(index, Float.floatToRawIntBits(value));
    }

    @Override
    public final void putFloat(int index, float value, ByteOrder byteOrder) {
        putInt(index, Float.floatToRawIntBits(value), byteOrder);
    }

    @Override
    public final int parseNaturalIntAscii(int index, int length) {
        return (int) AsciiNumbers.parse(this, index, length, 0, Integer.MAX_VALUE);
    }

    @Override
    public final long parseNaturalLongAscii(int index, int length) {
        return AsciiNumbers.parse(this, index, length, 0, Long.MAX_VALUE);
    }

    @Override
    public final int parseIntAscii(int index, int length) {
        return (int) AsciiNumbers.parse(this, index, length, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Override
    public final long parseLongAscii(int index, int length) {
        return AsciiNumbers.parse(this, index, length, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Override
    public final int putIntAscii(int index, int value) {
        return AsciiNumbers.put(this, index, value);
    }

    @Override
    public final int putLongAscii(int index, long value) {
        return AsciiNumbers.put(this, index, value);
    }

    @Override
    public final int putNaturalIntAscii(int index, int value) {
        return AsciiNumbers.putNatural(this, index, value);
    }

    @Override
    public final int putNaturalLongAscii(int index, long value) {
        return AsciiNumbers.putNatural(this, index, value);
    }

    @Override
    public final void putNaturalPaddedIntAscii(int index, int length, int value) {
        AsciiNumbers.putNaturalPadded(this, index, length, value);
    }

    @Override
    public final int putNaturalIntAsciiFromEnd(int value, int endExclusive) {
        return AsciiNumbers.putNaturalFromEnd(this, value, endExclusive);
    }

    @Override
    public final String getStringAscii(int index) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index));
    }

    @Override
    public final String getStringAscii(int index, ByteOrder byteOrder) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index, byteOrder));
    }

    @Override
    public final String getStringAscii(int index, int length) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, length);
    }

    @Override
    public final int getStringAscii(int index, Appendable appendable) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index), appendable);
    }

    @Override
    public final int getStringAscii(int index, Appendable appendable, ByteOrder byteOrder) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, getInt(index, byteOrder), appendable);
    }

    @Override
    public final int getStringAscii(int index, int length, Appendable appendable) {
        return getStringWithoutLengthAscii(index + STR_HEADER_LEN, length, appendable);
    }

    @Override
    public final String getStringWithoutLengthAscii(int index, int length) {
        return new String(copyOf(index, length), StandardCharsets.US_ASCII);
    }

    @Override
    public final int getStringWithoutLengthAscii(int index, int length, Appendable appendable) {
        boundsCheck(index, length);
        try {
            for (int i = index; i < index + length; i++) {
                byte b = getByte(i);
                appendable.append(b < 0 ? '?' : (char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return length;
    }

    @Override
    public final int putStringAscii(int index, String value) {
        return putStringAscii(index, (CharSequence) value, NATIVE);
    }

    @Override
    public final int putStringAscii(int index, CharSequence value) {
        return putStringAscii(index, value, NATIVE);
    }

    @Override
    public final int putStringAscii(int index, String value, ByteOrder byteOrder) {
        return putStringAscii(index, (CharSequence) value, byteOrder);
    }

    @Override
    public final int putStringAscii(int index, CharSequence value, ByteOrder byteOrder) {
        int length = value == null ? 0 : value.length();
        boundsCheck(index, STR_HEADER_LEN + length);
        putInt(index, length, byteOrder);
        return STR_HEADER_LEN + putStringWithoutLengthAscii(index + STR_HEADER_LEN, value, 0, length);
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, String value) {
        return putStringWithoutLengthAscii(index, (CharSequence) value);
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, CharSequence value) {
        return putStringWithoutLengthAscii(index, value, 0, value == null ? 0 : value.length());
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, String value, int valueOffset, int length) {
        return putStringWithoutLengthAscii(index, (CharSequence) value, valueOffset, length);
    }

    @Override
    public final int putStringWithoutLengthAscii(int index, CharSequence value, int valueOffset, int length) {
        int available = value == null ? 0 : Math.min(length, value.length() - valueOffset);
        boundsCheck(index, available);
        for (int i = 0; i < available; i++) {
            char c = value.charAt(valueOffset + i);
            putByte(index + i, (byte) (c > 127 ? '?' : c));
        }
        return available;
    }

    @Override
    public final String getStringUtf8(int index) {
        return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index));
    }

    @Override
    public final String getStringUtf8(int index, ByteOrder byteOrder) {
        return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, getInt(index, byteOrder));
    }

    @Override
    public final String getStringUtf8(int index, int length) {
        return getStringWithoutLengthUtf8(index + STR_HEADER_LEN, length);
    }

    @Override
    public final String getStringWithoutLengthUtf8(int index, int length) {
        return new String(copyOf(index, length), StandardCharsets.UTF_8);
    }

    @Override
    public final int putStringUtf8(int index, String value) {
        return putStringUtf8(index, value, NATIVE, Integer.MAX_VALUE);
    }

    @Override
    public final int putStringUtf8(int index, String value, ByteOrder byteOrder) {
        return putStringUtf8(index, value, byteOrder, Integer.MAX_VALUE);
    }

    @Override
    public final int putStringUtf8(int index, String value, int maxEncodedLength) {
        return putStringUtf8(index, value, NATIVE, maxEncodedLength);
    }

    @Override
    public final int putStringUtf8(int index, String value, ByteOrder byteOrder, int maxEncodedLength) {
        byte[] bytes = utf8(value);
        if (bytes.length > maxEncodedLength) {
            throw new IllegalArgumentException(
                "string of " + bytes.length + " bytes is larger than the maximum of " + maxEncodedLength);
        }
        boundsCheck(index, STR_HEADER_LEN + bytes.length);
        putInt(index, bytes.length, byteOrder);
        putBytes(index + STR_HEADER_LEN, bytes);
        return STR_HEADER_LEN + bytes.length;
    }

    @Override
    public final int putStringWithoutLengthUtf8(int index, String value) {
        byte[] bytes = utf8(value);
        putBytes(index, bytes);
        return bytes.length;
    }

    /** Equal content makes equal buffers, whatever memory lies behind them. */
    @Override
    public final boolean equals(Object other) {
        return this == other
            || other instanceof TextBuffer && capacity() == ((TextBuffer) other).capacity()
            && compareTo((TextBuffer) other) == 0;
    }

    @Override
    public final int hashCode() {
        int hash = 19;
        for (int i = 0, end = capacity(); i < end; i++) {
            hash = 31 * hash + getByte(i);
        }
        return hash;
    }

    /** Orders by content, bytes compared unsigned from the first on; of two that agree the shorter comes first. */
    @Override
    public final int compareTo(DirectBuffer that) {
        int common = Math.min(capacity(), that.capacity());
        for (int i = 0; i < common; i++) {
            int order = Byte.compareUnsigned(getByte(i), that.getByte(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(capacity(), that.capacity());
    }

    private byte[] copyOf(int index, int length) {
        boundsCheck(index, length);
        byte[] copy = new byte[length];
        getBytes(index, copy);
        return copy;
    }

    private static byte[] utf8(String value) {
        return value == null ? NULL_STRING : value.getBytes(StandardCharsets.UTF_8);
    }
}
