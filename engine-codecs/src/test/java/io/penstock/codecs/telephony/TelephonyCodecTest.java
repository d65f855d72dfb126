package io.penstock.codecs.telephony;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Codec;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.codecs.support.Sounds;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.format.SampleType;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelephonyCodecTest {
    private static final short[] VOICE = Sounds.voice(8_000, 32_000, 17);

    private static CodecId id(final String name) {
        return CodecId.of(name, MediaKind.AUDIO);
    }

    private static Codec codec(final String name, final int ms, final SampleType type) {
        return new Codec(id(name), AudioFormat.of(8_000, 1, type, Duration.ofMillis(ms)));
    }

    @ParameterizedTest
    @CsvSource({"pcmu,20,S16,30,0", "pcmu,10,F32,30,0", "pcma,30,S16,30,0", "gsm,20,S16,5,0", "gsm,60,F32,5,0", "g729,10,S16,4,5", "g729,20,S16,4,5"})
    void soundsTheSameAfterTheRoundTrip(final String name, final int ms, final SampleType type, final double minSnrDb, final int lookAheadMs) {
        final Codec codec = codec(name, ms, type);
        final short[] heard = codec.decode(codec.decoder(), codec.encode(codec.encoder(), VOICE));
        final int delay = Sounds.delay(VOICE, heard, 400, 1_600, 24_000);
        assertEquals(codec.provider().traits(Codecs.encoder(id(name))).latency().maxNs(), lookAheadMs * 1_000_000L);
        assertEquals(lookAheadMs * 8, delay, 4, "delay in samples");
        final double snr = Sounds.snrDb(VOICE, heard, delay, 1_600, 24_000);
        assertTrue(snr > minSnrDb, name + ": " + snr + " dB");
    }

    @ParameterizedTest
    @CsvSource({"pcmu,20,160", "pcma,20,160", "gsm,20,33", "gsm,60,99", "g729,10,10", "g729,30,30"})
    void hasTheBytesOfItsStandard(final String name, final int ms, final int bytes) {
        final Codec codec = codec(name, ms, SampleType.S16);
        codec.encode(codec.encoder(), VOICE).forEach(packet -> assertEquals(bytes, packet.length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcmu", "pcma", "gsm", "g729"})
    void startsAfreshAfterReset(final String name) {
        final Codec codec = codec(name, 20, SampleType.S16);
        final Encoder encoder = codec.encoder();
        final List<byte[]> first = codec.encode(encoder, VOICE);
        encoder.reset();
        assertArrayEquals(Codec.join(first), Codec.join(codec.encode(encoder, VOICE)));
        final Decoder decoder = codec.decoder();
        final short[] heard = codec.decode(decoder, first);
        decoder.reset();
        assertArrayEquals(heard, codec.decode(decoder, first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gsm", "g729"})
    void keepsStreamsApart(final String name) {
        final Codec codec = codec(name, 20, SampleType.S16);
        final short[] other = Sounds.voice(8_000, 16_000, 99);
        final Encoder a = codec.encoder();
        final Encoder b = codec.encoder();
        final byte[] alone = Codec.join(codec.encode(codec.encoder(), VOICE));
        final java.io.ByteArrayOutputStream mixed = new java.io.ByteArrayOutputStream();
        for (int i = 0; i * 160 < VOICE.length; i++) {
            codec.encode(b, java.util.Arrays.copyOfRange(other, i * 160 % 8_000, i * 160 % 8_000 + 160));
            codec.encode(a, java.util.Arrays.copyOfRange(VOICE, i * 160, i * 160 + 160)).forEach(mixed::writeBytes);
        }
        assertArrayEquals(alone, mixed.toByteArray());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcmu", "pcma", "gsm", "g729"})
    void worksOverDirectMemory(final String name) {
        final Codec codec = codec(name, 20, SampleType.S16);
        final Encoder plain = codec.encoder();
        final Encoder direct = codec.encoder();
        final Decoder a = codec.decoder();
        final Decoder b = codec.decoder();
        for (int i = 0; i < 10; i++) {
            final UnpooledFrame in = codec.sound().payload(Ffmpeg.bytes(java.util.Arrays.copyOfRange(VOICE, i * 160, i * 160 + 160)));
            final UnpooledFrame packet = Frames.of(codec.encoded());
            final UnpooledFrame directPacket = Frames.direct(codec.encoded());
            plain.encode(in, packet);
            direct.encode(Frames.direct(in.format()).payload(in.payload()), directPacket);
            assertArrayEquals(packet.payload(), directPacket.payload());
            final UnpooledFrame heard = codec.sound();
            final UnpooledFrame directHeard = Frames.direct(in.format());
            a.decode(packet, heard);
            b.decode(directPacket, directHeard);
            assertArrayEquals(heard.payload(), directHeard.payload());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcmu", "pcma", "gsm", "g729"})
    void padsAShortLastFrame(final String name) {
        final Codec codec = codec(name, 20, SampleType.S16);
        final UnpooledFrame out = Frames.of(codec.encoded());
        assertTrue(codec.encoder().encode(codec.sound().payload(new byte[10]), out));
        assertTrue(out.length() > 0 && out.length() <= codec.encoded().maxFrameBytes());
        assertThrows(CodecException.class, () -> codec.encoder().encode(codec.sound().payload(new byte[11]), out));
        assertThrows(CodecException.class, () -> codec.encoder().encode(codec.sound(), out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pcmu", "pcma", "gsm", "g729"})
    void answersRandomPacketsWithACodecExceptionAtMost(final String name) {
        final long seed = 711;
        final Random random = new Random(seed);
        final Codec codec = codec(name, 40, SampleType.S16);
        final Decoder decoder = codec.decoder();
        final List<byte[]> good = codec.encode(codec.encoder(), VOICE);
        for (int round = 0; round < 4_000; round++) {
            byte[] packet = good.get(random.nextInt(good.size())).clone();
            switch (random.nextInt(3)) {
                case 0 -> {
                    packet = new byte[random.nextInt(400)];
                    random.nextBytes(packet);
                }
                case 1 -> packet = java.util.Arrays.copyOf(packet, random.nextInt(packet.length + 1));
                default -> packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
            }
            final UnpooledFrame out = codec.sound();
            try {
                decoder.decode(codec.packet(packet), out);
            } catch (final CodecException e) {
                assertTrue(e.getMessage().startsWith(name), e.getMessage());
            } catch (final RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
            assertTrue(Frames.marginsUntouched(out));
        }
    }

    @Test
    void playsASilenceFrameOfAnnexBAsSilence() {
        final Codec codec = codec("g729", 20, SampleType.S16);
        final Decoder decoder = codec.decoder();
        final List<byte[]> packets = codec.encode(codec.encoder(), VOICE);
        final UnpooledFrame out = codec.sound();
        final byte[] tail = java.util.Arrays.copyOf(packets.get(5), 12);
        assertEquals(Decoder.Status.FRAME, decoder.decode(codec.packet(tail), out));
        assertEquals(320, out.length());
        assertEquals(0, Sounds.rms(Ffmpeg.samples(out.payload()), 80, 160));
        assertEquals(Decoder.Status.FRAME, decoder.decode(codec.packet(new byte[2]), out));
        assertEquals(160, out.length());
        assertEquals(80, ((AudioFormat) decoder.output()).frameSamples());
    }

    @Test
    void saysWhatToDoWhenAPacketIsLongerThanNegotiated() {
        final Codec codec = codec("pcmu", 20, SampleType.S16);
        final CodecException e = assertThrows(CodecException.class, () -> codec.decoder().decode(codec.packet(new byte[240]), codec.sound()));
        assertTrue(e.getMessage().contains("240 samples"), e.getMessage());
        assertEquals(Decoder.Status.NOTHING, codec.decoder().decode(codec.packet(new byte[0]), codec.sound()));
    }

    @Test
    void refusesCodecsItDoesNotHave() {
        assertThrows(ConfigurationException.class, () -> new TelephonyProvider().traits(Codecs.encoder(CodecId.OPUS)));
    }

    @Test
    void encodesGsmBitForBitAsLibgsm() {
        Ffmpeg.require("-encoders", "libgsm");
        final Codec codec = codec("gsm", 20, SampleType.S16);
        final short[] noise = new short[16_000];
        final Random random = new Random(610);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (short) (random.nextInt() >> 16 + i / 1_600); // from full scale to whispering
        }
        for (final short[] sound : new short[][] {VOICE, noise, new short[8_000]}) {
            final byte[] theirs = Ffmpeg.run(Ffmpeg.bytes(sound), "-f s16le -ar 8000 -ac 1 -i IN -c:a libgsm -f gsm OUT");
            assertArrayEquals(theirs, Codec.join(codec.encode(codec.encoder(), sound)));
        }
    }

    @Test
    void decodesGsmBitForBitAsFfmpeg() {
        Ffmpeg.require("-decoders", "gsm");
        final Codec codec = codec("gsm", 20, SampleType.S16);
        final List<byte[]> packets = codec.encode(codec.encoder(), VOICE);
        final short[] theirs = Ffmpeg.samples(Ffmpeg.run(Codec.join(packets), "-c:a gsm -f gsm -i IN -f s16le OUT"));
        assertArrayEquals(theirs, codec.decode(codec.decoder(), packets));
    }

    @Test
    void decodesG729AsFfmpegDoes() {
        Ffmpeg.require("-decoders", "g729");
        final Codec codec = codec("g729", 20, SampleType.S16);
        final List<byte[]> packets = codec.encode(codec.encoder(), VOICE);
        final short[] theirs = Ffmpeg.samples(Ffmpeg.run(Codec.join(packets), "-f g729 -i IN -f s16le OUT"));
        final short[] ours = codec.decode(codec.decoder(), packets);
        final double snr = Sounds.snrDb(theirs, ours, 0, 1_600, 30_000);
        assertTrue(snr > 15, "against ffmpeg " + snr + " dB");
    }

    @ParameterizedTest
    @CsvSource({"pcmu,mulaw,pcm_mulaw", "pcma,alaw,pcm_alaw"})
    void exchangesG711WithFfmpeg(final String name, final String container, final String ffmpegCodec) {
        Ffmpeg.require("-decoders", ffmpegCodec);
        final Codec codec = codec(name, 20, SampleType.S16);
        final List<byte[]> packets = codec.encode(codec.encoder(), VOICE);
        final short[] theirs = Ffmpeg.samples(Ffmpeg.run(Codec.join(packets), "-f " + container + " -ar 8000 -ac 1 -i IN -f s16le OUT"));
        assertArrayEquals(theirs, codec.decode(codec.decoder(), packets));
        final byte[] encoded = Ffmpeg.run(Ffmpeg.bytes(VOICE), "-f s16le -ar 8000 -ac 1 -i IN -f " + container + " OUT");
        final short[] heard = codec.decode(codec.decoder(), Codec.cut(encoded, 160));
        assertTrue(Sounds.snrDb(VOICE, heard, 0, 0, 32_000) > 30);
    }
}
