package io.penstock.benchmarks.scale;

import io.penstock.codecs.h264.provider.PenstockH264Provider;
import io.penstock.codecs.opus.ConcentusProvider;
import io.penstock.codecs.payload.H264Payload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.frame.UnpooledFrame;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.spi.Codecs;
import io.penstock.spi.Encoder;
import io.penstock.spi.PayloadFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Two seconds of pictures and sound as a participant sends them, again and again. */
final class RecordMaterial {
    static final VideoFormat RECORDED = VideoFormat.i420(640, 360, 25);
    private static final long NANOS = 1_000_000_000L;
    private static final int CLOCK_HZ = 90_000;
    private static final long SOUND_NS = 20_000_000L;
    private static final int SOUNDS = 100;
    private static final int HEADER = 12;
    private static final int MAX_PAYLOAD = 1188;

    /** Packets of each picture, with room for a header. */
    private final List<byte[][]> pictures = new ArrayList<>();
    private final List<byte[]> sounds = new ArrayList<>();
    private final int picturesPerSecond;
    private final long bytes;
    private final int packetsPerRound;

    private RecordMaterial(final int picturesPerSecond, final List<byte[]> pictures, final List<byte[]> sounds) {
        this.picturesPerSecond = picturesPerSecond;
        final PayloadFormat.Packetizer packetizer = new H264Payload().packetizer(MAX_PAYLOAD);
        long sum = 0;
        int packets = 0;
        for (final byte[] picture : pictures) {
            packetizer.begin(picture, 0, picture.length);
            final List<byte[]> all = new ArrayList<>();
            final byte[] payload = new byte[MAX_PAYLOAD];
            for (int n = packetizer.next(payload, 0); n > 0; n = packetizer.next(payload, 0)) {
                all.add(withRoom(payload, n));
            }
            this.pictures.add(all.toArray(new byte[0][]));
            sum += picture.length;
            packets += all.size();
        }
        for (final byte[] sound : sounds) {
            this.sounds.add(withRoom(sound, sound.length));
            sum += sound.length;
        }
        bytes = sum;
        packetsPerRound = packets;
    }

    private static byte[] withRoom(final byte[] payload, final int length) {
        final byte[] packet = new byte[HEADER + length];
        System.arraycopy(payload, 0, packet, HEADER, length);
        return packet;
    }

    /** Of a rate in whole pictures a second. */
    static RecordMaterial encode(final VideoFormat video, final int bitrate) {
        final int picturesPerSecond = video.rate().numerator() / video.rate().denominator();
        final EncodedFormat h264 = EncodedFormat.of(CodecId.H264, video);
        final Encoder encoder = new PenstockH264Provider().encoder(
            Codecs.encoder(CodecId.H264, s -> s.bitrate(bitrate).keyInterval(2 * picturesPerSecond)), video, h264);
        final AudioFormat audio = new AudioFormat(48_000, 1, SampleType.S16, 960);
        final EncodedFormat opus = EncodedFormat.of(CodecId.OPUS, audio);
        final Encoder soundEncoder = new ConcentusProvider().encoder(Codecs.encoder(CodecId.OPUS, s -> s.bitrate(40_000)), audio, opus);
        final List<byte[]> pictures = new ArrayList<>();
        for (int i = 0; i < 2 * picturesPerSecond; i++) {
            pictures.add(encode(encoder, video.frameBytes(), h264, video, picture(video, i)));
        }
        final List<byte[]> sounds = new ArrayList<>();
        for (int i = 0; i < SOUNDS; i++) {
            sounds.add(encode(soundEncoder, audio.frameBytes(), opus, audio, sound(i, audio.frameBytes())));
        }
        return new RecordMaterial(picturesPerSecond, pictures, sounds);
    }

    private static byte[] encode(final Encoder encoder, final int rawBytes, final EncodedFormat to, final io.penstock.format.Format from,
        final byte[] raw) {
        final UnpooledFrame in = UnpooledFrame.wrap(from, new byte[rawBytes], 0, rawBytes);
        final UnpooledFrame out = UnpooledFrame.wrap(to, new byte[to.maxFrameBytes()], 0, to.maxFrameBytes());
        encoder.encode(in.payload(raw), out);
        return out.payload().clone();
    }

    /** Moving stripes with some noise. */
    private static byte[] picture(final VideoFormat format, final int i) {
        final byte[] picture = new byte[format.frameBytes()];
        Arrays.fill(picture, (byte) 128);
        int noise = i * 7919 + 1;
        for (int y = 0; y < format.height(); y++) {
            for (int x = 0; x < format.width(); x++) {
                noise = noise * 1664525 + 1013904223;
                picture[y * format.width() + x] = (byte) (128 + 60 * Math.sin((x + 4 * i) * 0.05) + 30 * Math.cos(y * 0.08) + (noise >>> 29));
            }
        }
        return picture;
    }

    private static byte[] sound(final int i, final int bytes) {
        final byte[] pcm = new byte[bytes];
        for (int k = 0; k < bytes / 2; k++) {
            final int t = i * 960 + k;
            final int v = (int) (6000 * Math.sin(t * 0.04) + 3000 * Math.sin(t * 0.31 + Math.sin(t * 0.0007) * 3));
            pcm[2 * k] = (byte) v;
            pcm[2 * k + 1] = (byte) (v >> 8);
        }
        return pcm;
    }

    int kbps() {
        return (int) (bytes * 8 / 2 / 1000);
    }

    /** From one picture to the next. */
    long pictureNs() {
        return NANOS / picturesPerSecond;
    }

    /** Gives the packets that are due from one time to another; how many. */
    int play(final PacketTap pictureTap, final PacketTap soundTap, final long fromNs, final long toNs, final long startNs, final int ssrc) {
        int given = 0;
        final long pictureNs = pictureNs();
        for (long n = Math.max(0, Math.floorDiv(fromNs + pictureNs - 1, pictureNs)); n * pictureNs < toNs; n++) {
            final int round = (int) (n / pictures.size());
            final int i = (int) (n % pictures.size());
            int sequence = round * packetsPerRound;
            for (int k = 0; k < i; k++) {
                sequence += pictures.get(k).length;
            }
            final byte[][] packets = pictures.get(i);
            for (int k = 0; k < packets.length; k++) {
                RtpHeaderFlyweight.writeFixedHeader(packets[k], 0, k == packets.length - 1, Forwarder.VIDEO_PAYLOAD_TYPE, sequence + k & 0xFFFF,
                    (int) (n * CLOCK_HZ / picturesPerSecond), 2 * ssrc);
                pictureTap.packet(packets[k], 0, packets[k].length, startNs + n * pictureNs);
            }
            given += packets.length;
        }
        for (long n = Math.max(0, Math.floorDiv(fromNs + SOUND_NS - 1, SOUND_NS)); n * SOUND_NS < toNs; n++) {
            final byte[] packet = sounds.get((int) (n % SOUNDS));
            RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, Forwarder.AUDIO_PAYLOAD_TYPE, (int) n & 0xFFFF, (int) (n * 960), 2 * ssrc + 1);
            soundTap.packet(packet, 0, packet.length, startNs + n * SOUND_NS);
            given++;
        }
        return given;
    }
}
