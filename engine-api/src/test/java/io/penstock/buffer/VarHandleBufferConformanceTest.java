package io.penstock.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

import org.agrona.DirectBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same random operations on a {@link VarHandleBuffer} and on a plain byte buffer leave the same bytes. */
class VarHandleBufferConformanceTest {
    private static final int CAPACITY = 97;
    private static final int OPERATIONS = 40_000;
    private static final long SEED = 20_260_101L;

    @ParameterizedTest
    @EnumSource
    void agreesWithAByteBufferOnEveryPlainOperation(Backing backing) {
        Random random = new Random(SEED);
        VarHandleBuffer buffer = backing.buffer(CAPACITY);
        ByteBuffer model = ByteBuffer.allocate(CAPACITY);
        for (int i = 0; i < OPERATIONS; i++) {
            String step = backing + " seed=" + SEED + " step=" + i;
            ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
            model.order(order);
            if (random.nextInt(3) > 0) {
                scalar(random, buffer, model, order, step);
            } else {
                bulk(random, buffer, model, step);
            }
        }
        byte[] content = new byte[CAPACITY];
        buffer.getBytes(0, content);
        assertArrayEquals(model.array(), content);
    }

    private static void scalar(Random random, VarHandleBuffer buffer, ByteBuffer model, ByteOrder order, String step) {
        boolean inNativeOrder = order == ByteOrder.nativeOrder();
        int index = random.nextInt(CAPACITY - 7);
        long value = random.nextLong();
        switch (random.nextInt(7)) {
            case 0:
                model.putLong(index, value);
                putLong(buffer, index, value, order, inNativeOrder);
                assertEquals(model.getLong(index), buffer.getLong(index, order), step);
                assertEquals(value, inNativeOrder ? buffer.getLong(index) : value, step);
                break;
            case 1:
                model.putInt(index, (int) value);
                buffer.putInt(index, (int) value, order);
                assertEquals(model.getInt(index), buffer.getInt(index, order), step);
                assertEquals((int) value, inNativeOrder ? buffer.getInt(index) : (int) value, step);
                break;
            case 2:
                model.putShort(index, (short) value);
                buffer.putShort(index, (short) value, order);
                assertEquals(model.getShort(index), buffer.getShort(index, order), step);
                break;
            case 3:
                model.putChar(index, (char) value);
                buffer.putChar(index, (char) value, order);
                assertEquals(model.getChar(index), buffer.getChar(index, order), step);
                break;
            case 4:
                double real = random.nextGaussian();
                model.putDouble(index, real);
                buffer.putDouble(index, real, order);
                assertEquals(model.getDouble(index), buffer.getDouble(index, order), step);
                break;
            case 5:
                model.putFloat(index, (float) value);
                buffer.putFloat(index, (float) value, order);
                assertEquals(model.getFloat(index), buffer.getFloat(index, order), step);
                break;
            default:
                model.put(index, (byte) value);
                buffer.putByte(index, (byte) value);
                assertEquals(model.get(index), buffer.getByte(index), step);
                break;
        }
    }

    private static void putLong(VarHandleBuffer buffer, int index, long value, ByteOrder order, boolean inNativeOrder) {
        if (inNativeOrder) {
            buffer.putLong(index, value);
        } else {
            buffer.putLong(index, value, order);
        }
    }

    private static void bulk(Random random, VarHandleBuffer buffer, ByteBuffer model, String step) {
        int length = random.nextInt(CAPACITY + 1);
        int index = random.nextInt(CAPACITY - length + 1);
        int other = random.nextInt(8);
        byte[] bytes = new byte[other + length + random.nextInt(8)];
        random.nextBytes(bytes);
        byte[] read = new byte[bytes.length];
        switch (random.nextInt(6)) {
            case 0:
                model.put(index, bytes, other, length);
                buffer.putBytes(index, bytes, other, length);
                buffer.getBytes(index, read, other, length);
                break;
            case 1:
                model.put(index, bytes, other, length);
                buffer.putBytes(index, ByteBuffer.wrap(bytes), other, length);
                buffer.getBytes(index, ByteBuffer.wrap(read), other, length);
                break;
            case 2:
                ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(0, bytes).position(other);
                model.put(index, bytes, other, length);
                buffer.putBytes(index, direct, length);
                assertEquals(other + length, direct.position(), step);
                ByteBuffer target = ByteBuffer.allocateDirect(bytes.length).position(other);
                buffer.getBytes(index, target, length);
                target.get(0, read);
                break;
            case 3:
                Backing kind = Backing.values()[random.nextInt(Backing.values().length - 3)];
                VarHandleBuffer source = kind.buffer(bytes.length);
                source.putBytes(0, bytes);
                model.put(index, bytes, other, length);
                buffer.putBytes(index, source, other, length);
                source.setMemory(0, bytes.length, (byte) 0);
                buffer.getBytes(index, source, other, length);
                source.getBytes(0, read);
                break;
            case 4:
                model.put(index, model.array().clone(), 0, length);
                buffer.putBytes(index, buffer, 0, length);
                buffer.getBytes(index, read, other, length);
                break;
            default:
                byte value = (byte) random.nextInt();
                for (int i = index; i < index + length; i++) {
                    model.put(i, value);
                }
                buffer.setMemory(index, length, value);
                buffer.getBytes(index, read, other, length);
                break;
        }
        for (int i = 0; i < length; i++) {
            assertEquals(model.get(index + i), read[other + i], step);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhateverReachesOutOfItsWindow(Backing backing) {
        VarHandleBuffer buffer = backing.buffer(16);
        byte[] bytes = new byte[17];
        int[] tooFarForLong = {-1, 9, 16, Integer.MAX_VALUE, Integer.MIN_VALUE};
        for (int index : tooFarForLong) {
            assertOutOfBounds(() -> buffer.getLong(index));
            assertOutOfBounds(() -> buffer.putLong(index, 1));
            assertOutOfBounds(() -> buffer.getDouble(index));
            assertOutOfBounds(() -> buffer.putLong(index, 1, ByteOrder.BIG_ENDIAN));
        }
        int[] tooFarForAnything = {-1, 16, 17, Integer.MAX_VALUE, Integer.MIN_VALUE};
        for (int index : tooFarForAnything) {
            assertOutOfBounds(() -> buffer.getInt(index));
            assertOutOfBounds(() -> buffer.putInt(index, 1));
            assertOutOfBounds(() -> buffer.getShort(index));
            assertOutOfBounds(() -> buffer.putShort(index, (short) 1));
            assertOutOfBounds(() -> buffer.getChar(index));
            assertOutOfBounds(() -> buffer.putChar(index, 'x'));
            assertOutOfBounds(() -> buffer.getByte(index));
            assertOutOfBounds(() -> buffer.putByte(index, (byte) 1));
            assertOutOfBounds(() -> buffer.setMemory(index, 1, (byte) 1));
        }
        assertOutOfBounds(() -> buffer.getBytes(0, bytes));
        assertOutOfBounds(() -> buffer.putBytes(0, bytes));
        assertOutOfBounds(() -> buffer.putBytes(1, bytes, 0, 16));
        assertOutOfBounds(() -> buffer.putBytes(0, bytes, 10, 8));
        assertOutOfBounds(() -> buffer.getBytes(0, bytes, -1, 8));
        assertOutOfBounds(() -> buffer.getBytes(0, ByteBuffer.allocate(8), 1, 8));
        assertOutOfBounds(() -> buffer.putBytes(0, ByteBuffer.allocateDirect(8), 1, 8));
        assertOutOfBounds(() -> buffer.putBytes(0, new VarHandleBuffer(bytes, 9, 8), 1, 8));
        assertOutOfBounds(() -> buffer.boundsCheck(8, 9));
        assertOutOfBounds(() -> buffer.checkLimit(17));
        assertEquals(0, buffer.getLong(0) | buffer.getLong(8), "nothing was written on the way");
    }

    @Test
    void viewsWhatAnotherBufferViews() {
        DirectBuffer viewed = Backing.ARRAY_WINDOW.buffer(8);
        VarHandleBuffer view = new VarHandleBuffer(viewed, 4, 4);
        view.putInt(0, 42);
        assertEquals(42, viewed.getInt(4));
        assertEquals(11, view.wrapAdjustment());
    }

    @Test
    void comparesByContentWhateverLiesBehind() {
        VarHandleBuffer first = Backing.ARRAY_WINDOW.buffer(20);
        for (Backing backing : Backing.values()) {
            VarHandleBuffer second = backing.buffer(20);
            first.putLong(3, 77);
            second.putLong(3, 77);
            assertEquals(first, second);
            assertEquals(first.hashCode(), second.hashCode());
            second.putByte(19, (byte) 200);
            assertEquals(-1, Integer.signum(first.compareTo(second)));
            assertEquals(1, Integer.signum(second.compareTo(first)));
        }
        assertEquals(-1, Integer.signum(new VarHandleBuffer().compareTo(first)));
    }

    private static void assertOutOfBounds(Executable access) {
        assertThrows(IndexOutOfBoundsException.class, access);
    }
}
