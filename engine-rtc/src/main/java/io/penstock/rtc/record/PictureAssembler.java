package io.penstock.rtc.record;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.codecs.mp4.FragmentedTrack;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.error.CodecException;
import io.penstock.spi.PayloadFormat;
import java.util.Arrays;

/**
 * Puts pictures of H.264 together (RFC 6184) and writes those that can be decoded: after a loss none that refers to what is missing, and a key
 * frame is asked for.
 */
final class PictureAssembler implements ReorderWindow.InOrder {
    private static final int MAX_PICTURE_BYTES = 1 << 22;
    private static final int FU_A = 28;
    private static final int STAP_A = 24;

    private final FragmentedTrack file;
    private final TrackClock clock;
    private final TrackCounts counts;
    private final Runnable keyframeNeeded;
    private final PayloadFormat format = new H264Payload();
    private PayloadFormat.Depacketizer depacketizer = format.depacketizer();
    private PayloadFormat.References references = format.references();
    private byte[] picture = new byte[1 << 16];
    private int length;
    private boolean open;
    private boolean broken;
    private boolean key;
    private int timestamp;
    private long arrivalNs;
    private boolean afterLoss;
    private boolean missing;
    private boolean started;

    PictureAssembler(final FragmentedTrack file, final TrackClock clock, final TrackCounts counts, final Runnable keyframeNeeded) {
        this.file = file;
        this.clock = clock;
        this.counts = counts;
        this.keyframeNeeded = keyframeNeeded;
    }

    @Override
    public void packet(final int at, final boolean marker, final byte[] a, final int offset, final int bytes, final long nowNs) {
        if (open && at != timestamp) {
            finish(nowNs);
        }
        if (!open) {
            begin(at, a, offset, bytes, nowNs);
        }
        afterLoss = false;
        if (!broken) {
            append(a, offset, bytes);
        }
        if (marker) {
            finish(nowNs);
        }
    }

    private void begin(final int at, final byte[] a, final int offset, final int bytes, final long nowNs) {
        open = true;
        timestamp = at;
        arrivalNs = nowNs;
        length = 0;
        key = false;
        depacketizer.begin();
        broken = afterLoss && !startsPicture(a, offset, bytes);
    }

    /** Whether a packet is the first of its picture: first_mb_in_slice 0 is coded as a single 1; parameter sets and the like come first. */
    private static boolean startsPicture(final byte[] a, final int offset, final int bytes) {
        int at = offset;
        int type = bytes < 2 ? 0 : NalUnits.type(a[at]);
        if (type == STAP_A && bytes > 4) {
            at += 3;
            type = NalUnits.type(a[at]);
        } else if (type == FU_A && bytes > 2 && a[at + 1] < 0) {
            at++;
            type = NalUnits.type(a[at]);
        }
        return type >= NalUnits.SLICE && type <= NalUnits.IDR ? a[at + 1] < 0 : type >= NalUnits.SEI && type <= NalUnits.DELIMITER;
    }

    private void append(final byte[] a, final int offset, final int bytes) {
        if (bytes <= 0) {
            return;
        }
        // Units of an aggregate grow from two bytes of length to four of start code.
        final int room = length + 2 * bytes + 64;
        if (room > picture.length) {
            picture = Arrays.copyOf(picture, Math.min(MAX_PICTURE_BYTES, Math.max(room, 2 * picture.length)));
        }
        try {
            length += depacketizer.append(a, offset, bytes, picture, length, picture.length);
            key |= format.startsKeyframe(a, offset, bytes);
        } catch (final CodecException e) {
            counts.malformed++;
            broken = true;
        }
    }

    private void finish(final long nowNs) {
        open = false;
        if (broken || length == 0 || !depacketizer.isComplete()) {
            counts.brokenFrames++;
            missing = true;
            keyframeNeeded.run();
            return;
        }
        final boolean decodable = references.decodable(picture, 4, length - 4, picture, 0, length, missing && !key);
        if (!decodable || !started && !key) {
            counts.undecodableFrames++;
            missing = true;
            keyframeNeeded.run();
            return;
        }
        final long at = clock.localNs(timestamp, arrivalNs);
        try {
            if (file.write(picture, 0, length, at, 0, key, nowNs)) {
                started = true;
                missing = false;
                references.putOut();
                counts.frames++;
            } else {
                counts.unwritten++;
                missing |= !started;
            }
        } catch (final CodecException e) {
            counts.malformed++;
            missing = true;
        }
    }

    @Override
    public void lost(final int packets, final boolean pause, final long nowNs) {
        afterLoss = true;
        missing = true;
        broken |= open;
        if (!pause) {
            counts.lost(packets);
        }
    }

    /** Another source: nothing of the old one helps. */
    void reset() {
        open = false;
        broken = false;
        afterLoss = false;
        started = false;
        missing = false;
        depacketizer = format.depacketizer();
        references = format.references();
    }
}
