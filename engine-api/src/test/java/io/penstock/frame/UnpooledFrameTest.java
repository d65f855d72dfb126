package io.penstock.frame;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnpooledFrameTest {
    private static final Format FORMAT = AudioFormat.mono(8_000, Duration.ofMillis(10));

    @Test
    void hasRoomForOneFrameOfItsFormatAndStartsEmpty() {
        final UnpooledFrame frame = UnpooledFrame.allocate(FORMAT);
        assertSame(FORMAT, frame.format());
        assertEquals(FORMAT.frameBytes(), frame.capacity());
        assertEquals(0, frame.length());
        assertEquals(0, frame.ptsNs());
        assertEquals(0, frame.flags());
        assertArrayEquals(new byte[0], frame.payload());
    }

    @Test
    void keepsAllMetadata() {
        final UnpooledFrame frame = filled(UnpooledFrame.allocate(FORMAT));
        final UnpooledFrame other = UnpooledFrame.allocate(FORMAT);
        other.copyMetadata(frame);
        assertSameMetadata(frame, other);
        assertEquals(0, other.length(), "the length goes with the payload");
    }

    @Test
    void keepsSixteenBitsOfFlagsAsTheHeaderOfAPooledFrameDoes() {
        assertEquals(0xBEEF, UnpooledFrame.allocate(FORMAT).flags(0xDEAD_BEEF).flags());
        final UnpooledFrame frame = UnpooledFrame.allocate(FORMAT);
        frame.set(FrameFlags.KEYFRAME).set(FrameFlags.GAP).clear(FrameFlags.KEYFRAME);
        assertEquals(FrameFlags.GAP, frame.flags());
    }

    @Test
    void liesWithinAPartOfAnArrayThatSomebodyHas() {
        final byte[] array = {9, 9, 0, 0, 0, 9};
        final UnpooledFrame frame = UnpooledFrame.wrap(FORMAT, array, 2, 3).payload(new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {9, 9, 1, 2, 3, 9}, array);
        assertSame(array, frame.array());
        assertEquals(2, frame.arrayOffset());
        frame.buffer().putByte(0, (byte) 7);
        assertArrayEquals(new byte[] {7, 2, 3}, frame.payload());
        assertThrows(IndexOutOfBoundsException.class, () -> frame.payload(new byte[4]));
        assertThrows(IndexOutOfBoundsException.class, () -> frame.buffer().putByte(3, (byte) 7));
        assertArrayEquals(new byte[] {9, 9, 7, 2, 3, 9}, array);
    }

    @Test
    void refusesAPartThatDoesNotLieWithinTheArray() {
        assertThrows(IndexOutOfBoundsException.class, () -> UnpooledFrame.wrap(FORMAT, new byte[4], 2, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> UnpooledFrame.wrap(FORMAT, new byte[4], -1, 3));
        assertThrows(IndexOutOfBoundsException.class, () -> UnpooledFrame.wrap(FORMAT, new byte[4], 0, -1));
    }

    @Test
    void refusesALengthThatDoesNotFit() {
        final UnpooledFrame frame = UnpooledFrame.allocate(FORMAT, 5).length(5);
        assertThrows(IndexOutOfBoundsException.class, () -> frame.length(6));
        assertThrows(IndexOutOfBoundsException.class, () -> frame.length(-1));
        assertEquals(5, frame.length());
    }

    @Test
    void hasNoArrayInDirectMemory() {
        final UnpooledFrame frame = UnpooledFrame.allocateDirect(FORMAT, 4).payload(new byte[] {4, 5});
        assertFalse(frame.hasArray());
        assertThrows(UnsupportedOperationException.class, frame::array);
        assertArrayEquals(new byte[] {4, 5}, frame.payload());
        final UnpooledFrame onHeap = UnpooledFrame.allocate(FORMAT);
        onHeap.copyPayload(frame);
        assertTrue(onHeap.hasArray());
        assertArrayEquals(new byte[] {4, 5}, onHeap.payload());
    }

    @Test
    void cannotBeKept() {
        final UnpooledFrame frame = UnpooledFrame.allocate(FORMAT);
        assertThrows(UnsupportedOperationException.class, frame::retain);
        assertThrows(UnsupportedOperationException.class, frame::release);
    }

    @Test
    void aCopyStaysAsItWas() {
        for (final UnpooledFrame frame : new UnpooledFrame[] {
            UnpooledFrame.wrap(FORMAT, new byte[40], 8, 16), UnpooledFrame.allocateDirect(FORMAT, 16)}) {
            filled(frame).payload(new byte[] {1, 2, 3});
            final FrameCopy copy = FrameCopy.of(frame);
            final FrameCopy second = FrameCopy.of(copy);
            assertSameMetadata(frame, copy);
            frame.ptsNs(0).flags(0).payload(new byte[] {4, 4, 4, 4});
            assertSame(FORMAT, copy.format());
            assertEquals(1_000_000_000_001L, copy.ptsNs());
            assertEquals(3, copy.length());
            assertEquals(3, copy.capacity());
            assertEquals(3, copy.buffer().getByte(2));
            assertArrayEquals(new byte[] {1, 2, 3}, copy.array());
            assertSameMetadata(copy, second);
            assertArrayEquals(copy.array(), second.array());
        }
    }

    @Test
    void aCopyMayBeKeptWithoutCounting() {
        final FrameCopy copy = FrameCopy.of(UnpooledFrame.allocate(FORMAT));
        copy.release();
        copy.retain();
        assertEquals(0, copy.length());
    }

    private static UnpooledFrame filled(final UnpooledFrame frame) {
        return frame.ptsNs(1_000_000_000_001L).captureNs(1_000_000_000_002L).durationNs(3).flags(FrameFlags.KEYFRAME).layers(4, 5)
            .sequence(1L << 40).streamId(-6).rtpTimestamp(-7).userTag(-1L << 50);
    }

    private static void assertSameMetadata(final Frame expected, final Frame found) {
        assertEquals(expected.ptsNs(), found.ptsNs());
        assertEquals(expected.captureNs(), found.captureNs());
        assertEquals(expected.durationNs(), found.durationNs());
        assertEquals(expected.flags(), found.flags());
        assertEquals(expected.temporalLayer(), found.temporalLayer());
        assertEquals(expected.spatialLayer(), found.spatialLayer());
        assertEquals(expected.sequence(), found.sequence());
        assertEquals(expected.streamId(), found.streamId());
        assertEquals(expected.rtpTimestamp(), found.rtpTimestamp());
        assertEquals(expected.userTag(), found.userTag());
    }
}
