package io.penstock.codecs.h264.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.codecs.h264.NalUnits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jcodec.codecs.h264.H264Const;
import org.jcodec.codecs.h264.io.CAVLC;
import org.jcodec.codecs.h264.io.model.PictureParameterSet;
import org.jcodec.codecs.h264.io.model.SeqParameterSet;
import org.jcodec.common.io.BitReader;
import org.jcodec.common.io.VLC;
import org.jcodec.common.model.ColorSpace;
import org.junit.jupiter.api.Test;

/** Blocks read back by JCodec's decoder are the blocks written, and their lengths are as told. */
final class CavlcTest {
    private static final int[] IN_ORDER = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    private final BitWriter out = new BitWriter();
    private final byte[] array = new byte[1 << 16];
    private final byte[] rbsp = new byte[1 << 16];
    private final CAVLC reader = reader();

    private static CAVLC reader() {
        final SeqParameterSet sps = new SeqParameterSet();
        sps.chromaFormatIdc = ColorSpace.YUV420;
        return new CAVLC(sps, new PictureParameterSet(), 2, 2);
    }

    @Test
    void everyPatternOfZerosReadsBackWithEveryContext() {
        final short[] levels = new short[16];
        for (int n : new int[] {4, 15, 16}) {
            for (int nC = n == 4 ? -1 : 0; nC < (n == 4 ? 0 : 17); nC++) {
                for (int mask = 0; mask < 1 << n; mask += 1 + (n > 4 ? nC % 7 : 0)) {
                    for (int i = 0; i < n; i++) {
                        levels[i] = (short) ((mask >> i & 1) * (i % 5 == 4 ? -2 : i % 2 == 0 ? 1 : -1));
                    }
                    check(levels, 0, n, nC, "mask " + mask);
                }
            }
        }
    }

    @Test
    void levelsOfAnyMagnitudeReadBack() {
        for (long seed = 0; seed < 60_000; seed++) {
            final Random random = new Random(seed);
            final int n = new int[] {4, 15, 16}[random.nextInt(3)];
            final int nC = n == 4 ? Cavlc.CHROMA_DC : random.nextInt(17);
            final int at = random.nextInt(5);
            final short[] levels = new short[at + n + 3];
            Arrays.fill(levels, (short) 77);
            final int density = 1 + random.nextInt(16);
            final int range = 1 << random.nextInt(12);
            for (int i = 0; i < n; i++) {
                final int magnitude = switch (random.nextInt(40)) {
                    case 0 -> Cavlc.MAX_LEVEL;
                    case 1 -> Cavlc.MAX_LEVEL - 1;
                    default -> Math.min(Cavlc.MAX_LEVEL, 1 + random.nextInt(range));
                };
                levels[at + i] = (short) (random.nextInt(16) < density ? random.nextBoolean() ? magnitude : -magnitude : 0);
            }
            check(levels, at, n, nC, "seed " + seed);
        }
    }

    /** The edges of each suffix length, and the escapes: every magnitude alone, after a small one and after a large one. */
    @Test
    void everyMagnitudeUpToTheGreatestReadsBackInEveryPlace() {
        final short[] levels = new short[16];
        for (int magnitude = 1; magnitude <= Cavlc.MAX_LEVEL; magnitude++) {
            for (int before = 0; before < 8; before++) {
                Arrays.fill(levels, (short) 0);
                levels[3] = (short) (magnitude % 2 == 0 ? magnitude : -magnitude);
                levels[2] = (short) -levels[3];
                for (int i = 0; i < before; i++) {
                    levels[15 - i] = (short) (1 << before);
                }
                check(levels, 0, 16, before, "magnitude " + magnitude + " after " + before);
            }
        }
    }

    /** What the standard's Baseline allows is a prefix of 15 zeros; one more in magnitude needs 16 in the worst place. */
    @Test
    void greatestLevelIsTheLastOneWithAPrefixOfFifteen() {
        final short[] levels = {0, 0, (short) Cavlc.MAX_LEVEL, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        final int small = Cavlc.bits(levels, 0, 16, 0);
        levels[2]++;
        assertEquals(small + 2, Cavlc.bits(levels, 0, 16, 0));
    }

    @Test
    void lengthOfLevelsBeyondTheGreatestIsToldRightToo() {
        final Random random = new Random(5);
        final short[] levels = new short[16];
        for (int i = 0; i < 5000; i++) {
            for (int k = 0; k < 16; k++) {
                levels[k] = (short) (random.nextInt(3) == 0 ? random.nextInt() : 0);
            }
            out.start(array, 0, array.length);
            Cavlc.residual(out, levels, 0, 16, random.nextInt(17));
            final int first = (int) out.bits();
            out.start(array, 0, array.length);
            final int nC = random.nextInt(17);
            Cavlc.residual(out, levels, 0, 16, nC);
            assertEquals(out.bits(), Cavlc.bits(levels, 0, 16, nC), "length " + first);
        }
    }

    private void check(final short[] levels, final int at, final int n, final int nC, final String what) {
        final String where = what + ", n " + n + ", nC " + nC + ": " + Arrays.toString(levels);
        out.start(array, 0, array.length);
        int expected = 0;
        for (int i = 0; i < n; i++) {
            expected += levels[at + i] != 0 ? 1 : 0;
        }
        assertEquals(expected, Cavlc.residual(out, levels, at, n, nC), where);
        final long bits = out.bits();
        assertEquals(bits, Cavlc.bits(levels, at, n, nC), where);
        out.put(0x2a5, 10);
        out.trailing();
        final int length = NalUnits.unescape(array, 0, out.bytes(), rbsp, 0);
        Arrays.fill(rbsp, length, length + 8, (byte) 0);
        final BitReader in = BitReader.createBitReader(ByteBuffer.wrap(rbsp, 0, length + 8));
        final VLC token = nC < 0 ? H264Const.coeffTokenChromaDCY420 : H264Const.CoeffToken[Math.min(nC, 8)];
        final VLC[] zeros = n == 4 ? H264Const.totalZeros4 : H264Const.totalZeros16;
        final int[] read = new int[n];
        final int tokenRead = reader.readCoeffs(in, token, zeros, read, 0, n, IN_ORDER);
        assertEquals(expected, CAVLC.totalCoeff(tokenRead), where);
        final int[] written = new int[n];
        for (int i = 0; i < n; i++) {
            written[i] = levels[at + i];
        }
        assertArrayEquals(written, read, where);
        assertEquals(0x2a5, in.readNBit(10), where);
    }
}
