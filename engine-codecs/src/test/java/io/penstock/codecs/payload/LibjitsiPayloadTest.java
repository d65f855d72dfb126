package io.penstock.codecs.payload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.h264.NalUnits;
import io.penstock.spi.PayloadFormat;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.media.Buffer;
import javax.media.PlugIn;
import org.jitsi.impl.neomedia.codec.video.h264.DePacketizer;
import org.jitsi.impl.neomedia.codec.video.h264.Packetizer;
import org.jitsi.impl.neomedia.codec.video.vp8.DePacketizer.VP8PayloadDescriptor;
import org.jitsi.impl.neomedia.codec.video.vp8.DePacketizer.VP8PayloadHeader;
import org.jitsi.impl.neomedia.format.ParameterizedVideoFormat;
import org.jitsi.service.neomedia.codec.Constants;
import org.junit.jupiter.api.Test;

/** libjitsi's payload code, written by others, as the measure of ours. */
class LibjitsiPayloadTest {
    private final H264Payload h264 = new H264Payload();
    private final Vp8Payload vp8 = new Vp8Payload();

    private static byte[] accessUnit(final int seed) {
        final Random random = new Random(seed);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final int[] headers = seed % 2 == 0 ? new int[] {0x67, 0x68, 0x65, 0x65} : new int[] {0x41, 0x41};
        for (final int header : headers) {
            out.writeBytes(new byte[] {0, 0, 0, 1, (byte) header, (byte) 0x88});
            final byte[] body = new byte[4 + random.nextInt(header < 0x67 ? 4000 : 30)];
            random.nextBytes(body);
            for (int i = 0; i < body.length; i++) {
                body[i] |= 1;
            }
            out.writeBytes(body);
        }
        return out.toByteArray();
    }

    private static List<byte[]> theirPackets(final byte[] frame) throws Exception {
        final Packetizer packetizer = new Packetizer();
        packetizer.setInputFormat(new ParameterizedVideoFormat(Constants.H264, "packetization-mode", "1"));
        packetizer.setOutputFormat(new ParameterizedVideoFormat(Constants.H264_RTP, "packetization-mode", "1"));
        packetizer.open();
        final List<byte[]> packets = new ArrayList<>();
        final Buffer in = new Buffer();
        in.setData(frame);
        in.setLength(frame.length);
        in.setFormat(new ParameterizedVideoFormat(Constants.H264, "packetization-mode", "1"));
        int result;
        do {
            final Buffer out = new Buffer();
            result = packetizer.process(in, out);
            if ((result & PlugIn.OUTPUT_BUFFER_NOT_FILLED) == 0 && !out.isDiscard() && out.getLength() > 0) {
                packets.add(Arrays.copyOfRange((byte[]) out.getData(), out.getOffset(), out.getOffset() + out.getLength()));
            }
        } while ((result & PlugIn.INPUT_BUFFER_NOT_CONSUMED) != 0);
        packetizer.close();
        return packets;
    }

    @Test
    void putsTogetherWhatLibjitsiCuts() throws Exception {
        for (int seed = 0; seed < 200; seed++) {
            final byte[] frame = accessUnit(seed);
            final PayloadFormat.Depacketizer depacketizer = h264.depacketizer();
            depacketizer.begin();
            final byte[] to = new byte[frame.length + 4000];
            int length = 0;
            for (final byte[] packet : theirPackets(frame)) {
                length += depacketizer.append(packet, 0, packet.length, to, length, to.length);
            }
            assertTrue(depacketizer.isComplete());
            assertArrayEquals(frame, withoutPadding(to, length), "seed " + seed);
        }
    }

    /** libjitsi fills the last fragment of a NAL unit up with zeros, which a byte stream may have between its units. */
    private static byte[] withoutPadding(final byte[] a, final int length) {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int nal = NalUnits.first(a, 0, length); nal < length; nal = NalUnits.next(a, nal, length)) {
            out.writeBytes(new byte[] {0, 0, 0, 1});
            out.write(a, nal, NalUnits.end(a, nal, length) - nal);
        }
        return out.toByteArray();
    }

    @Test
    void recognisesTheSameH264KeyFrames() {
        for (int seed = 0; seed < 100; seed++) {
            final byte[] frame = accessUnit(seed);
            final PayloadFormat.Packetizer packetizer = h264.packetizer(1200);
            packetizer.begin(frame, 0, frame.length);
            final byte[] first = new byte[1200];
            final int length = packetizer.next(first, 0);
            assertEquals(DePacketizer.isKeyFrame(first, 0, length), h264.startsKeyframe(first, 0, length), "seed " + seed);
        }
    }

    @Test
    void readsVp8DescriptorsTheSameWay() {
        int valid = 0;
        for (int seed = 0; seed < 50_000; seed++) {
            final byte[] payload = new byte[12];
            new Random(seed).nextBytes(payload);
            final int at = Vp8Payload.descriptor(payload, 0, payload.length);
            if (!VP8PayloadDescriptor.isValid(payload, 0, payload.length)) {
                continue;
            }
            valid++;
            final String message = "seed " + seed;
            assertEquals(VP8PayloadDescriptor.getSize(payload, 0, payload.length), at, message);
            assertEquals(VP8PayloadDescriptor.isStartOfFrame(payload, 0), Vp8Payload.starts(payload[0]), message);
            final int layer = VP8PayloadDescriptor.getTemporalLayerIndex(payload, 0, payload.length);
            assertEquals(Math.max(0, layer), vp8.temporalLayer(payload, 0, payload.length), message);
            assertEquals(VP8PayloadDescriptor.isStartOfFrame(payload, 0) && VP8PayloadHeader.isKeyFrame(payload, at),
                vp8.startsKeyframe(payload, 0, payload.length), message);
        }
        assertTrue(valid > 10_000, valid + " valid descriptors");
    }
}
