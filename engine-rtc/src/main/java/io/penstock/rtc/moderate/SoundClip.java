package io.penstock.rtc.moderate;

import io.penstock.codecs.opus.OpusPacket;
import io.penstock.core.Providers;
import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.SampleType;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Packets of Opus and what becomes of them: a WAV file in which each is where its timestamp says, and nothing else but silence. */
final class SoundClip {
    /** Of all rates that Opus has, the one at which Concentus decodes music too. */
    static final int RATE_HZ = OpusPacket.CLOCK_RATE_HZ;
    static final int HEADER_BYTES = 44;
    private static final long NANOS = 1_000_000_000L;

    private final int samples;
    private final List<Packet> packets = new ArrayList<>();

    private record Packet(int timestamp, byte[] bytes) { }

    SoundClip(final long lengthNs) {
        samples = (int) (lengthNs * RATE_HZ / NANOS);
    }

    void add(final int timestamp, final byte[] bytes) {
        packets.add(new Packet(timestamp, bytes));
    }

    byte[] wav(final Providers providers) {
        final byte[] file = new byte[HEADER_BYTES + 2 * samples];
        header(file);
        if (packets.isEmpty()) {
            return file;
        }
        // The newest ends the clip; what is further back than the clip is long came from somewhere else.
        int newest = packets.get(0).timestamp;
        for (final Packet p : packets) {
            newest = p.timestamp - newest > 0 ? p.timestamp : newest;
        }
        final int end = newest;
        packets.removeIf(p -> end - p.timestamp < 0 || (end - p.timestamp) >= samples);
        packets.sort((a, b) -> Integer.compare(end - b.timestamp, end - a.timestamp));
        decode(providers, file, end);
        return file;
    }

    private void decode(final Providers providers, final byte[] file, final int end) {
        final AudioFormat raw = new AudioFormat(RATE_HZ, 1, SampleType.S16, RATE_HZ / 25 * 3);
        final EncodedFormat coded = EncodedFormat.of(CodecId.OPUS, raw);
        final CodecSpec spec = Codecs.decoder(CodecId.OPUS);
        final UnpooledFrame out = UnpooledFrame.allocate(raw);
        final Packet last = packets.get(packets.size() - 1);
        final int lastSamples = Math.max(0, OpusPacket.samples(last.bytes, 0, last.bytes.length));
        int decodable = 0;
        try (Decoder decoder = providers.codec(spec).decoder(spec, coded, raw)) {
            for (int i = 0; i < packets.size(); i++) {
                final Packet p = packets.get(i);
                if (i > 0 && packets.get(i - 1).timestamp == p.timestamp) {
                    continue;
                }
                final UnpooledFrame in = UnpooledFrame.wrap(coded, p.bytes, 0, p.bytes.length).length(p.bytes.length);
                try {
                    if (decoder.decode(in, out.length(0)) == Decoder.Status.FRAME) {
                        decodable++;
                        final int at = samples - lastSamples - (end - p.timestamp);
                        final int skip = Math.max(0, -at);
                        final int n = Math.min(out.length() / 2, samples - at);
                        if (n > skip) {
                            System.arraycopy(out.array(), out.arrayOffset() + 2 * skip, file, HEADER_BYTES + 2 * (at + skip), 2 * (n - skip));
                        }
                    }
                } catch (final CodecException e) {
                    // One packet of many: its place stays silent.
                    decoder.reset();
                }
            }
        }
        if (decodable == 0) {
            throw new CodecException("sound clip: nothing of " + packets.size() + " packets can be decoded");
        }
    }

    private void header(final byte[] file) {
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).put(ascii("RIFF")).putInt(file.length - 8).put(ascii("WAVEfmt ")).putInt(16)
            .putShort((short) 1).putShort((short) 1).putInt(RATE_HZ).putInt(2 * RATE_HZ).putShort((short) 2).putShort((short) 16)
            .put(ascii("data")).putInt(2 * samples);
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
