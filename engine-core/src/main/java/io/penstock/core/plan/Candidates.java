package io.penstock.core.plan;

import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.ChoiceSpec;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.FrameRate;
import io.penstock.format.PixelLayout;
import io.penstock.format.SampleType;
import io.penstock.format.VideoColor;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Lists formats of a spec to try, the preferred first, bounded. */
final class Candidates {
    private static final int MOST = 256;

    private Candidates() {
    }

    static List<Format> of(final FormatSpec spec) {
        final Set<Format> found = new LinkedHashSet<>();
        try {
            spec.first().ifPresent(found::add);
            collect(spec, found);
        } catch (final IllegalArgumentException e) {
            // the spec names numbers that no format can have; what was found before still stands
            return found.stream().filter(spec::accepts).toList();
        }
        return found.stream().filter(spec::accepts).toList();
    }

    private static void collect(final FormatSpec spec, final Set<Format> found) {
        if (spec instanceof ChoiceSpec choice) {
            choice.alternatives().forEach(each -> found.addAll(of(each)));
        } else if (spec instanceof AudioSpec audio && !audio.isEmpty()) {
            audio(audio, found);
        } else if (spec instanceof VideoSpec video && !video.isEmpty()) {
            video(video, found);
        } else if (spec instanceof EncodedSpec encoded) {
            for (final CodecId codec : encoded.codecs()) {
                for (final Format media : of(encoded.media())) {
                    if (found.size() < MOST && (media instanceof AudioFormat || media instanceof VideoFormat)) {
                        found.add(encoded.maxFrameBytes() == 0 ? EncodedFormat.of(codec, media)
                            : new EncodedFormat(codec, media, encoded.maxFrameBytes()));
                    }
                }
            }
        }
    }

    private static void audio(final AudioSpec audio, final Set<Format> found) {
        final AudioFormat first = (AudioFormat) audio.first().orElseThrow();
        for (final int rate : audio.sampleRatesHz().candidates(first.sampleRateHz())) {
            for (final int channels : audio.channels().candidates(first.channels())) {
                for (final SampleType type : audio.sampleTypes()) {
                    for (final int us : audio.frameUs().candidates((int) (first.frameNs() / 1000))) {
                        final long samples = Math.max(1, ((long) us * rate + 999_999) / 1_000_000);
                        if (found.size() < MOST && samples <= 1 << 20) {
                            found.add(new AudioFormat(rate, channels, type, (int) samples));
                        }
                    }
                }
            }
        }
    }

    private static void video(final VideoSpec video, final Set<Format> found) {
        final VideoFormat first = (VideoFormat) video.first().orElseThrow();
        final List<FrameRate> rates = video.rates().isEmpty() ? List.of(first.rate()) : video.rates();
        for (final int width : video.widths().candidates(first.width())) {
            for (final int height : video.heights().candidates(first.height())) {
                for (final PixelLayout layout : video.layouts()) {
                    for (final FrameRate rate : rates) {
                        for (final VideoColor color : video.colors()) {
                            if (found.size() < MOST) {
                                found.add(new VideoFormat(width, height, layout, rate, color));
                            }
                        }
                    }
                }
            }
        }
    }
}
