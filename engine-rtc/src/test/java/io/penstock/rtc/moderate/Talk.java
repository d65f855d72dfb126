package io.penstock.rtc.moderate;

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
import io.penstock.frame.UnpooledFrame;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Encoder;
import io.penstock.spi.PayloadFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Packets of somebody who shows and says something. */
public final class Talk {
    public static final int WIDTH = 128;
    public static final int HEIGHT = 96;
    static final TrackSpec CAMERA = new TrackSpec(7, 1, MediaKind.VIDEO, CodecId.H264, "camera",
        List.of(new TrackSpec.Layer(11, 0, WIDTH, HEIGHT, 500_000)));
    static final TrackSpec MICROPHONE = new TrackSpec(8, 1, MediaKind.AUDIO, CodecId.OPUS, "mic", List.of(new TrackSpec.Layer(22, 0, 0, 0, 32_000)));

    /** A packet, and the picture it belongs to. */
    public record Packet(byte[] bytes, int frame) { }

    private Talk() {
    }

    /** Luma that a picture has everywhere. */
    public static int luma(final int frame) {
        return 60 + 40 * (frame / 10 % 4);
    }

    /** Pictures of an even grey, another for every ten of them; the first of every ten is a key frame. */
    public static List<Packet> pictures(final int count) {
        final VideoFormat raw = VideoFormat.i420(WIDTH, HEIGHT, 25);
        final EncodedFormat h264 = EncodedFormat.of(CodecId.H264, raw);
        final Encoder encoder = new JCodecProvider().encoder(Codecs.encoder(CodecId.H264, s -> s.keyInterval(10)), raw, h264);
        final UnpooledFrame in = UnpooledFrame.allocate(raw);
        final UnpooledFrame coded = UnpooledFrame.allocate(h264);
        final PayloadFormat.Packetizer packetizer = new H264Payload().packetizer(40);
        final List<Packet> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final byte[] picture = new byte[raw.frameBytes()];
            Arrays.fill(picture, (byte) 128);
            Arrays.fill(picture, 0, WIDTH * HEIGHT, (byte) luma(i));
            encoder.encode(in.payload(picture), coded.flags(0));
            final byte[] unit = coded.payload();
            packetizer.begin(unit, 0, unit.length);
            final byte[] payload = new byte[40];
            for (int n = packetizer.next(payload, 0); n > 0; n = packetizer.next(payload, 0)) {
                all.add(new Packet(rtp(Forwarder.VIDEO_PAYLOAD_TYPE, packetizer.isLast(), 65_500 + all.size(), 3600 * i, 11,
                    Arrays.copyOf(payload, n)), i));
            }
        }
        return all;
    }

    /** A tone of 440 Hz, in packets of 20 ms. */
    public static List<Packet> tone(final int count) {
        final AudioFormat format = new AudioFormat(48_000, 1, SampleType.S16, 960);
        final EncodedFormat opus = EncodedFormat.of(CodecId.OPUS, format);
        final Encoder encoder = new ConcentusProvider().encoder(Codecs.encoder(CodecId.OPUS), format, opus);
        final UnpooledFrame raw = UnpooledFrame.allocate(format);
        final UnpooledFrame coded = UnpooledFrame.allocate(opus);
        final List<Packet> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final byte[] pcm = new byte[format.frameBytes()];
            for (int k = 0; k < 960; k++) {
                final int v = (int) (8000 * Math.sin(2 * Math.PI * 440 * (i * 960 + k) / 48_000));
                pcm[2 * k] = (byte) v;
                pcm[2 * k + 1] = (byte) (v >> 8);
            }
            encoder.encode(raw.payload(pcm), coded);
            all.add(new Packet(rtp(Forwarder.AUDIO_PAYLOAD_TYPE, i == 0, i, 960 * i, 22, coded.payload()), i));
        }
        return all;
    }

    /** The same with a copy of the packet before (RFC 2198). */
    static List<Packet> redundant(final List<Packet> plain) {
        final List<Packet> all = new ArrayList<>();
        for (int i = 1; i < plain.size(); i++) {
            final byte[] older = payload(plain.get(i - 1));
            final byte[] newest = payload(plain.get(i));
            final byte[] payload = new byte[5 + older.length + newest.length];
            final int fields = 960 << 10 | older.length;
            payload[0] = (byte) (0x80 | Forwarder.AUDIO_PAYLOAD_TYPE);
            payload[1] = (byte) (fields >> 16);
            payload[2] = (byte) (fields >> 8);
            payload[3] = (byte) fields;
            payload[4] = (byte) Forwarder.AUDIO_PAYLOAD_TYPE;
            System.arraycopy(older, 0, payload, 5, older.length);
            System.arraycopy(newest, 0, payload, 5 + older.length, newest.length);
            all.add(new Packet(rtp(Forwarder.RED_PAYLOAD_TYPE, false, i, 960 * i, 22, payload), i));
        }
        return all;
    }

    private static byte[] payload(final Packet p) {
        return Arrays.copyOfRange(p.bytes(), 12, p.bytes().length);
    }

    static byte[] rtp(final int type, final boolean marker, final int sequence, final int timestamp, final int ssrc, final byte[] payload) {
        final byte[] packet = new byte[12 + payload.length];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, marker, type, sequence & 0xFFFF, timestamp, ssrc);
        System.arraycopy(payload, 0, packet, 12, payload.length);
        return packet;
    }
}
