package io.penstock.codecs.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.frame.Pcm;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;

/** An audio codec as a function of whole sounds, found as the engine finds it. */
public final class Codec {
    private final CodecProvider provider;
    private final CodecId id;
    private final AudioFormat format;

    public Codec(final CodecId id, final AudioFormat format) {
        this.id = id;
        this.format = format;
        provider = ServiceLoader.load(CodecProvider.class).stream().map(ServiceLoader.Provider::get)
            .filter(p -> p.encoders().contains(id) || p.decoders().contains(id)).findFirst().orElseThrow();
    }

    public CodecProvider provider() {
        return provider;
    }

    public EncodedFormat encoded() {
        return (EncodedFormat) provider.traits(Codecs.encoder(id)).output().apply(format).first().orElseThrow();
    }

    public Encoder encoder() {
        final CodecSpec spec = Codecs.encoder(id);
        assertTrue(provider.traits(spec).input().accepts(format), spec + " accepts " + format);
        return provider.encoder(spec, format, encoded());
    }

    public Decoder decoder() {
        final CodecSpec spec = Codecs.decoder(id);
        final EncodedFormat input = EncodedFormat.of(id, format);
        assertTrue(provider.traits(spec).input().accepts(input), spec + " accepts " + input);
        assertTrue(provider.traits(spec).output().apply(input).accepts(format), spec + " puts out " + format);
        return provider.decoder(spec, input, format);
    }

    public List<byte[]> encode(final Encoder encoder, final short[] sound) {
        final int n = format.frameSamples() * format.channels();
        final List<byte[]> packets = new ArrayList<>();
        for (int at = 0; at + n <= sound.length; at += n) {
            final UnpooledFrame in = Frames.of(format);
            Pcm.write(Arrays.copyOfRange(sound, at, at + n), n, format.sampleType(), in);
            final UnpooledFrame out = Frames.of(encoded());
            assertTrue(encoder.encode(in, out));
            assertTrue(Frames.marginsUntouched(out));
            packets.add(out.payload());
        }
        return packets;
    }

    public short[] decode(final Decoder decoder, final List<byte[]> packets) {
        final int n = format.frameSamples() * format.channels();
        final short[] sound = new short[packets.size() * n];
        final short[] samples = new short[n];
        for (int i = 0; i < packets.size(); i++) {
            final UnpooledFrame out = Frames.of(format);
            assertEquals(Decoder.Status.FRAME, decoder.decode(packet(packets.get(i)), out));
            assertTrue(Frames.marginsUntouched(out));
            assertEquals(n, Pcm.read(out, samples));
            System.arraycopy(samples, 0, sound, i * n, n);
        }
        return sound;
    }

    public UnpooledFrame packet(final byte[] bytes) {
        return Frames.of(EncodedFormat.of(id, format), Math.max(1, bytes.length)).payload(bytes);
    }

    public UnpooledFrame sound() {
        return Frames.of(format);
    }

    public static byte[] join(final List<byte[]> packets) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        packets.forEach(all::writeBytes);
        return all.toByteArray();
    }

    public static List<byte[]> cut(final byte[] all, final int bytes) {
        final List<byte[]> packets = new ArrayList<>();
        for (int at = 0; at + bytes <= all.length; at += bytes) {
            packets.add(Arrays.copyOfRange(all, at, at + bytes));
        }
        return packets;
    }
}
