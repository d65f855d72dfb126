package io.penstock.rtc.record;

import io.penstock.codecs.jcodec.JCodecProvider;
import io.penstock.codecs.opus.ConcentusProvider;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.MediaKind;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Encoder;
import io.penstock.spi.PayloadFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a participant sends: RTP packets of pictures and sound, with the times at which they were taken. */
final class Sender {
    /** A packet, when it was made, and which frame it belongs to. */
    record Packet(byte[] bytes, long timeNs, int frame) { }

    static final VideoFormat VIDEO = VideoFormat.i420(128, 96, 25);
    static final int VIDEO_SSRC = 11;
    static final int AUDIO_SSRC = 22;

    private Sender() {
    }

    static TrackSpec video(final int number) {
        return new TrackSpec(number, 1, MediaKind.VIDEO, CodecId.H264, "camera", List.of(new TrackSpec.Layer(VIDEO_SSRC, 0, 128, 96, 500_000)));
    }

    static TrackSpec audio(final int number) {
        return new TrackSpec(number, 1, MediaKind.AUDIO, CodecId.OPUS, "mic", List.of(new TrackSpec.Layer(AUDIO_SSRC, 0, 0, 0, 32_000)));
    }

    /** Access units, with a key frame every so many. */
    static List<byte[]> pictures(final int count, final int keyInterval) {
        final EncodedFormat h264 = EncodedFormat.of(CodecId.H264, VIDEO);
        final Encoder encoder = new JCodecProvider().encoder(Codecs.encoder(CodecId.H264, s -> s.keyInterval(keyInterval)), VIDEO, h264);
        final UnpooledFrame raw = UnpooledFrame.wrap(VIDEO, new byte[VIDEO.frameBytes()], 0, VIDEO.frameBytes());
        final UnpooledFrame coded = UnpooledFrame.wrap(h264, new byte[h264.maxFrameBytes()], 0, h264.maxFrameBytes());
        final List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final byte[] picture = new byte[VIDEO.frameBytes()];
            Arrays.fill(picture, (byte) 128);
            for (int k = 0; k < 128 * 96; k++) {
                picture[k] = (byte) ((k % 128 + 3 * i) * 5 + k / 128 * 3);
            }
            coded.flags(0);
            encoder.encode(raw.payload(picture), coded);
            all.add(coded.payload().clone());
            if (i % keyInterval == 0 && (coded.flags() & FrameFlags.KEYFRAME) == 0) {
                throw new IllegalStateException("picture " + i + " is no key frame");
            }
        }
        return all;
    }

    static List<byte[]> sounds(final int count) {
        final AudioFormat format = new AudioFormat(48_000, 1, SampleType.S16, 960);
        final EncodedFormat opus = EncodedFormat.of(CodecId.OPUS, format);
        final Encoder encoder = new ConcentusProvider().encoder(Codecs.encoder(CodecId.OPUS), format, opus);
        final UnpooledFrame raw = UnpooledFrame.wrap(format, new byte[format.frameBytes()], 0, format.frameBytes());
        final UnpooledFrame coded = UnpooledFrame.wrap(opus, new byte[opus.maxFrameBytes()], 0, opus.maxFrameBytes());
        final List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final byte[] pcm = new byte[format.frameBytes()];
            for (int k = 0; k < 960; k++) {
                final int v = (int) (8000 * Math.sin(2 * Math.PI * 440 * (i * 960 + k) / 48_000));
                pcm[2 * k] = (byte) v;
                pcm[2 * k + 1] = (byte) (v >> 8);
            }
            encoder.encode(raw.payload(pcm), coded);
            all.add(coded.payload().clone());
        }
        return all;
    }

    /** Pictures from a time on, {@code rtp} being the timestamp of the first. */
    static List<Packet> video(final List<byte[]> pictures, final long startNs, final int rtp, final int sequence) {
        final List<Packet> packets = new ArrayList<>();
        final PayloadFormat.Packetizer packetizer = new H264Payload().packetizer(300);
        int number = sequence;
        for (int i = 0; i < pictures.size(); i++) {
            packetizer.begin(pictures.get(i), 0, pictures.get(i).length);
            final byte[] payload = new byte[300];
            for (int n = packetizer.next(payload, 0); n > 0; n = packetizer.next(payload, 0)) {
                packets.add(new Packet(rtp(Forwarder.VIDEO_PAYLOAD_TYPE, packetizer.isLast(), number++, rtp + 3600 * i, VIDEO_SSRC,
                    Arrays.copyOf(payload, n)), startNs + 40_000_000L * i, i));
            }
        }
        return packets;
    }

    static List<Packet> audio(final List<byte[]> sounds, final long startNs, final int rtp, final int sequence) {
        final List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < sounds.size(); i++) {
            packets.add(new Packet(rtp(Forwarder.AUDIO_PAYLOAD_TYPE, i == 0, sequence + i, rtp + 960 * i, AUDIO_SSRC, sounds.get(i)),
                startNs + 20_000_000L * i, i));
        }
        return packets;
    }

    /** The same with copies of the {@code copies} packets before (RFC 2198). */
    static List<Packet> red(final List<byte[]> sounds, final int copies, final long startNs) {
        final List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < sounds.size(); i++) {
            final int older = Math.min(i, copies);
            int size = 1 + sounds.get(i).length;
            for (int k = older; k > 0; k--) {
                size += 4 + sounds.get(i - k).length;
            }
            final byte[] payload = new byte[size];
            int at = 0;
            for (int k = older; k > 0; k--) {
                final int fields = 960 * k << 10 | sounds.get(i - k).length;
                payload[at++] = (byte) (0x80 | Forwarder.AUDIO_PAYLOAD_TYPE);
                payload[at++] = (byte) (fields >> 16);
                payload[at++] = (byte) (fields >> 8);
                payload[at++] = (byte) fields;
            }
            payload[at++] = (byte) Forwarder.AUDIO_PAYLOAD_TYPE;
            for (int k = older; k >= 0; k--) {
                System.arraycopy(sounds.get(i - k), 0, payload, at, sounds.get(i - k).length);
                at += sounds.get(i - k).length;
            }
            packets.add(new Packet(rtp(Forwarder.RED_PAYLOAD_TYPE, i == 0, i, 960 * i, AUDIO_SSRC, payload), startNs + 20_000_000L * i, i));
        }
        return packets;
    }

    static byte[] rtp(final int type, final boolean marker, final int sequence, final int timestamp, final int ssrc, final byte[] payload) {
        final byte[] packet = new byte[12 + payload.length];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, marker, type, sequence & 0xFFFF, timestamp, ssrc);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        return packet;
    }
}
