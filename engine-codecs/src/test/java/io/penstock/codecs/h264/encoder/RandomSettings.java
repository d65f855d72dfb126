package io.penstock.codecs.h264.encoder;

import java.util.SplittableRandom;

/** Settings that a host might come up with, absurd ones included. */
final class RandomSettings {
    private static final int[][] RATES = {{30, 1}, {15, 1}, {30_000, 1001}, {1, 1}, {60, 1}, {25, 2}, {240, 1}};

    private RandomSettings() {
    }

    /** Any settings, for pictures of at most so many macroblocks. */
    static EncoderSettings any(final SplittableRandom random, final int mostMacroblocks) {
        EncoderSettings settings = resized(random, EncoderSettings.of(16, 16), mostMacroblocks);
        for (int what = 0; what < 18; what++) {
            if (random.nextInt(3) > 0) {
                settings = with(random, settings, what, mostMacroblocks);
            }
        }
        return settings;
    }

    /** Some of them otherwise, now and then the size too. */
    static EncoderSettings changed(final SplittableRandom random, final EncoderSettings before, final int mostMacroblocks) {
        EncoderSettings settings = before;
        for (int n = random.nextInt(1, 5); n > 0; n--) {
            settings = with(random, settings, random.nextInt(19), mostMacroblocks);
        }
        return settings;
    }

    private static EncoderSettings with(final SplittableRandom random, final EncoderSettings s, final int what, final int mostMacroblocks) {
        switch (what) {
            case 0, 1:
                return s.preset(Preset.values()[random.nextInt(Preset.values().length)]);
            case 2:
                final int[] rate = RATES[random.nextInt(RATES.length)];
                return s.framesPerSecond(rate[0], rate[1]);
            case 3:
                return s.bitrate(random.nextInt(6) == 0 ? 0 : (int) Math.exp(random.nextDouble(Math.log(2_000), Math.log(2e8))));
            case 4:
                return s.keyIntervalFrames(random.nextBoolean() ? 0 : random.nextInt(1, 20));
            case 5:
                return s.minQp(random.nextInt(52));
            case 6:
                return s.maxQp(random.nextInt(52));
            case 7, 8:
                return s.fixedQp(random.nextBoolean() ? -1 : random.nextInt(52));
            case 9:
                return s.sliceBytes(random.nextInt(3) == 0 ? 0 : random.nextInt(3) == 0 ? 1200 : (int) Math.exp(random.nextDouble(4.61, 10)));
            case 10:
                return s.temporalLayers(random.nextInt(1, 4));
            case 11:
                return s.intraRefreshFrames(random.nextBoolean() ? 0 : random.nextInt(1, 40));
            case 12:
                return s.threads(random.nextInt(3) == 0 ? 2 : 1);
            case 13:
                return s.vbvFrames(random.nextDouble(1, 6));
            case 14:
                return s.adaptiveQuantisation(random.nextBoolean() ? 0 : random.nextDouble());
            case 15:
                return s.longTerm(random.nextBoolean()).sceneCut(random.nextBoolean());
            case 16:
                return s.timestampSei(random.nextBoolean()).pictureHashSei(random.nextBoolean());
            case 17:
                return s.fullRange(random.nextBoolean());
            default:
                return resized(random, s, mostMacroblocks);
        }
    }

    /** Another size: mostly any small one, sometimes a very long one. */
    private static EncoderSettings resized(final SplittableRandom random, final EncoderSettings s, final int mostMacroblocks) {
        while (true) {
            final int width;
            final int height;
            if (random.nextInt(20) == 0) {
                final boolean wide = random.nextBoolean();
                final int side = random.nextInt(1000, 4097);
                width = wide ? side : random.nextInt(16, 40);
                height = wide ? random.nextInt(16, 40) : side;
            } else {
                final int most = (int) (16 * Math.sqrt(mostMacroblocks) * 1.8);
                width = random.nextInt(4) == 0 ? 16 * random.nextInt(1, 1 + most / 16) : random.nextInt(16, most);
                height = random.nextInt(4) == 0 ? 16 * random.nextInt(1, 1 + most / 16) : random.nextInt(16, most);
            }
            if ((width + 15) / 16 * ((height + 15) / 16) <= mostMacroblocks) {
                return s.size(width, height);
            }
        }
    }

    /** All that is set, in a line. */
    static String text(final EncoderSettings s) {
        return String.format(java.util.Locale.ROOT, "%dx%d %s %d/%d fps, %d bps, key %d, qp %d-%d fixed %d, slices %d, layers %d, refresh %d, "
                + "threads %d, vbv %.2f, aq %.2f%s%s%s%s%s", s.width(), s.height(), s.preset(), s.fpsNumerator(), s.fpsDenominator(),
            s.bitrate(), s.keyIntervalFrames(), s.minQp(), s.maxQp(), s.fixedQp(), s.sliceBytes(), s.temporalLayers(), s.intraRefreshFrames(),
            s.threads(), s.vbvFrames(), s.adaptiveQuantisation(), s.sceneCut() ? "" : ", no scene cuts", s.longTerm() ? ", long-term" : "",
            s.timestampSei() ? ", time stamps" : "", s.pictureHashSei() ? ", hashes" : "", s.fullRange() ? ", full range" : "");
    }
}
