package io.penstock.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strings and numbers in ASCII. */
class VarHandleBufferTextTest {
    private final VarHandleBuffer buffer = new VarHandleBuffer(new byte[80], 5, 64);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, -10, 99_999, Integer.MAX_VALUE, Integer.MIN_VALUE,
        Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000_000_000L})
    void writesAndReadsNumbersAsJavaPrintsThem(long value) {
        int length = buffer.putLongAscii(3, value);
        assertEquals(Long.toString(value), buffer.getStringWithoutLengthAscii(3, length));
        assertEquals(value, buffer.parseLongAscii(3, length));
        if (value == (int) value) {
            assertEquals(length, buffer.putIntAscii(30, (int) value));
            assertEquals(value, buffer.parseIntAscii(30, length));
        }
        if (value >= 0) {
            assertEquals(length, buffer.putNaturalLongAscii(3, value));
            assertEquals(value, buffer.parseNaturalLongAscii(3, length));
        }
    }

    @Test
    void agreesWithJavaOnRandomNumbersOfEveryLength() {
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            int length = buffer.putLongAscii(0, value);
            assertEquals(Long.toString(value), buffer.getStringWithoutLengthAscii(0, length), "seed=" + seed);
            assertEquals(value, buffer.parseLongAscii(0, length), "seed=" + seed);
        }
    }

    @Test
    void padsAndWritesFromTheEnd() {
        buffer.putNaturalPaddedIntAscii(0, 6, 42);
        assertEquals("000042", buffer.getStringWithoutLengthAscii(0, 6));
        assertThrows(NumberFormatException.class, () -> buffer.putNaturalPaddedIntAscii(0, 2, 100));
        assertEquals(7, buffer.putNaturalIntAsciiFromEnd(123, 10));
        assertEquals("123", buffer.getStringWithoutLengthAscii(7, 3));
        assertEquals(9, buffer.putNaturalIntAsciiFromEnd(0, 10));
        assertEquals('0', buffer.getByte(9));
        assertEquals(3, buffer.putNaturalIntAscii(0, 314));
        assertEquals(314, buffer.parseNaturalIntAscii(0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "+1", "1x", "x", "--1", " 1", "1 ", "2147483648", "-2147483649",
        "99999999999", "9223372036854775808"})
    void refusesWhatIsNotAnInt(String text) {
        int length = buffer.putStringWithoutLengthAscii(0, text);
        assertThrows(NumberFormatException.class, () -> buffer.parseIntAscii(0, length));
        assertThrows(NumberFormatException.class, () -> buffer.parseNaturalIntAscii(0, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775808", "-9223372036854775809", "99999999999999999999999"})
    void refusesWhatOverflowsALong(String text) {
        int length = buffer.putStringWithoutLengthAscii(0, text);
        assertThrows(NumberFormatException.class, () -> buffer.parseLongAscii(0, length));
        assertThrows(NumberFormatException.class, () -> buffer.parseNaturalLongAscii(0, length));
    }

    @Test
    void refusesNegativeNumbersWhereNaturalOnesAreMeant() {
        assertThrows(NumberFormatException.class, () -> buffer.putNaturalIntAscii(0, -1));
        int length = buffer.putIntAscii(0, -1);
        assertThrows(NumberFormatException.class, () -> buffer.parseNaturalIntAscii(0, length));
    }

    @ParameterizedTest
    @EnumSource
    void keepsStringsWithTheirLength(Backing backing) {
        VarHandleBuffer any = backing.buffer(64);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            assertEquals(4 + 5, any.putStringAscii(1, "caf\u00E9!", order));
            assertEquals(5, any.getInt(1, order));
            assertEquals("caf?!", any.getStringAscii(1, order));
            StringBuilder text = new StringBuilder();
            assertEquals(5, any.getStringAscii(1, text, order));
            assertEquals("caf?!", text.toString());
            assertEquals(4 + 6, any.putStringUtf8(1, "caf\u00E9!", order));
            assertEquals("caf\u00E9!", any.getStringUtf8(1, order));
        }
        any.putStringUtf8(0, "\u6C34\u95F8");
        assertEquals("\u6C34\u95F8", any.getStringUtf8(0));
        assertEquals("\u6C34\u95F8", any.getStringUtf8(0, 6));
        assertEquals(4, any.putStringAscii(0, (String) null));
        assertEquals("", any.getStringAscii(0));
        assertEquals(2, any.putStringWithoutLengthAscii(0, "abcd", 2, 10));
        assertEquals("cd", any.getStringWithoutLengthAscii(0, 2));
    }

    @Test
    void refusesStringsThatDoNotFit() {
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.putStringAscii(0, "x".repeat(61)));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.putStringUtf8(0, "x".repeat(61)));
        assertThrows(IllegalArgumentException.class, () -> buffer.putStringUtf8(0, "xxx", 2));
        buffer.putInt(0, -1);
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getStringAscii(0));
        buffer.putInt(0, Integer.MAX_VALUE);
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getStringUtf8(0));
        assertTrue(buffer.toString().contains("capacity=64"));
    }
}
