package io.penstock.codecs.h264.deblock;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.picture.MacroblockMap;
import io.penstock.codecs.h264.picture.Picture;
import io.penstock.codecs.support.Ffmpeg;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;

/** Streams of x264, put together by JCodec and filtered here, must be to the bit what ffmpeg's decoder makes of them. */
class DeblockedStreamTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 176;
    private static final int PICTURES = 25;
    private static final String CODING = ":ref=1:bframes=0:cabac=0:8x8dct=0:weightp=0:threads=1:scenecut=0 ";

    @ParameterizedTest
    @ValueSource(strings = {
        "qp=22:deblock=0,0", "qp=34:deblock=0,0:aq-mode=1", "crf=28:deblock=0,0:aq-mode=2:slices=3", "qp=45:deblock=-2,3",
        "crf=33:deblock=6,-6:chroma-qp-offset=5", "qp=36:deblock=-6,6:keyint=4", "qp=21:deblock=2,1:chroma-qp-offset=-6",
    })
    void showsWhatOtherDecodersShow(final String options) {
        Ffmpeg.require("-encoders", "libx264");
        final byte[] stream = Ffmpeg.run(new byte[0], "-f lavfi -i testsrc2=s=" + WIDTH + 'x' + HEIGHT + ":r=25,noise=alls=6:all_seed=3,"
            + "format=yuv420p -frames:v " + PICTURES + " -c:v libx264 -preset medium -tune psnr -x264-params " + options + CODING + "-f h264 OUT");
        final byte[] expected = Ffmpeg.run(stream, "-f h264 -i IN -f rawvideo -pix_fmt yuv420p OUT");
        final int frameBytes = WIDTH * HEIGHT * 3 / 2;
        assertEquals(PICTURES * frameBytes, expected.length);
        final UnfilteredStream unfiltered = new UnfilteredStream(stream);
        int changed = 0;
        for (int i = 0; i < PICTURES; i++) {
            assertTrue(unfiltered.decode(), "picture " + i);
            final Picture p = unfiltered.picture();
            final MacroblockMap m = unfiltered.map();
            final byte[] before = i420(p);
            Deblocking.filter(p, m, 0, m.heightMbs, unfiltered.alphaOffset(), unfiltered.betaOffset(),
                unfiltered.chromaQpOffset());
            assertArrayEquals(Arrays.copyOfRange(expected, i * frameBytes, (i + 1) * frameBytes), i420(p), options + ", picture " + i);
            changed += Arrays.equals(before, i420(p)) ? 0 : 1;
            unfiltered.reference();
        }
        assertFalse(unfiltered.decode());
        assertEquals(PICTURES, changed, "pictures that were filtered at all");
    }

    private static byte[] i420(final Picture p) {
        final byte[] bytes = new byte[p.width() * p.height() * 3 / 2];
        for (int y = 0; y < p.height(); y++) {
            System.arraycopy(p.luma, p.lumaAt(0, y), bytes, y * p.width(), p.width());
        }
        final int cb = p.width() * p.height();
        final int cr = cb * 5 / 4;
        for (int y = 0; y < p.height() / 2; y++) {
            System.arraycopy(p.cb, p.chromaAt(0, y), bytes, cb + y * p.width() / 2, p.width() / 2);
            System.arraycopy(p.cr, p.chromaAt(0, y), bytes, cr + y * p.width() / 2, p.width() / 2);
        }
        return bytes;
    }
}
