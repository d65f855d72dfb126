package io.penstock.codecs.opus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Frames;
import io.penstock.codecs.support.Sounds;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.SampleType;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.LossControl;
import io.penstock.spi.LossRecovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpusCodecTest {
    private static final AudioFormat MONO = AudioFormat.mono(48_000, Duration.ofMillis(20));
    private final CodecProvider provider = ServiceLoader.load(CodecProvider.class).stream().map(ServiceLoader.Provider::get)
        .filter(p -> p.name().equals("concentus")).findFirst().orElseThrow();

    private Encoder encoder(final AudioFormat format, final Consumer<CodecSpec.Settings> settings) {
        final CodecSpec spec = Codecs.encoder(CodecId.OPUS, settings);
        final Format output = provider.traits(spec).output().apply(format).first().orElseThrow();
        assertTrue(provider.traits(spec).input().accepts(format));
        return provider.encoder(spec, format, (EncodedFormat) output);
    }

    private Decoder decoder(final AudioFormat format) {
        return provider.decoder(Codecs.decoder(CodecId.OPUS), EncodedFormat.of(CodecId.OPUS, format), format);
    }

    private static UnpooledFrame frame(final AudioFormat format, final short[] sound, final int index) {
        final int n = format.frameSamples() * format.channels();
        final UnpooledFrame frame = Frames.of(format);
        Pcm.write(Arrays.copyOfRange(sound, index * n, (index + 1) * n), n, format.sampleType(), frame);
        return frame;
    }

    private static List<byte[]> encodeAll(final Encoder encoder, final AudioFormat format, final short[] sound) {
        final List<byte[]> packets = new ArrayList<>();
        final int n = format.frameSamples() * format.channels();
        for (int i = 0; (i + 1) * n <= sound.length; i++) {
            final UnpooledFrame out = Frames.of(EncodedFormat.of(CodecId.OPUS, format), OpusPacket.MAX_SINGLE_FRAME_BYTES);
            packets.add(encoder.encode(frame(format, sound, i), out) ? out.payload() : null);
            assertTrue(Frames.marginsUntouched(out));
        }
        return packets;
    }

    /** Decodes; what is null is concealed, or recovered from the packet after it when {@code fec}. */
    private static short[] decodeAll(final Decoder decoder, final AudioFormat format, final List<byte[]> packets, final boolean fec) {
        final int n = format.frameSamples() * format.channels();
        final short[] sound = new short[packets.size() * n];
        final short[] samples = new short[n];
        for (int i = 0; i < packets.size(); i++) {
            final UnpooledFrame out = Frames.of(format);
            if (packets.get(i) != null) {
                assertEquals(Decoder.Status.FRAME, decoder.decode(packet(packets.get(i)), out));
            } else {
                final boolean next = fec && i + 1 < packets.size() && packets.get(i + 1) != null;
                if (!next || !((LossRecovery) decoder).recover(packet(packets.get(i + 1)), format.frameSamples(), out)) {
                    ((LossRecovery) decoder).conceal(format.frameSamples(), out);
                }
            }
            assertTrue(Frames.marginsUntouched(out));
            assertEquals(n, Pcm.read(out, samples));
            System.arraycopy(samples, 0, sound, i * n, n);
        }
        return sound;
    }

    private static UnpooledFrame packet(final byte[] bytes) {
        return Frames.of(EncodedFormat.of(CodecId.OPUS, MONO), Math.max(bytes.length, 1)).payload(bytes);
    }

    @ParameterizedTest
    @CsvSource({"48000,1,20,S16", "48000,2,20,S16", "48000,1,20,F32", "16000,1,20,S16", "8000,1,20,S16", "12000,1,20,S16", "24000,2,20,F32",
        "48000,1,10,S16", "48000,1,40,S16", "48000,1,60,S16", "16000,1,60,S16"})
    void soundsTheSameAfterTheRoundTrip(final int rate, final int channels, final int ms, final SampleType type) {
        final AudioFormat format = AudioFormat.of(rate, channels, type, Duration.ofMillis(ms));
        final short[] mono = Sounds.voice(rate, rate * 2, 7);
        final short[] sound = channels == 1 ? mono : Sounds.stereo(mono);
        final List<byte[]> packets = encodeAll(encoder(format, s -> s.bitrate(64_000 * channels)), format, sound);
        final short[] heard = decodeAll(decoder(format), format, packets, false);
        final int from = rate * channels / 5;
        final int to = rate * channels * 3 / 2;
        final int delay = Sounds.delay(sound, heard, rate * channels / 50, from, to);
        final double snr = Sounds.snrDb(sound, heard, delay, from, to);
        assertTrue(snr > 8, format + ": " + snr + " dB at delay " + delay);
        assertEquals(6.5, delay * 1000.0 / rate / channels, 0.3, format + ": look-ahead in ms");
    }

    @ParameterizedTest
    @ValueSource(ints = {2_500, 5_000})
    void takesVeryShortFrames(final int us) {
        final AudioFormat format = AudioFormat.mono(48_000, Duration.ofNanos(us * 1_000L));
        final short[] sound = Sounds.voice(48_000, 48_000, 7);
        final List<byte[]> packets = encodeAll(encoder(format, s -> s.bitrate(96_000)), format, sound);
        final short[] heard = decodeAll(decoder(format), format, packets, false);
        assertTrue(Sounds.snrDb(sound, heard, 312, 9_600, 36_000) > 12);
    }

    @ParameterizedTest
    @CsvSource({"voip,6.5", "audio,6.5", "lowdelay,2.5"})
    void delaysAnImpulseByTheDeclaredLookAhead(final String application, final double expectedMs) {
        final CodecSpec spec = Codecs.encoder(CodecId.OPUS, s -> s.option("application", application));
        assertEquals(expectedMs, provider.traits(spec).latency().maxNs() / 1e6);
        assertEquals(0, provider.traits(Codecs.decoder(CodecId.OPUS)).latency().maxNs());
        final short[] sound = new short[48_000];
        final int at = 24_000 + 300;
        sound[at] = 30_000;
        final List<byte[]> packets = encodeAll(encoder(MONO, s -> s.bitrate(128_000).option("application", application)), MONO, sound);
        final short[] heard = decodeAll(decoder(MONO), MONO, packets, false);
        int peak = 0;
        for (int i = 0; i < heard.length; i++) {
            peak = Math.abs(heard[i]) > Math.abs(heard[peak]) ? i : peak;
        }
        assertEquals(expectedMs * 48, peak - at, 12, application + ": impulse at " + peak);
    }

    @Test
    void recoversLostPacketsFromTheNextOne() {
        final short[] sound = Sounds.voice(48_000, 48_000 * 4, 11);
        final List<byte[]> packets = encodeAll(encoder(MONO, s -> s.bitrate(40_000).fec(true).option("expected-loss", "200")), MONO, sound);
        final List<byte[]> lossy = new ArrayList<>(packets);
        int withCopy = 0;
        for (int i = 10; i < lossy.size(); i += 7) {
            withCopy += i + 1 < packets.size() && OpusPacket.hasRedundancy(packets.get(i + 1), 0, packets.get(i + 1).length) ? 1 : 0;
            lossy.set(i, null);
        }
        assertTrue(withCopy > 10, "packets with a copy: " + withCopy);
        final short[] whole = decodeAll(decoder(MONO), MONO, packets, false);
        final double concealed = Sounds.snrDb(whole, decodeAll(decoder(MONO), MONO, lossy, false), 0, 9_600, 150_000);
        final double recovered = Sounds.snrDb(whole, decodeAll(decoder(MONO), MONO, lossy, true), 0, 9_600, 150_000);
        assertTrue(recovered > concealed + 3, "concealed " + concealed + " dB, recovered " + recovered + " dB");
    }

    @Test
    void carriesNoCopyWithoutFec() {
        final List<byte[]> packets = encodeAll(encoder(MONO, s -> s.bitrate(40_000)), MONO, Sounds.voice(48_000, 48_000 * 2, 11));
        for (final byte[] packet : packets) {
            assertFalse(OpusPacket.hasRedundancy(packet, 0, packet.length));
        }
    }

    @Test
    void stopsCopiesWhenNoLossIsReported() {
        final Encoder encoder = encoder(MONO, s -> s.bitrate(40_000).fec(true));
        ((LossControl) encoder).expectedLoss(0);
        for (final byte[] packet : encodeAll(encoder, MONO, Sounds.voice(48_000, 48_000 * 2, 11))) {
            assertFalse(OpusPacket.hasRedundancy(packet, 0, packet.length));
        }
    }

    @ParameterizedTest
    @CsvSource({"48000,1", "16000,1", "48000,2"})
    void sendsNothingInSilenceWithDtx(final int rate, final int channels) {
        final AudioFormat format = AudioFormat.of(rate, channels, SampleType.S16, Duration.ofMillis(20));
        final short[] oneSecond = Sounds.voice(rate, rate, 3);
        final short[] sound = Arrays.copyOf(channels == 1 ? oneSecond : Sounds.stereo(oneSecond), rate * channels * 4);
        final List<byte[]> packets = encodeAll(encoder(format, s -> s.dtx(true).bitrate(24_000)), format, sound);
        final long silent = packets.subList(60, 200).stream().filter(p -> p == null).count();
        final long spoken = packets.subList(0, 50).stream().filter(p -> p == null).count();
        assertTrue(silent > 110, "left out in silence: " + silent + " of 140");
        assertTrue(spoken < 10, "left out in speech: " + spoken + " of 50");
        final short[] heard = decodeAll(decoder(format), format, packets, false);
        assertTrue(Sounds.rms(heard, heard.length * 3 / 4, heard.length) < 50);
    }

    @Test
    void concealsByFadingOut() {
        final short[] sound = Sounds.voice(48_000, 48_000, 3);
        final List<byte[]> packets = new ArrayList<>(encodeAll(encoder(MONO, s -> s.bitrate(32_000)), MONO, sound).subList(0, 8));
        for (int i = 0; i < 30; i++) {
            packets.add(null);
        }
        final short[] heard = decodeAll(decoder(MONO), MONO, packets, false);
        final double first = Sounds.rms(heard, 8 * 960, 9 * 960);
        final double last = Sounds.rms(heard, 37 * 960, 38 * 960);
        assertTrue(first > 200, "first concealed frame " + first);
        assertTrue(last < first / 10, "first " + first + ", last " + last);
    }

    @Test
    void concealsAnEmptyFrameFlaggedAsGap() {
        final Decoder decoder = decoder(MONO);
        final UnpooledFrame gap = packet(new byte[0]);
        assertThrows(CodecException.class, () -> decoder.decode(gap, Frames.of(MONO)));
        gap.set(FrameFlags.GAP);
        final UnpooledFrame out = Frames.of(MONO);
        assertEquals(Decoder.Status.FRAME, decoder.decode(gap, out));
        assertEquals(MONO.frameBytes(), out.length());
    }

    @Test
    void followsTheBitrateWhileRunning() {
        final short[] sound = Sounds.voice(48_000, 96_000, 5);
        final Encoder encoder = encoder(MONO, s -> s.bitrate(64_000));
        final int high = encodeAll(encoder, MONO, sound).stream().mapToInt(p -> p.length).sum();
        ((BitrateControl) encoder).bitrate(12_000);
        final int low = encodeAll(encoder, MONO, sound).stream().mapToInt(p -> p.length).sum();
        ((BitrateControl) encoder).bitrate(1);
        assertTrue(low < high / 3, "64 kbit/s " + high + " bytes, 12 kbit/s " + low + " bytes");
        assertTrue(encodeAll(encoder, MONO, sound).stream().allMatch(p -> p.length > 0));
    }

    @Test
    void startsAfreshAfterReset() {
        final short[] sound = Sounds.voice(48_000, 19_200, 5);
        final Encoder encoder = encoder(MONO, s -> s.bitrate(32_000).fec(true).dtx(true));
        final List<byte[]> first = encodeAll(encoder, MONO, sound);
        encoder.reset();
        final List<byte[]> second = encodeAll(encoder, MONO, sound);
        for (int i = 0; i < first.size(); i++) {
            assertArrayEquals(first.get(i), second.get(i), "packet " + i);
        }
        final Decoder decoder = decoder(MONO);
        final short[] heard = decodeAll(decoder, MONO, first, false);
        decoder.reset();
        assertArrayEquals(heard, decodeAll(decoder, MONO, first, false));
    }

    @Test
    void padsAShortLastFrameAndRefusesOddOnes() {
        final Encoder encoder = encoder(MONO, s -> { });
        final UnpooledFrame out = Frames.of(EncodedFormat.of(CodecId.OPUS, MONO));
        assertTrue(encoder.encode(Frames.of(MONO).payload(new byte[100]), out));
        assertEquals(960, OpusPacket.samples(out.array(), out.arrayOffset(), out.length()));
        assertThrows(CodecException.class, () -> encoder.encode(Frames.of(MONO).payload(new byte[101]), out));
        assertThrows(CodecException.class, () -> encoder.encode(Frames.of(MONO, 4_000).payload(new byte[1_922]), out));
        assertThrows(CodecException.class, () -> encoder.encode(Frames.of(MONO), out));
    }

    @Test
    void worksOverDirectMemory() {
        final short[] sound = Sounds.voice(48_000, 9_600, 5);
        final Encoder plain = encoder(MONO, s -> { });
        final Encoder direct = encoder(MONO, s -> { });
        final EncodedFormat format = new EncodedFormat(CodecId.OPUS, MONO, OpusPacket.MAX_SINGLE_FRAME_BYTES);
        final Decoder a = decoder(MONO);
        final Decoder b = decoder(MONO);
        for (int i = 0; i < 10; i++) {
            final UnpooledFrame in = frame(MONO, sound, i);
            final UnpooledFrame packet = Frames.of(format);
            final UnpooledFrame directPacket = Frames.direct(format);
            plain.encode(in, packet);
            direct.encode(Frames.direct(MONO).payload(in.payload()), directPacket);
            assertArrayEquals(packet.payload(), directPacket.payload());
            final UnpooledFrame heard = Frames.of(MONO);
            final UnpooledFrame directHeard = Frames.direct(MONO);
            a.decode(packet, heard);
            b.decode(directPacket, directHeard);
            assertArrayEquals(heard.payload(), directHeard.payload());
        }
    }

    @Test
    void decodesWhateverChannelsAndRateTheDecoderWasMadeFor() {
        final AudioFormat stereo = AudioFormat.stereo(48_000, Duration.ofMillis(20));
        final AudioFormat narrow = AudioFormat.mono(16_000, Duration.ofMillis(20));
        final List<byte[]> packets = encodeAll(encoder(stereo, s -> s.bitrate(96_000)), stereo, Sounds.stereo(Sounds.voice(48_000, 48_000, 9)));
        final short[] heard = decodeAll(decoder(narrow), narrow, packets, false);
        assertTrue(Sounds.rms(heard, 2_000, 5_000) > 300);
    }

    @Test
    void saysWhatToDoWhenAPacketIsLongerThanNegotiated() {
        final AudioFormat sixty = AudioFormat.mono(48_000, Duration.ofMillis(60));
        final List<byte[]> packets = encodeAll(encoder(sixty, s -> { }), sixty, Sounds.voice(48_000, 48_000, 9));
        final Decoder decoder = decoder(MONO);
        final CodecException e = assertThrows(CodecException.class, () -> decoder.decode(packet(packets.get(3)), Frames.of(MONO)));
        assertTrue(e.getMessage().contains("60 ms") && e.getMessage().contains("20 ms"), e.getMessage());
        final Decoder roomy = decoder(sixty);
        final UnpooledFrame out = Frames.of(sixty);
        final List<byte[]> shorter = encodeAll(encoder(MONO, s -> { }), MONO, Sounds.voice(48_000, 9_600, 9));
        roomy.decode(packet(shorter.get(2)), out);
        assertEquals(MONO, roomy.output());
        assertEquals(MONO.frameBytes(), out.length());
    }

    @Test
    void survivesDamagedPackets() {
        final long seed = 20_260_101;
        final Random random = new Random(seed);
        final AudioFormat stereo = AudioFormat.stereo(48_000, Duration.ofMillis(120));
        final List<byte[]> good = new ArrayList<>();
        for (final int rate : new int[] {8_000, 16_000, 48_000}) {
            for (final int ms : new int[] {10, 20, 60}) {
                final AudioFormat format = AudioFormat.mono(rate, Duration.ofMillis(ms));
                good.addAll(encodeAll(encoder(format, s -> s.fec(true).bitrate(rate)), format, Sounds.voice(rate, rate / 2, rate + ms)));
            }
        }
        final Decoder decoder = decoder(stereo);
        final UnpooledFrame out = Frames.of(stereo);
        int refused = 0;
        for (int round = 0; round < 6_000; round++) {
            byte[] packet = good.get(random.nextInt(good.size())).clone();
            switch (random.nextInt(4)) {
                case 0 -> packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
                case 1 -> random.nextBytes(packet);
                case 2 -> {
                    for (int k = 1 + random.nextInt(8); k > 0; k--) {
                        packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                }
                default -> packet[0] = (byte) random.nextInt(256);
            }
            try {
                if (random.nextInt(4) == 0 && ((LossRecovery) decoder).recover(packet(packet), 960, out)) {
                    assertEquals(960 * 4, out.length(), "seed " + seed + " round " + round);
                }
                decoder.decode(packet(packet), out);
            } catch (final CodecException e) {
                refused++;
            } catch (final RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
            assertTrue(Frames.marginsUntouched(out), "seed " + seed + " round " + round);
        }
        assertTrue(refused > 100, "refused " + refused);
        decoder.reset();
        final short[] sound = Sounds.voice(48_000, 48_000, 1);
        final Decoder after = decoder(MONO);
        assertTrue(Sounds.rms(decodeAll(after, MONO, encodeAll(encoder(MONO, s -> { }), MONO, sound), false), 0, 40_000) > 100);
    }

    @Test
    void namesWhatItAccepts() {
        assertMessage("bitrate 100", s -> s.bitrate(100));
        assertMessage("complexity 11", s -> s.complexity(11));
        assertMessage("unknown option \"bitrat\"", s -> s.option("bitrat", "5"));
        assertMessage("auto, voip, audio or lowdelay", s -> s.option("application", "voice"));
        assertMessage("0–1000", s -> s.option("expected-loss", "1001"));
        assertMessage("constrained, full or off", s -> s.option("vbr", "yes"));
        assertMessage("auto, voice or music", s -> s.option("signal", "noise"));
        assertThrows(ConfigurationException.class, () -> provider.traits(Codecs.encoder(CodecId.H264)));
    }

    private void assertMessage(final String part, final Consumer<CodecSpec.Settings> settings) {
        final CodecSpec spec = Codecs.encoder(CodecId.OPUS, settings);
        final ConfigurationException e = assertThrows(ConfigurationException.class, () -> provider.traits(spec));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
