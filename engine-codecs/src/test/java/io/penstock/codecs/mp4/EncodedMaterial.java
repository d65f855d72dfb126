package io.penstock.codecs.mp4;

import io.penstock.codecs.jcodec.JCodecProvider;
import io.penstock.codecs.opus.ConcentusProvider;
import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Pictures;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Encoder;

/** Encoded pictures and sound for containers. */
final class EncodedMaterial {
    /** An access unit. */
    record Picture(byte[] bytes, boolean key) { }

    private EncodedMaterial() {
    }

    static Picture[] pictures(final VideoFormat format, final int count, final int keyInterval) {
        final EncodedFormat h264 = EncodedFormat.of(CodecId.H264, format);
        final Encoder encoder = new JCodecProvider().encoder(Codecs.encoder(CodecId.H264, s -> s.keyInterval(keyInterval)), format, h264);
        final UnpooledFrame raw = Frames.of(format);
        final UnpooledFrame coded = Frames.of(h264);
        final Picture[] pictures = new Picture[count];
        for (int i = 0; i < count; i++) {
            coded.flags(0);
            encoder.encode(raw.payload(Pictures.i420(format, i)), coded);
            pictures[i] = new Picture(coded.payload().clone(), (coded.flags() & FrameFlags.KEYFRAME) != 0);
        }
        return pictures;
    }

    /** Packets of 20 ms with a tone. */
    static byte[][] opus(final int count) {
        final AudioFormat format = new AudioFormat(48_000, 1, SampleType.S16, 960);
        final EncodedFormat opus = EncodedFormat.of(CodecId.OPUS, format);
        final Encoder encoder = new ConcentusProvider().encoder(Codecs.encoder(CodecId.OPUS), format, opus);
        final UnpooledFrame sound = Frames.of(format);
        final UnpooledFrame packet = Frames.of(opus);
        final byte[][] packets = new byte[count][];
        for (int i = 0; i < count; i++) {
            final byte[] pcm = new byte[format.frameBytes()];
            for (int k = 0; k < 960; k++) {
                final int v = (int) (8000 * Math.sin(2 * Math.PI * 440 * (i * 960 + k) / 48_000));
                pcm[2 * k] = (byte) v;
                pcm[2 * k + 1] = (byte) (v >> 8);
            }
            encoder.encode(sound.payload(pcm), packet);
            packets[i] = packet.payload().clone();
        }
        return packets;
    }
}
