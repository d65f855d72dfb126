package io.penstock.codecs.h264.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.ParameterSets;
import io.penstock.codecs.h264.PictureParameters;
import io.penstock.codecs.h264.RbspReader;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.codecs.h264.SliceHeader;
import io.penstock.format.VideoColor;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Headers that are written are what the parsers of streams from outside read. */
final class HeaderWriterTest {
    private final byte[] array = new byte[1 << 17];
    private final BitWriter out = new BitWriter();

    @Test
    void sequenceParametersReadBack() {
        for (long seed = 0; seed < 2000; seed++) {
            final Random random = new Random(seed);
            final StreamParameters stream = random(random);
            final SequenceParameters sps = sps(stream);
            final String what = "seed " + seed;
            assertEquals(66, sps.profileIdc(), what);
            assertEquals(0xc0, sps.constraints(), what);
            assertEquals(stream.levelIdc(), sps.levelIdc(), what);
            assertEquals(stream.width(), sps.width(), what);
            assertEquals(stream.height(), sps.height(), what);
            assertEquals(0, sps.left() + sps.top(), what);
            assertEquals(stream.widthMbs(), sps.widthMbs(), what);
            assertEquals(stream.heightMbs(), sps.heightMbs(), what);
            assertEquals(stream.maxReferences(), sps.refFrames(), what);
            assertEquals(stream.gapsAllowed(), sps.gapsAllowed(), what);
            assertEquals(stream.log2MaxFrameNum(), sps.log2MaxFrameNum(), what);
            assertEquals(2, sps.pocType(), what);
            assertEquals(0, sps.reorderFrames(), what);
            assertTrue(sps.frameMbsOnly(), what);
            assertEquals(stream.matrix() == StreamParameters.BT709 ? stream.fullRange() ? VideoColor.BT709_FULL : VideoColor.BT709_LIMITED
                : stream.fullRange() ? VideoColor.BT601_FULL : VideoColor.BT601_LIMITED, sps.color(), what);
        }
    }

    @Test
    void pictureParametersReadBack() {
        for (long seed = 0; seed < 500; seed++) {
            final StreamParameters stream = random(new Random(seed));
            final PictureParameters pps = pps(stream);
            assertFalse(pps.cabac());
            assertFalse(pps.weightedPrediction());
            assertFalse(pps.extended());
            assertEquals(1, pps.sliceGroups());
            assertEquals(1, pps.refsActive(0));
            assertEquals(stream.initQp(), pps.initQp(), "seed " + seed);
            assertEquals(stream.chromaQpOffset(), pps.chromaQpOffset(0), "seed " + seed);
        }
    }

    @Test
    void sliceHeadersReadBack() {
        for (long seed = 0; seed < 20_000; seed++) {
            final Random random = new Random(seed);
            final StreamParameters stream = random(random);
            final ParameterSets sets = new ParameterSets();
            sets.put(sps(stream));
            sets.put(pps(stream));
            final SliceHeaderWriter header = new SliceHeaderWriter(stream);
            fill(header, stream, random);
            out.start(array, 0, array.length);
            header.write(out);
            final long bits = out.bits() - 40;
            out.put(0x15, 5);
            out.trailing();
            final byte[] rbsp = new byte[200];
            final int length = NalUnits.unescape(array, 5, out.bytes(), rbsp, 0);
            final SliceHeader read = new SliceHeader();
            read.parse(array[4], rbsp, 0, length, sets);
            assertEquals(bits, read.headerBits, "seed " + seed);
            compare(header, read, "seed " + seed);
        }
    }

    private static void fill(final SliceHeaderWriter header, final StreamParameters stream, final Random random) {
        header.idr = random.nextInt(4) == 0;
        header.nalRefIdc = header.idr ? 1 + random.nextInt(3) : random.nextInt(4);
        header.firstMb = random.nextInt(stream.widthMbs() * stream.heightMbs());
        header.intra = header.idr || random.nextInt(5) == 0;
        header.frameNum = header.idr ? 0 : random.nextInt(header.maxFrameNum());
        header.idrPicId = random.nextInt(65_536);
        header.qp = random.nextInt(52);
        header.deblock = random.nextInt(3);
        header.alphaOffsetDiv2 = random.nextInt(13) - 6;
        header.betaOffsetDiv2 = random.nextInt(13) - 6;
        if (random.nextBoolean()) {
            header.activeReferences = 1 + random.nextInt(16);
            header.firstReferenceDelta = random.nextInt(3) * random.nextInt(header.maxFrameNum() / 2);
            header.firstReferenceLongTerm = random.nextInt(5) - 1;
            header.longTermIdr = random.nextBoolean();
            header.forgetDelta = random.nextInt(header.maxFrameNum() / 2);
            header.forgetLongTerm = random.nextInt(4) - 1;
            header.longTermIndices = random.nextInt(17) - 1;
            header.longTermIndex = random.nextInt(16) - 1;
        }
        if (random.nextInt(3) == 0) {
            header.plainReferences();
        }
    }

    private static void compare(final SliceHeaderWriter written, final SliceHeader read, final String what) {
        assertEquals(written.idr ? NalTypes.IDR : NalTypes.SLICE, read.nalType, what);
        assertEquals(written.nalRefIdc, read.refIdc, what);
        assertEquals(written.firstMb, read.firstMb, what);
        assertEquals(written.intra ? SliceHeader.I : SliceHeader.P, read.type, what);
        assertEquals(written.frameNum, read.frameNum, what);
        assertEquals(written.idr ? written.idrPicId : 0, read.idrId, what);
        assertEquals(written.qp, read.qp, what);
        assertEquals(written.deblock, read.deblockingIdc, what);
        assertEquals(written.deblock == SliceHeaderWriter.DEBLOCK_NONE ? 0 : written.alphaOffsetDiv2, read.alphaOffset, what);
        assertEquals(written.deblock == SliceHeaderWriter.DEBLOCK_NONE ? 0 : written.betaOffsetDiv2, read.betaOffset, what);
        if (!written.intra) {
            assertEquals(written.activeReferences, read.refsActive[0], what);
            if (written.firstReferenceLongTerm >= 0) {
                assertEquals(1, read.modificationCount[0], what);
                assertEquals(2, read.modifications[0][0], what);
                assertEquals(written.firstReferenceLongTerm, read.modifications[0][1], what);
            } else if (written.firstReferenceDelta > 0) {
                assertEquals(1, read.modificationCount[0], what);
                assertEquals(0, read.modifications[0][0], what);
                assertEquals(written.firstReferenceDelta - 1, read.modifications[0][1], what);
            } else {
                assertEquals(-1, read.modificationCount[0], what);
            }
        }
        marking(written, read, what);
    }

    private static void marking(final SliceHeaderWriter written, final SliceHeader read, final String what) {
        if (written.nalRefIdc == 0 || written.idr) {
            assertEquals(written.idr && written.longTermIdr, read.longTermIdr, what);
            assertEquals(-1, read.markingCount, what);
            return;
        }
        final int[] expected = new int[12];
        int n = 0;
        final int[][] instructions = {
            {1, written.forgetDelta - 1}, {2, written.forgetLongTerm}, {4, written.longTermIndices}, {6, written.longTermIndex},
        };
        for (final int[] instruction : instructions) {
            if (instruction[1] >= 0) {
                expected[3 * n] = instruction[0];
                expected[3 * n++ + 1] = instruction[1];
            }
        }
        assertEquals(n == 0 ? -1 : n, read.markingCount, what);
        assertArrayEquals(Arrays.copyOf(expected, 3 * n), Arrays.copyOf(read.markings, 3 * n), what);
    }

    @Test
    void pictureTakesTheLowestLevelOfTableA1() {
        assertEquals(10, StreamParameters.level(176, 144, 15, 1, 64_000, 1));
        assertEquals(11, StreamParameters.level(176, 144, 15, 1, 64_001, 1));
        assertEquals(13, StreamParameters.level(352, 288, 30, 1, 300_000, 1));
        assertEquals(30, StreamParameters.level(640, 360, 30, 1, 1_200_000, 1));
        assertEquals(31, StreamParameters.level(640, 360, 60, 1, 1_200_000, 1));
        assertEquals(31, StreamParameters.level(1280, 720, 30_000, 1001, 0, 5));
        assertEquals(40, StreamParameters.level(1280, 720, 30, 1, 0, 6), "six pictures of 3600 macroblocks are more than 20480");
        assertEquals(40, StreamParameters.level(1920, 1080, 30, 1, 4_000_000, 4));
        assertEquals(42, StreamParameters.level(1920, 1080, 60, 1, 4_000_000, 1));
        assertEquals(51, StreamParameters.level(4096, 2304, 25, 1, 0, 1));
        assertEquals(31, StreamParameters.level(2560, 16, 30, 1, 0, 1), "a side is at most the root of eight times the size");
        assertEquals(62, StreamParameters.level(16_384, 16_384, 60, 1, 0, 1));
        assertEquals(31, sps(StreamParameters.of(320, 180).levelIdc(31)).levelIdc());
        assertEquals(64 * 4, StreamParameters.of(176, 144).framesPerSecond(15, 1).verticalRange());
        assertEquals(512 * 4, StreamParameters.of(1280, 720).verticalRange());
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        final StreamParameters stream = StreamParameters.of(64, 64);
        assertThrows(IllegalArgumentException.class, () -> StreamParameters.of(0, 64));
        assertThrows(IllegalArgumentException.class, () -> stream.maxReferences(17));
        assertThrows(IllegalArgumentException.class, () -> stream.levelIdc(14));
        assertThrows(IllegalArgumentException.class, () -> stream.log2MaxFrameNum(3));
        assertThrows(IllegalArgumentException.class, () -> stream.color(9, false));
        assertThrows(IllegalArgumentException.class, () -> stream.framesPerSecond(0, 1));
        assertThrows(IllegalArgumentException.class, () -> stream.chromaQpOffset(13));
    }

    @Test
    void messagesReadBack() {
        final SeiWriter sei = new SeiWriter();
        for (final int length : new int[] {0, 1, 238, 239, 240, 600, SeiWriter.MAX_TEXT_BYTES}) {
            final byte[] text = new byte[length + 2];
            new Random(length).nextBytes(text);
            Arrays.fill(text, length / 2, length * 3 / 4, (byte) 0);
            out.start(array, 0, array.length);
            sei.text(out, text, 1, length);
            assertArrayEquals(Arrays.copyOfRange(text, 1, length + 1), userData(SeiWriter.TEXT_ID));
        }
        out.start(array, 0, array.length);
        sei.time(out, 0x0102_0304_0000_0007L);
        assertArrayEquals(new byte[] {1, 2, 3, 4, 0, 0, 0, 7}, userData(SeiWriter.TIME_ID));
        assertThrows(IllegalArgumentException.class, () -> sei.text(out, new byte[4], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> sei.text(out, new byte[1 << 17], 0, 1 + (1 << 16)));
    }

    @Test
    void recoveryPointReadsBack() {
        final SeiWriter sei = new SeiWriter();
        for (int frames = 0; frames < 300; frames++) {
            out.start(array, 0, array.length);
            sei.recoveryPoint(out, frames, frames % 2 == 0);
            final byte[] rbsp = new byte[64];
            final int length = NalUnits.unescape(array, 5, out.bytes(), rbsp, 0);
            assertEquals(6, rbsp[0]);
            assertEquals(length - 3, rbsp[1]);
            assertEquals((byte) 0x80, rbsp[length - 1]);
            final RbspReader in = new RbspReader().wrap(rbsp, 2, length - 1);
            assertEquals(frames, in.ue(65_535, "frames"));
            assertEquals(frames % 2 == 0, in.flag());
            assertEquals(0, in.u(3));
            assertFalse(in.more(), "nothing but the one and zeros of the alignment");
        }
    }

    private byte[] userData(final UUID id) {
        final byte[] rbsp = new byte[1 << 17];
        final int end = NalUnits.unescape(array, 5, out.bytes(), rbsp, 0);
        assertEquals(NalTypes.SEI, array[4]);
        assertEquals(5, rbsp[0]);
        int at = 1;
        int length = 0;
        while (rbsp[at] == (byte) 255) {
            length += 255;
            at++;
        }
        length += rbsp[at++] & 255;
        assertEquals(end, at + length + 1);
        assertEquals((byte) 0x80, rbsp[end - 1]);
        final StringBuilder hex = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            hex.append(String.format("%02x", rbsp[at + i]));
        }
        assertEquals(id.toString().replace("-", ""), hex.toString());
        return Arrays.copyOfRange(rbsp, at + 16, at + length);
    }

    private SequenceParameters sps(final StreamParameters stream) {
        out.start(array, 0, array.length);
        ParameterSetWriter.sps(out, stream);
        assertEquals(0x67, array[4]);
        return SequenceParameters.parse(array, 4, out.bytes());
    }

    private PictureParameters pps(final StreamParameters stream) {
        out.start(array, 0, array.length);
        ParameterSetWriter.pps(out, stream);
        assertEquals(0x68, array[4]);
        return PictureParameters.parse(array, 4, out.bytes());
    }

    private static StreamParameters random(final Random random) {
        final int[] matrices = {StreamParameters.BT601, StreamParameters.BT709, StreamParameters.UNSPECIFIED};
        return StreamParameters.of(1 + random.nextInt(4096), 1 + random.nextInt(2304)).framesPerSecond(1 + random.nextInt(120_000),
            1 + random.nextInt(2000)).bitrate(random.nextInt(1 << random.nextInt(31))).maxReferences(1 + random.nextInt(16))
            .gapsAllowed(random.nextBoolean()).log2MaxFrameNum(4 + random.nextInt(13)).color(matrices[random.nextInt(3)], random.nextBoolean())
            .initQp(random.nextInt(52)).chromaQpOffset(random.nextInt(25) - 12).constrainedIntra(random.nextBoolean());
    }
}
