package io.penstock.codecs.h264.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.h264.ParameterSets;
import io.penstock.codecs.h264.PictureParameters;
import io.penstock.codecs.h264.SequenceParameters;
import io.penstock.codecs.h264.SliceHeader;
import io.penstock.codecs.h264.write.SeiWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** What the headers of a stream must be like, access unit by access unit. */
final class StreamSyntax {
    /** {@code modification_of_pic_nums_idc} of long-term references (table 7-7). */
    private static final int LONG_TERM = 2;
    /** {@code user_data_unregistered} (D.2.7). */
    private static final int USER_DATA = 5;

    private final ParameterSets sets = new ParameterSets();
    private final SliceHeader header = new SliceHeader();
    private boolean started;
    private boolean namesLongTerm;
    private int hashes;
    private int times;

    /** Checks the next access unit. */
    void check(final Coded c) {
        read(c, true);
    }

    /** Reads the next access unit of a stream from which some are missing. */
    void read(final Coded c) {
        read(c, false);
    }

    private void read(final Coded c, final boolean whole) {
        final byte[] a = c.bytes();
        assertTrue(a[0] == 0 && a[1] == 0 && a[2] == 0 && a[3] == 1, "an access unit begins with a start code of four bytes");
        int slices = 0;
        int firstMb = -1;
        boolean parameters = false;
        namesLongTerm = false;
        hashes = 0;
        times = 0;
        for (int nal = NalUnits.first(a, 0, a.length); nal < a.length; nal = NalUnits.next(a, nal, a.length)) {
            final int end = NalUnits.end(a, nal, a.length);
            escaped(a, nal, end);
            switch (NalUnits.type(a[nal])) {
                case NalUnits.SPS -> {
                    final SequenceParameters sps = SequenceParameters.parse(a, nal, end);
                    sets.put(sps);
                    parameters = true;
                    sequence(c, sps);
                }
                case NalUnits.PPS -> sets.put(PictureParameters.parse(a, nal, end));
                case NalUnits.SLICE, NalUnits.IDR -> {
                    final boolean idr = NalUnits.type(a[nal]) == NalUnits.IDR;
                    assertEquals(c.key(), idr, "slices of key pictures are IDR slices, of others they are not");
                    assertTrue(!whole || started || idr && parameters, "a stream begins with parameter sets and a key picture");
                    assertTrue(!idr || parameters, "parameter sets go before every key picture");
                    assertEquals(c.discardable(), NalUnits.refIdc(a[nal]) == 0, "what may be dropped is no reference");
                    final byte[] rbsp = new byte[end - nal];
                    header.parse(a[nal], rbsp, 0, NalUnits.unescape(a, nal + 1, end, rbsp, 0), sets);
                    assertEquals(slices == 0 ? 0 : Math.max(firstMb + 1, header.firstMb), header.firstMb, "slice " + slices
                        + " starts behind the one before");
                    firstMb = header.firstMb;
                    namesLongTerm |= header.modificationCount[0] > 0 && header.modifications[0][0] == LONG_TERM;
                    final int limit = c.settings().sliceBytes();
                    assertTrue(limit == 0 || end - nal <= limit, "slice " + slices + " from macroblock " + firstMb + " has " + (end - nal)
                        + " bytes, the limit is " + limit);
                    slices++;
                    started = true;
                }
                default -> {
                    assertEquals(NalUnits.SEI, NalUnits.type(a[nal]), "type of NAL unit");
                    assertEquals(0, slices, "slices before a message");
                    final byte[] rbsp = new byte[end - nal];
                    NalUnits.unescape(a, nal + 1, end, rbsp, 0);
                    message(c, rbsp);
                }
            }
        }
        assertEquals(c.slices(), slices, "number of slices");
        assertEquals(c.settings().pictureHashSei() ? 1 : 0, hashes, "messages with a hash");
        assertEquals(c.settings().timestampSei() ? 1 : 0, times, "messages with a time");
        assertTrue(c.settings().sliceBytes() > 0 || c.settings().threads() > 1 || slices == 1, "one slice when there is no limit, found " + slices);
    }

    /** User data (D.1.7) with a hash must be that of what decoders show, with a time that of the picture. */
    private void message(final Coded c, final byte[] rbsp) {
        if (rbsp[0] == USER_DATA) {
            final ByteBuffer data = ByteBuffer.wrap(rbsp, 2, rbsp[1] & 255);
            final UUID id = new UUID(data.getLong(), data.getLong());
            if (id.equals(SeiWriter.PICTURE_HASH_ID)) {
                hashes++;
                assertEquals(md5(c.shown()), new String(rbsp, data.position(), data.remaining(), StandardCharsets.US_ASCII), "hash of the picture");
            } else if (id.equals(SeiWriter.TIME_ID)) {
                times++;
                assertEquals(c.timeNs(), data.getLong(), "time of the picture");
            }
        }
    }

    private static String md5(final byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the last picture is predicted from one that is named by its long-term number. */
    boolean namesLongTerm() {
        return namesLongTerm;
    }

    private static void sequence(final Coded c, final SequenceParameters sps) {
        assertEquals(66, sps.profileIdc(), "profile");
        assertEquals(0x40, sps.constraints() & 0x40, "constraint_set1_flag: Baseline that Main decoders read too");
        assertEquals(c.shownWidth(), sps.width(), "width");
        assertEquals(c.shownHeight(), sps.height(), "height");
        assertEquals(0, sps.reorderFrames(), "no picture is shown before an earlier one");
        assertEquals(2, sps.pocType(), "pictures come in output order");
        assertEquals(c.settings().fullRange(), sps.color().toString().contains("FULL"), "range");
        assertTrue(c.settings().temporalLayers() < 3 || sps.gapsAllowed(), "layers may be left out");
    }

    /** Nothing inside looks like a start code (7.4.1). */
    private static void escaped(final byte[] a, final int nal, final int end) {
        for (int i = nal; i + 2 < end; i++) {
            assertFalse(a[i] == 0 && a[i + 1] == 0 && a[i + 2] >= 0 && a[i + 2] < 3, "a start code within a NAL unit, at byte " + (i - nal));
        }
        assertTrue(a[end - 1] != 0, "a NAL unit ends with a zero byte");
    }
}
