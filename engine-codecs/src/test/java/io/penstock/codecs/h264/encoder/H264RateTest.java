package io.penstock.codecs.h264.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What calls need of the bit rate. */
class H264RateTest {
    private static final int FPS = 30;

    private static Take take(final EncoderSettings settings, final int frames, final Motif motif) {
        return Take.of(settings.framesPerSecond(FPS, 1), frames, motif);
    }

    private static double kbps(final List<Coded> coded, final int from, final int to) {
        final long bytes = coded.stream().filter(c -> c.number() >= from && c.number() < to).mapToLong(c -> c.bytes().length).sum();
        return bytes * 8.0 * FPS / (to - from) / 1000;
    }

    @ParameterizedTest
    @CsvSource({"GRAIN, 1, 400", "SPRITES, 1, 250", "PAN, 1, 150", "GRAIN, 3, 400", "ZOOM, 2, 600"})
    void tenSecondsHaveTheBitsThatWereAskedFor(final Motif motif, final int layers, final int kbps) {
        final int frames = 10 * FPS;
        final List<Coded> coded = take(EncoderSettings.of(176, 144).bitrate(1000 * kbps).temporalLayers(layers).preset(Preset.ULTRAFAST),
            frames, motif).encode();
        assertEquals(kbps, kbps(coded, 0, frames), 0.05 * kbps, "kbps of ten seconds");
        final double mean = coded.stream().filter(c -> !c.key()).mapToInt(c -> c.bytes().length).average().orElse(0);
        for (final Coded c : coded) {
            assertTrue(c.key() || c.bytes().length <= 3 * mean, "picture " + c.number() + " has " + c.bytes().length + " bytes, the mean is " + mean);
        }
        assertTrue(coded.size() >= frames * 0.95, coded.size() + " of " + frames + " pictures were not left out");
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void aStillPictureCostsNextToNothing(final Preset preset) {
        final List<Coded> coded = take(EncoderSettings.of(320, 192).bitrate(600_000).preset(preset), 2 * FPS, Motif.STILL).encode();
        assertTrue(kbps(coded, FPS, 2 * FPS) < 20, kbps(coded, FPS, 2 * FPS) + " kbps in the second second");
    }

    @ParameterizedTest
    @CsvSource({"GRAIN", "SPRITES"})
    void aLowerRateIsObeyedWithinATenthOfASecond(final Motif motif) {
        final int changed = 60;
        final List<Coded> coded = take(EncoderSettings.of(320, 192).bitrate(1_500_000).preset(Preset.ULTRAFAST), 2 * changed, motif)
            .bitrateFrom(changed, 300_000).encode();
        final double before = kbps(coded, changed - 30, changed);
        assertTrue(before > 1000, before + " kbps before");
        final int obeyed = changed + FPS / 10;
        final double after = kbps(coded, obeyed, obeyed + 15);
        assertTrue(after < 345, after + " kbps in the half second that begins a tenth of a second later");
    }

    @Test
    void encodingAgainGivesTheSameBytes() {
        for (final int threads : new int[] {1, 3}) {
            final Take take = take(EncoderSettings.of(320, 192).bitrate(500_000).threads(threads).preset(Preset.FAST), 12, Motif.SPRITES);
            final List<Coded> first = take.encode();
            final List<Coded> second = take.encode();
            for (int i = 0; i < first.size(); i++) {
                assertTrue(java.util.Arrays.equals(first.get(i).bytes(), second.get(i).bytes()), "picture " + i + " with " + threads + " threads");
            }
        }
    }
}
