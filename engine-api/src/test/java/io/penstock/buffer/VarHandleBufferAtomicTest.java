package io.penstock.buffer;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Atomic access: what it returns, where it is refused, and that two threads lose nothing by it. */
class VarHandleBufferAtomicTest {
    private static final int ADDITIONS = 200_000;

    private final VarHandleBuffer buffer = VarHandleBuffer.allocateDirectAligned(64, 64);

    @Test
    void readsAndWritesLongsInEveryOrdering() {
        buffer.putLongVolatile(8, 1);
        assertEquals(1, buffer.getLongVolatile(8));
        buffer.putLongRelease(8, 2);
        assertEquals(2, buffer.getLongAcquire(8));
        buffer.putLongOpaque(8, 3);
        assertEquals(3, buffer.getLongOpaque(8));
        buffer.putLongOrdered(8, 4);
        assertEquals(4, buffer.getLong(8));
        assertEquals(4, buffer.addLongOpaque(8, 10));
        assertEquals(14, buffer.addLongRelease(8, -4));
        assertEquals(10, buffer.addLongOrdered(8, 1));
        assertEquals(11, buffer.getAndAddLong(8, 1));
        assertEquals(12, buffer.getAndSetLong(8, Long.MIN_VALUE));
        assertFalse(buffer.compareAndSetLong(8, 12, 13));
        assertTrue(buffer.compareAndSetLong(8, Long.MIN_VALUE, 13));
        assertEquals(13, buffer.compareAndExchangeLong(8, 12, 14));
        assertEquals(13, buffer.compareAndExchangeLong(8, 13, 14));
        assertEquals(14, buffer.getLong(8));
        assertEquals(0, buffer.getLong(0) | buffer.getLong(16), "the neighbours are untouched");
    }

    @Test
    void readsAndWritesIntsInEveryOrdering() {
        buffer.putIntVolatile(4, 1);
        assertEquals(1, buffer.getIntVolatile(4));
        buffer.putIntRelease(4, 2);
        assertEquals(2, buffer.getIntAcquire(4));
        buffer.putIntOpaque(4, 3);
        assertEquals(3, buffer.getIntOpaque(4));
        buffer.putIntOrdered(4, 4);
        assertEquals(4, buffer.getInt(4));
        assertEquals(4, buffer.addIntOpaque(4, 10));
        assertEquals(14, buffer.addIntRelease(4, -4));
        assertEquals(10, buffer.addIntOrdered(4, 1));
        assertEquals(11, buffer.getAndAddInt(4, 1));
        assertEquals(12, buffer.getAndSetInt(4, Integer.MIN_VALUE));
        assertFalse(buffer.compareAndSetInt(4, 12, 13));
        assertTrue(buffer.compareAndSetInt(4, Integer.MIN_VALUE, 13));
        assertEquals(13, buffer.compareAndExchangeInt(4, 12, 14));
        assertEquals(13, buffer.compareAndExchangeInt(4, 13, 14));
        assertEquals(14, buffer.getInt(4));
        assertEquals(0, buffer.getInt(0) | buffer.getInt(8), "the neighbours are untouched");
    }

    @Test
    void readsAndWritesShortCharAndByteVolatile() {
        buffer.putShortVolatile(2, (short) -5);
        assertEquals(-5, buffer.getShortVolatile(2));
        buffer.putCharVolatile(6, '\uFFFE');
        assertEquals('\uFFFE', buffer.getCharVolatile(6));
        for (Backing backing : Backing.values()) {
            VarHandleBuffer anywhere = backing.buffer(4);
            anywhere.putByteVolatile(3, (byte) -7);
            assertEquals(-7, anywhere.getByteVolatile(3));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ARRAY", "ARRAY_WINDOW", "HEAP_BYTE_BUFFER", "WINDOW_OF_A_WINDOW"})
    void refusesAtomicAccessOverAnArrayAndSaysWhy(Backing backing) {
        VarHandleBuffer overArray = backing.buffer(16);
        List<Executable> accesses = List.of(
            () -> overArray.getLongVolatile(0),
            () -> overArray.putLongRelease(0, 1),
            () -> overArray.getAndAddLong(0, 1),
            () -> overArray.compareAndSetInt(0, 0, 1),
            () -> overArray.getIntAcquire(0),
            () -> overArray.addIntOpaque(0, 1),
            () -> overArray.getShortVolatile(0));
        for (Executable access : accesses) {
            var refusal = assertThrows(UnsupportedOperationException.class, access);
            assertTrue(refusal.getMessage().startsWith("atomic access needs direct memory"), refusal.getMessage());
        }
        assertThrows(IllegalStateException.class, overArray::verifyAlignment);
    }

    @Test
    void refusesAtomicAccessOutOfBoundsOrMisaligned() {
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.getLongVolatile(64));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.putIntRelease(-4, 1));
        assertThrows(RuntimeException.class, () -> buffer.getAndAddLong(4, 1));
        assertEquals(0, buffer.getLong(0) | buffer.getLong(8));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 64, 4096})
    void allocatesExactlyWhatIsAskedForAndAligned(int alignment) {
        for (int capacity : new int[] {0, 1, 63, 64, 65, 4096}) {
            VarHandleBuffer allocated = VarHandleBuffer.allocateDirectAligned(capacity, alignment);
            assertEquals(capacity, allocated.capacity());
            assertEquals(0, allocated.byteBuffer().alignmentOffset(0, alignment));
            if (alignment >= 8) {
                assertDoesNotThrow(allocated::verifyAlignment);
            }
        }
    }

    @Test
    void refusesToAllocateNonsense() {
        assertThrows(IllegalArgumentException.class, () -> VarHandleBuffer.allocateDirectAligned(8, 3));
        assertThrows(IllegalArgumentException.class, () -> VarHandleBuffer.allocateDirectAligned(8, 0));
        assertThrows(IllegalArgumentException.class, () -> VarHandleBuffer.allocateDirectAligned(-1, 8));
        assertThrows(IllegalArgumentException.class, () -> VarHandleBuffer.allocateDirectAligned(Integer.MAX_VALUE, 8));
    }

    @Test
    void seesMisalignedMemory() {
        ByteBuffer aligned = ByteBuffer.allocateDirect(128).alignedSlice(64);
        assertThrows(IllegalStateException.class, new VarHandleBuffer(aligned, 4, 32)::verifyAlignment);
        assertDoesNotThrow(new VarHandleBuffer(aligned, 8, 32)::verifyAlignment);
    }

    @Test
    void refusesAddresses() {
        assertThrows(UnsupportedOperationException.class, () -> buffer.wrap(1L, 1));
        assertThrows(UnsupportedOperationException.class, buffer::addressOffset);
        assertThrows(IllegalArgumentException.class,
            () -> new VarHandleBuffer(ByteBuffer.allocate(8).asReadOnlyBuffer()));
    }

    @Test
    void losesNoAdditionBetweenTwoThreads() throws InterruptedException {
        Runnable adder = () -> {
            for (int i = 0; i < ADDITIONS; i++) {
                buffer.getAndAddLong(0, 1);
                buffer.getAndAddInt(8, 1);
            }
        };
        Thread other = new Thread(adder, "adder");
        other.start();
        adder.run();
        other.join();
        assertEquals(2 * ADDITIONS, buffer.getLongVolatile(0));
        assertEquals(2 * ADDITIONS, buffer.getIntVolatile(8));
    }
}
