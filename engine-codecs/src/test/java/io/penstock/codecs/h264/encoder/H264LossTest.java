package io.penstock.codecs.h264.encoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.support.Ffmpeg;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be left out, and what heals after something was lost that may not. */
class H264LossTest {
    private static final double SQUARED_PEAK = 255 * 255;

    @BeforeAll
    static void needsFfmpeg() {
        Ffmpeg.require("-decoders", "h264");
    }

    private static Take take(final EncoderSettings settings, final int frames, final Motif motif) {
        return Take.of(settings, frames, motif);
    }

    @ParameterizedTest
    @CsvSource({"2, PAN, ULTRAFAST", "2, CUTS, FAST", "3, SPRITES, VERYFAST", "3, TALKER, MEDIUM", "3, NOISE, SUPERFAST"})
    void theHigherLayersMayBeLeftOut(final int layers, final Motif motif, final Preset preset) {
        final Take take = take(EncoderSettings.of(112, 80).temporalLayers(layers).preset(preset).bitrate(200_000).longTerm(layers == 3), 33, motif);
        final List<Coded> all = Conformance.check(take);
        for (int cap = 0; cap < layers - 1; cap++) {
            final int most = cap;
            final List<Coded> left = all.stream().filter(c -> c.layer() <= most).toList();
            assertTrue(left.size() * (layers - 1 - cap) * 2 <= all.size() + 8, left.size() + " of " + all.size() + " pictures are in layer "
                + cap + " and below");
            Conformance.checkRemaining(take, left);
        }
        assertTrue(all.stream().allMatch(c -> c.layer() < layers - 1 || c.discardable()), "the highest layer is referred to by nobody");
    }

    @Test
    void layersMayComeAndGoWhereTheLowestOneIsSent() {
        final long seed = new Random().nextInt(Integer.MAX_VALUE);
        final SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 4; round++) {
            final int layers = 2 + round % 2;
            final Take take = take(EncoderSettings.of(96, 96).temporalLayers(layers).preset(Preset.values()[random.nextInt(6)]).bitrate(150_000)
                .keyIntervalFrames(random.nextBoolean() ? 0 : 20), 40, Motif.values()[random.nextInt(Motif.values().length)]);
            final List<Coded> left = new ArrayList<>();
            int cap = layers;
            for (final Coded c : take.encode()) {
                final int wanted = random.nextInt(layers);
                cap = c.layer() == 0 ? wanted : Math.min(cap, random.nextInt(5) == 0 ? wanted : cap);
                if (c.layer() <= cap && !(c.discardable() && random.nextInt(3) == 0)) {
                    left.add(c);
                }
            }
            try {
                Conformance.checkRemaining(take, left);
            } catch (final AssertionError e) {
                throw new AssertionError("seed " + seed + ", round " + round + ", left: " + left.stream().map(Coded::number).toList() + ": "
                    + e.getMessage(), e);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"PAN, VERYFAST", "TALKER, ULTRAFAST", "SPRITES, MEDIUM"})
    void intraRefreshHealsALossWithoutAKeyPicture(final Motif motif, final Preset preset) {
        final int period = 12;
        final Take take = take(EncoderSettings.of(160, 96).intraRefreshFrames(period).sceneCut(false).preset(preset).bitrate(400_000), 60, motif);
        final List<Coded> all = Conformance.check(take);
        assertEquals(1, all.stream().filter(Coded::key).count(), "key pictures");
        final int lost = 20;
        final List<Coded> received = all.stream().filter(c -> c.number() != lost).toList();
        final byte[] shown = Decoders.ffmpeg(Conformance.join(received), false, false).pictures();
        final int bytes = all.get(0).reconstruction().length;
        assertTrue(shown.length >= received.size() * bytes, "every picture received is shown, with whatever damage");
        // ffmpeg shows another picture in place of the lost one, at most: the last ones are what counts.
        final int end = shown.length / bytes;
        final List<Double> quality = new ArrayList<>();
        for (int i = lost + 1; i < all.size(); i++) {
            final int at = (end - (all.size() - i)) * bytes;
            quality.add(psnr(all.get(i).reconstruction(), Arrays.copyOfRange(shown, at, at + bytes)));
        }
        assertTrue(quality.get(0) < 60, "the loss is seen: " + quality);
        for (int i = 2 * period; i < quality.size(); i++) {
            assertTrue(quality.get(i) > 45, "two periods after the loss, nothing is left of it that can be seen: " + quality);
        }
    }

    @ParameterizedTest
    @CsvSource({"PAN, FAST, 10, 1", "TALKER, ULTRAFAST, -1, 1", "CUTS, MEDIUM, 10, 1", "SPRITES, SUPERFAST, 5, 2", "SPRITES, VERYFAST, 5, 3"})
    void aPictureThatRefersToTheLongTermReferenceAloneHealsALossAtOnce(final Motif motif, final Preset preset, final int kept,
                                                                               final int layers) {
        final int lost = 12;
        final int recovered = 18;
        final Take take = take(EncoderSettings.of(144, 112).longTerm(true).sceneCut(false).preset(preset).temporalLayers(layers)
            .bitrate(300_000), 30, motif).before(recovered, Take.Wish.RECOVER);
        if (kept > 0) {
            take.before(kept, Take.Wish.KEEP);
        }
        final List<Coded> all = Conformance.check(take);
        assertEquals(1, all.stream().filter(Coded::key).count(), "key pictures");
        final List<Coded> received = all.stream().filter(c -> c.number() < lost || c.number() >= lost + 2).toList();
        final byte[] shown = Decoders.ffmpeg(Conformance.join(received), false, false).pictures();
        final int bytes = all.get(0).reconstruction().length;
        final int end = shown.length / bytes;
        final List<Double> quality = new ArrayList<>();
        for (final Coded c : received) {
            final int at = (end - (all.get(all.size() - 1).number() + 1 - c.number())) * bytes;
            if (c.number() >= recovered) {
                quality.add(psnr(c.reconstruction(), Arrays.copyOfRange(shown, at, at + bytes)));
            }
        }
        assertTrue(quality.size() > 8 && quality.stream().allMatch(db -> db == 100), "everything is as it should be from the recovery on: "
            + quality);
    }

    private static double psnr(final byte[] a, final byte[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            final int d = (a[i] & 255) - (b[i] & 255);
            sum += d * d;
        }
        return sum == 0 ? 100 : 10 * Math.log10(SQUARED_PEAK * a.length / sum);
    }
}
