package io.penstock.buffer;

import org.agrona.MutableDirectBuffer;

/** Decimal numbers as ASCII digits, written to and read from a buffer byte by byte. */
final class AsciiNumbers {
    private static final byte MINUS = '-';
    private static final byte ZERO = '0';

    private AsciiNumbers() {
    }

    static int put(MutableDirectBuffer buffer, int index, long value) {
        int sign = value < 0 ? 1 : 0;
        int digits = digitCount(value);
        buffer.boundsCheck(index, sign + digits);
        if (sign == 1) {
            buffer.putByte(index, MINUS);
        }
        putDigits(buffer, index + sign, digits, value);
        return sign + digits;
    }

    static int putNatural(MutableDirectBuffer buffer, int index, long value) {
        requireNatural(value);
        return put(buffer, index, value);
    }

    static void putNaturalPadded(MutableDirectBuffer buffer, int index, int length, int value) {
        requireNatural(value);
        buffer.boundsCheck(index, length);
        if (digitCount(value) > length) {
            throw new NumberFormatException("cannot write " + value + " in " + length + " bytes");
        }
        putDigits(buffer, index, length, value);
    }

    static int putNaturalFromEnd(MutableDirectBuffer buffer, int value, int endExclusive) {
        requireNatural(value);
        int digits = digitCount(value);
        int start = endExclusive - digits;
        buffer.boundsCheck(start, digits);
        putDigits(buffer, start, digits, value);
        return start;
    }

    static long parse(MutableDirectBuffer buffer, int index, int length, long min, long max) {
        buffer.boundsCheck(index, length);
        int i = index;
        int end = index + length;
        boolean negative = min < 0 && length > 0 && buffer.getByte(i) == MINUS;
        if (negative) {
            i++;
        }
        if (i == end) {
            throw malformed("no digits", buffer, index, length);
        }
        // Summed as a negative number, because Long.MIN_VALUE has no positive counterpart.
        long limit = negative ? min : -max;
        long sum = 0;
        for (; i < end; i++) {
            int digit = buffer.getByte(i) - ZERO;
            if (digit < 0 || digit > 9) {
                throw malformed("not a digit at index " + i, buffer, index, length);
            }
            if (sum < limit / 10 || sum * 10 < limit + digit) {
                throw malformed("out of range", buffer, index, length);
            }
            sum = sum * 10 - digit;
        }
        return negative ? sum : -sum;
    }

    private static void putDigits(MutableDirectBuffer buffer, int index, int digits, long value) {
        long rest = value;
        for (int i = index + digits - 1; i >= index; i--) {
            buffer.putByte(i, (byte) (ZERO + Math.abs((int) (rest % 10))));
            rest /= 10;
        }
    }

    private static int digitCount(long value) {
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private static void requireNatural(long value) {
        if (value < 0) {
            throw new NumberFormatException("not a natural number: " + value);
        }
    }

    private static NumberFormatException malformed(String problem, MutableDirectBuffer buffer, int index, int length) {
        return new NumberFormatException(problem + ": \"" + buffer.getStringWithoutLengthAscii(index, length) + '"');
    }
}
