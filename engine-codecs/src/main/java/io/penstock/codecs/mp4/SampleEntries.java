package io.penstock.codecs.mp4;

import io.penstock.format.CodecId;
import java.nio.charset.StandardCharsets;

/** Writes the boxes of an index that do not depend on where samples lie: what a track is and how it is decoded. */
final class SampleEntries {
    private static final int[] IDENTITY = {0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000};

    private SampleEntries() {
    }

    static void matrix(final BoxWriter out) {
        for (final int value : IDENTITY) {
            out.u32(value);
        }
    }

    static void handler(final BoxWriter out, final String kind, final String name) {
        final int hdlr = out.begin("hdlr", 0, 0);
        out.u32(0).text(kind).zeros(12).bytes(name.getBytes(StandardCharsets.UTF_8)).u8(0);
        out.end(hdlr);
    }

    static void mediaHeader(final BoxWriter out, final boolean video) {
        if (video) {
            final int vmhd = out.begin("vmhd", 0, 1);
            out.zeros(8);
            out.end(vmhd);
        } else {
            final int smhd = out.begin("smhd", 0, 0);
            out.zeros(4);
            out.end(smhd);
        }
    }

    /** dinf: the samples lie in this file. */
    static void ownData(final BoxWriter out) {
        final int dinf = out.begin("dinf");
        final int dref = out.begin("dref", 0, 0);
        out.u32(1);
        out.end(out.begin("url ", 0, 1));
        out.end(dref);
        out.end(dinf);
    }

    /** stsd with one entry; {@code pictures} is its type for H.264: avc1, or avc3 where parameter sets are also in the stream. */
    static void description(final BoxWriter out, final TrackConfig track, final String pictures) {
        final int stsd = out.begin("stsd", 0, 0);
        out.u32(1);
        if (track.isVideo()) {
            avc(out, track, pictures);
        } else {
            final boolean opus = track.format.codec().equals(CodecId.OPUS);
            final int channels = track.format.audio().channels();
            final int entry = out.begin(opus ? "Opus" : "mp4a");
            out.zeros(6).u16(1).zeros(8).u16(channels).u16(16).zeros(4).u32((long) track.timescale << 16);
            if (opus) {
                opus(out, channels, track.timescale);
            } else {
                aac(out, track);
            }
            out.end(entry);
        }
        out.end(stsd);
    }

    /** ISO/IEC 14496-15 5.3.3. Without parameter sets (avc3 that has not started) they are all in the stream. */
    private static void avc(final BoxWriter out, final TrackConfig track, final String type) {
        final int entry = out.begin(type);
        out.zeros(6).u16(1).zeros(16).u16(track.width).u16(track.height).u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(24)
            .u16(0xFFFF);
        final int avcc = out.begin("avcC");
        if (track.sps == null || track.pps == null) {
            // Constrained Baseline, level 3.1: what RFC 7742 asks of everybody.
            out.u8(1).u8(66).u8(0xC0).u8(31).u8(0xFF).u8(0xE0).u8(0);
        } else {
            out.u8(1).u8(track.sps[1]).u8(track.sps[2]).u8(track.sps[3]).u8(0xFF).u8(0xE1).u16(track.sps.length).bytes(track.sps).u8(1)
                .u16(track.pps.length).bytes(track.pps);
            if (track.sps[1] == 100) {
                // High profile: 4:2:0, 8 bits, no extensions.
                out.u8(0xFD).u8(0xF8).u8(0xF8).u8(0);
            }
        }
        out.end(avcc);
        out.end(entry);
    }

    /** "Encapsulation of Opus in ISO Base Media File Format", 4.3.2. */
    private static void opus(final BoxWriter out, final int channels, final int rate) {
        final int box = out.begin("dOps");
        out.u8(0).u8(channels).u16(0).u32(rate).u16(0).u8(0);
        out.end(box);
    }

    /** ISO/IEC 14496-1 7.2.6.5. */
    private static void aac(final BoxWriter out, final TrackConfig track) {
        final AacConfig c = track.aac;
        final int specific = (c.profile() + 1) << 11 | c.rateIndex() << 7 | (c.channels() == 8 ? 7 : c.channels()) << 3;
        final int esds = out.begin("esds", 0, 0);
        out.u8(3).u8(25).u16(0).u8(0).u8(4).u8(17).u8(0x40).u8(0x15).zeros(3).u32(0).u32(0).u8(5).u8(2).u16(specific).u8(6).u8(1).u8(2);
        out.end(esds);
    }
}
