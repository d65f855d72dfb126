package io.penstock.codecs.opus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Codec;
import io.penstock.codecs.support.Ffmpeg;
import io.penstock.codecs.support.OggOpus;
import io.penstock.codecs.support.Sounds;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.SampleType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opus from and to libopus, where ffmpeg has it. */
class OpusInteropTest {
    private static AudioFormat format(final int channels, final int ms) {
        return AudioFormat.of(48_000, channels, SampleType.S16, Duration.ofMillis(ms));
    }

    private static short[] sound(final int channels) {
        final short[] mono = Sounds.voice(48_000, 96_000, 23);
        return channels == 1 ? mono : Sounds.stereo(mono);
    }

    @ParameterizedTest
    @CsvSource({"1,20,voip,24k", "1,20,audio,64k", "2,20,audio,96k", "1,60,voip,16k", "1,10,lowdelay,64k"})
    void decodesWhatLibopusEncodes(final int channels, final int ms, final String application, final String bitrate) {
        Ffmpeg.require("-encoders", "libopus");
        final short[] sound = sound(channels);
        final byte[] file = Ffmpeg.run(Ffmpeg.bytes(sound), "-f s16le -ar 48000 -ac " + channels + " -i IN -c:a libopus -application " + application
            + " -frame_duration " + ms + " -b:a " + bitrate + " -f ogg OUT");
        final Codec codec = new Codec(CodecId.OPUS, format(channels, ms));
        final List<byte[]> packets = OggOpus.read(file);
        final short[] ours = codec.decode(codec.decoder(), packets);
        final short[] theirs = Ffmpeg.samples(Ffmpeg.run(OggOpus.write(packets, channels, ms * 48), "-c:a libopus -i IN -ac " + channels
            + " -f s16le OUT"));
        final int to = Math.min(ours.length, theirs.length) - 4_800;
        assertTrue(to > 60_000);
        final double snr = Sounds.snrDb(theirs, ours, 0, 4_800, to);
        assertTrue(snr > 40, "against libopus " + snr + " dB");
    }

    @ParameterizedTest
    @CsvSource({"1,20", "2,20", "1,60", "1,10"})
    void makesWhatLibopusDecodes(final int channels, final int ms) {
        Ffmpeg.require("-decoders", "libopus");
        final Codec codec = new Codec(CodecId.OPUS, format(channels, ms));
        final List<byte[]> packets = codec.encode(codec.encoder(), sound(channels));
        final short[] ours = codec.decode(codec.decoder(), packets);
        final short[] theirs = Ffmpeg.samples(Ffmpeg.run(OggOpus.write(packets, channels, ms * 48), "-c:a libopus -i IN -ac " + channels
            + " -f s16le OUT"));
        assertEquals(ours.length, theirs.length, 2 * 960 * channels);
        final double snr = Sounds.snrDb(theirs, ours, 0, 4_800, 80_000);
        assertTrue(snr > 40, "against libopus " + snr + " dB");
    }
}
