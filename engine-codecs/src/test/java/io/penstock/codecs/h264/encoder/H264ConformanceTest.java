package io.penstock.codecs.h264.encoder;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Corpus;
import io.penstock.codecs.support.Ffmpeg;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.MultipleFailuresError;

/**
 * The encoder's reconstruction is what ffmpeg and JCodec decode, bit for bit.
 *
 * <p>A short run by default. {@code -Dpenstock.conformance.frames=5000} makes so many pictures of random takes, and plays recordings in full;
 * {@code -Dpenstock.conformance.seed=N} begins with that seed, to see again what was told of it.
 */
class H264ConformanceTest {
    private static final int FRAMES = Integer.getInteger("penstock.conformance.frames", 192);
    private static final boolean LONG = FRAMES > 192;
    private static final int FRAMES_OF_A_TAKE = 24;
    private static final int MOST_FAILURES = 5;

    @BeforeAll
    static void needsFfmpeg() {
        Ffmpeg.require("-decoders", "h264");
    }

    @Test
    void decodersShowWhatTheEncoderSaysWhateverItIsAskedFor() {
        final Long given = Long.getLong("penstock.conformance.seed");
        long seed = given == null ? new Random().nextInt(Integer.MAX_VALUE) : given;
        final List<Throwable> failures = new ArrayList<>();
        for (int frames = 0; frames < FRAMES && failures.size() < MOST_FAILURES; frames += FRAMES_OF_A_TAKE) {
            try {
                // Every tenth take has large pictures.
                Conformance.check(Take.random(seed, FRAMES_OF_A_TAKE, seed % 10 == 9 ? 920 : 100));
            } catch (final AssertionError e) {
                failures.add(e);
            }
            seed++;
        }
        if (!failures.isEmpty()) {
            throw new MultipleFailuresError("takes of random settings", failures);
        }
    }

    @ParameterizedTest
    @EnumSource(Motif.class)
    void decodersShowWhatTheEncoderSaysOfEveryMotif(final Motif motif) {
        final int frames = LONG ? 60 : 8;
        int i = motif.ordinal();
        for (final Preset preset : LONG ? Preset.values() : new Preset[] {Preset.values()[i % 6], Preset.values()[(i + 3) % 6]}) {
            for (final int qp : LONG ? new int[] {0, 12, 26, 38, 51, -1} : new int[] {new int[] {0, 20, 30, 40, 51, -1}[i++ % 6]}) {
                Conformance.check(Take.of(EncoderSettings.of(176, 144).preset(preset).fixedQp(qp).bitrate(300_000), frames, motif));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"16, 16, 6", "17, 16, 4", "16, 31, 4", "33, 35, 4", "15, 17, 0", "4096, 16, 3", "16, 4096, 3", "1279, 719, 2", "4096, 2304, 2"})
    void picturesMayHaveAnySize(final int width, final int height, final int frames) {
        if (frames == 0) {
            org.junit.jupiter.api.Assertions.assertThrows(IllegalArgumentException.class, () -> EncoderSettings.of(width, height));
        } else {
            Conformance.check(Take.of(EncoderSettings.of(width, height).bitrate(40 * width * height), frames, Motif.PAN));
        }
    }

    @ParameterizedTest
    @CsvSource({"100, NOISE, 0", "100, EXTREME, 10", "101, CUTS, 0", "150, GRAIN, 20", "300, PAN, -1", "1200, NOISE, -1", "5000, NOISE, 0",
        "1200, PAN, 0"})
    void noSliceIsLongerThanItMayBe(final int limit, final Motif motif, final int qp) {
        for (final Preset preset : LONG ? Preset.values() : new Preset[] {Preset.ULTRAFAST, Preset.MEDIUM}) {
            final List<Coded> coded = Conformance.check(Take.of(EncoderSettings.of(160, 112).preset(preset).fixedQp(qp).minQp(0)
                .bitrate(2_000_000).sliceBytes(limit), 6, motif));
            assertTrue(coded.stream().anyMatch(c -> c.slices() > 1), "there is more than one slice");
        }
    }

    @Test
    void recordingsAreShownAsTheEncoderSays() throws Exception {
        final Path file = Corpus.file("video/cisco2people_320x192.y4m");
        final List<byte[]> pictures = y4m(Files.readAllBytes(file), 320, 192);
        int rate = 40_000;
        for (final Preset preset : Preset.values()) {
            final EncoderSettings settings = EncoderSettings.of(320, 192).preset(preset).bitrate(rate).keyIntervalFrames(20)
                .temporalLayers(1 + preset.ordinal() % 3);
            Conformance.check(Take.of(settings, LONG ? pictures.size() : 5, new Take.Film() {
                @Override
                public void draw(final Yuv to, final int n) {
                    copy(Yuv.packed(320, 192, pictures.get(n % pictures.size())), to);
                }

                @Override
                public String toString() {
                    return "cisco2people " + preset;
                }
            }));
            rate *= 2;
        }
    }

    @ParameterizedTest
    @CsvSource({"cockatoo.mp4", "bikes.mp4", "carphone_pristine.mp4", "bigbuckbunny.mp4"})
    void filmsAreShownAsTheEncoderSays(final String name) throws Exception {
        final Path file = Corpus.file("video/" + name);
        final int frames = LONG ? 100 : 4;
        final byte[] raw = Ffmpeg.run(Files.readAllBytes(file), "-i IN -frames:v " + frames + " -vf scale=640:360 -pix_fmt yuv420p -f rawvideo OUT");
        final int bytes = 640 * 360 * 3 / 2;
        for (final Preset preset : LONG ? Preset.values() : new Preset[] {Preset.values()[Math.floorMod(name.hashCode(), 6)]}) {
            Conformance.check(Take.of(EncoderSettings.of(640, 360).preset(preset).bitrate(600_000), Math.min(frames, raw.length / bytes),
                new Take.Film() {
                    @Override
                    public void draw(final Yuv to, final int n) {
                        copy(Yuv.packed(640, 360, Arrays.copyOfRange(raw, n * bytes, (n + 1) * bytes)), to);
                    }

                    @Override
                    public String toString() {
                        return name + ' ' + preset;
                    }
                }));
        }
    }

    private static void copy(final Yuv from, final Yuv to) {
        for (int y = 0; y < to.height; y++) {
            System.arraycopy(from.luma, y * from.lumaStride, to.luma, to.lumaAt + y * to.lumaStride, to.width);
        }
        for (int y = 0; y < to.chromaHeight; y++) {
            System.arraycopy(from.cb, y * from.chromaStride, to.cb, to.cbAt + y * to.chromaStride, to.chromaWidth);
            System.arraycopy(from.cr, y * from.chromaStride, to.cr, to.crAt + y * to.chromaStride, to.chromaWidth);
        }
    }

    private static List<byte[]> y4m(final byte[] file, final int width, final int height) {
        final List<byte[]> pictures = new ArrayList<>();
        int at = new String(file, 0, 200, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        while (at + "FRAME\n".length() + width * height * 3 / 2 <= file.length) {
            while (file[at++] != '\n') {
                continue;
            }
            pictures.add(Arrays.copyOfRange(file, at, at + width * height * 3 / 2));
            at += width * height * 3 / 2;
        }
        return pictures;
    }
}
