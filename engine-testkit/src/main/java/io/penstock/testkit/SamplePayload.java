package io.penstock.testkit;

import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

/** Plausible payloads for formats that have any: tones, moving gradients, RTP packets. */
final class SamplePayload {
    private static final int RTP_HEADER_BYTES = 12;

    private SamplePayload() {
    }

    /** Null if there is nothing plausible to make up (encoded media). */
    static byte[] of(final Format format, final int index) {
        if (format instanceof AudioFormat audio) {
            return tone(audio, index);
        } else if (format instanceof VideoFormat video) {
            return gradient(video, index);
        } else if (format instanceof PacketFormat packets) {
            return packet(packets, index);
        }
        return null;
    }

    private static byte[] tone(final AudioFormat format, final int index) {
        final float[] mono = new float[format.frameSamples()];
        for (int i = 0; i < mono.length; i++) {
            final long sample = (long) index * mono.length + i;
            mono[i] = (float) (0.3 * Math.sin(2 * Math.PI * 440 * sample / format.sampleRateHz()));
        }
        return samples(format, mono);
    }

    /** The same samples on every channel. */
    static byte[] samples(final AudioFormat format, final float[] mono) {
        final ByteBuffer bytes = ByteBuffer.allocate(format.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (final float sample : mono) {
            for (int channel = 0; channel < format.channels(); channel++) {
                if (format.sampleType() == SampleType.S16) {
                    bytes.putShort((short) Math.round(sample * 32_767));
                } else {
                    bytes.putFloat(sample);
                }
            }
        }
        return bytes.array();
    }

    private static byte[] gradient(final VideoFormat format, final int index) {
        final byte[] bytes = new byte[format.frameBytes()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (16 + (i % format.width() + i / format.width() + 3 * index) % 220);
        }
        return bytes;
    }

    private static byte[] packet(final PacketFormat format, final int index) {
        final byte[] bytes = new byte[Math.min(format.maxPacketBytes(), 200 + index % 7)];
        new Random(index).nextBytes(bytes);
        if (format.protocol() == PacketFormat.Protocol.RTP && bytes.length >= RTP_HEADER_BYTES) {
            // RFC 3550 5.1: version 2, no padding, extension or contributing sources
            ByteBuffer.wrap(bytes).put((byte) 0x80).put((byte) Math.max(96, format.payloadType())).putShort((short) index)
                .putInt(index * 960).putInt(0x5EED);
        }
        return bytes;
    }
}
