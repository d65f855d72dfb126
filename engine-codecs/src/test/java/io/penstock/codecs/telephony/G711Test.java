package io.penstock.codecs.telephony;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import javax.media.Buffer;
import javax.media.format.AudioFormat;
import org.jitsi.impl.neomedia.codec.audio.ulaw.JavaDecoder;
import org.junit.jupiter.api.Test;

/** Against tables 1 and 2 of ITU-T G.711, built here from their segments, and against libjitsi. */
class G711Test {
    private static final short[] EVERY_SAMPLE = everySample();

    private static short[] everySample() {
        final short[] samples = new short[65_536];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (short) (i - 32_768);
        }
        return samples;
    }

    private static byte[] encode(final G711 law) {
        final byte[] codes = new byte[65_536];
        law.encode(EVERY_SAMPLE, EVERY_SAMPLE.length, codes, 0);
        return codes;
    }

    private static short[] decodeEveryCode(final G711 law) {
        final byte[] codes = new byte[256];
        for (int i = 0; i < 256; i++) {
            codes[i] = (byte) i;
        }
        final short[] values = new short[256];
        law.decode(codes, 0, 256, values);
        return values;
    }

    /** Decision values of table 2: 128 intervals up to 8159 (14 bits), 15 of 2 after the first of 1, then 16 each of 4, 8, … 256. */
    private static int[] muLawDecisions() {
        final int[] decisions = new int[129];
        int value = 0;
        for (int n = 1; n <= 128; n++) {
            value += n == 1 ? 1 : n <= 16 ? 2 : 4 << (n - 17) / 16;
            decisions[n] = value;
        }
        assertEquals(8_159, decisions[128]);
        return decisions;
    }

    /** Decision values of table 1: 128 intervals up to 4096 (13 bits), 32 of 2, then 16 each of 4, 8, … 128. */
    private static int[] aLawDecisions() {
        final int[] decisions = new int[129];
        int value = 0;
        for (int n = 1; n <= 128; n++) {
            value += n <= 32 ? 2 : 4 << (n - 33) / 16;
            decisions[n] = value;
        }
        assertEquals(4_096, decisions[128]);
        return decisions;
    }

    @Test
    void decodesMuLawAsTable2Says() {
        final int[] decisions = muLawDecisions();
        final short[] values = decodeEveryCode(G711.MU_LAW);
        for (int n = 0; n < 128; n++) {
            final int expected = n == 0 ? 0 : (decisions[n] + decisions[n + 1]) / 2 * 4; // y_n lies in the middle; 14 to 16 bits
            assertEquals(expected, values[0xFF - n], "positive value " + n);
            assertEquals(-expected, values[0x7F - n], "negative value " + n);
        }
    }

    @Test
    void decodesALawAsTable1Says() {
        final int[] decisions = aLawDecisions();
        final short[] values = decodeEveryCode(G711.A_LAW);
        for (int n = 0; n < 128; n++) {
            final int expected = (decisions[n] + decisions[n + 1]) * 4; // middle, 13 to 16 bits
            assertEquals(expected, values[(n | 0x80) ^ 0x55], "positive value " + n);
            assertEquals(-expected, values[n ^ 0x55], "negative value " + n);
        }
    }

    @Test
    void encodesByTheDecisionValuesOfTheTables() {
        check(encode(G711.MU_LAW), muLawDecisions(), 2, 0x7F);
        check(encode(G711.A_LAW), aLawDecisions(), 3, 0x55);
    }

    /** A magnitude belongs to interval n where x_n <= magnitude < x_n+1; the code is n with the bits of {@code inversion} flipped. */
    private static void check(final byte[] codes, final int[] decisions, final int shift, final int inversion) {
        for (int sample = -32_768; sample < 32_768; sample++) {
            final int magnitude = (sample < 0 ? ~sample : sample) >> shift;
            int n = 0;
            while (n < 127 && magnitude >= decisions[n + 1]) {
                n++;
            }
            assertEquals((n ^ inversion) | (sample < 0 ? 0 : 0x80), codes[sample + 32_768] & 0xFF, "sample " + sample);
        }
    }

    @Test
    void keepsEveryCodeThroughARoundTrip() {
        for (final G711 law : new G711[] {G711.MU_LAW, G711.A_LAW}) {
            final byte[] again = new byte[256];
            law.encode(decodeEveryCode(law), 256, again, 0);
            for (int code = 0; code < 256; code++) {
                final boolean minusZero = law == G711.MU_LAW && code == 0x7F; // +0 and −0 are one sample
                assertEquals(minusZero ? 0xFF : code, again[code] & 0xFF);
            }
        }
    }

    @Test
    void decodesMuLawAsLibjitsiDoes() {
        final JavaDecoder jitsi = new JavaDecoder();
        jitsi.open();
        final byte[] codes = new byte[256];
        for (int i = 0; i < 256; i++) {
            codes[i] = (byte) i;
        }
        final Buffer in = new Buffer();
        in.setFormat(new AudioFormat(AudioFormat.ULAW, 8_000, 8, 1));
        in.setData(codes);
        in.setLength(256);
        final Buffer out = new Buffer();
        assertEquals(0, jitsi.process(in, out));
        final byte[] pcm = (byte[]) out.getData();
        final short[] values = decodeEveryCode(G711.MU_LAW);
        for (int i = 0; i < 256; i++) {
            assertEquals((short) (pcm[2 * i] & 0xFF | pcm[2 * i + 1] << 8), values[i], "code " + i);
        }
    }

    @Test
    void encodesALawAsLibjitsiDoesOrBetter() {
        final byte[] ours = encode(G711.A_LAW);
        final short[] values = decodeEveryCode(G711.A_LAW);
        int different = 0;
        for (int sample = -32_768; sample < 32_768; sample++) {
            final byte theirs = org.jitsi.impl.neomedia.codec.audio.alaw.JavaEncoder.aLawEncode(sample);
            final int code = ours[sample + 32_768];
            if (theirs != code) {
                different++;
                final int ourError = Math.abs(sample - values[code & 0xFF]);
                final int theirError = Math.abs(sample - values[theirs & 0xFF]);
                assertTrue(ourError <= theirError, "sample " + sample + ": error " + ourError + ", libjitsi " + theirError);
            }
        }
        assertTrue(different < 4_096, "samples coded otherwise than by libjitsi: " + different);
    }
}
