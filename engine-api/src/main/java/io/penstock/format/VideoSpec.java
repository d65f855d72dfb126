package io.penstock.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A set of raw picture formats.
 *
 * @param widths  accepted widths in pixels.
 * @param heights accepted heights in pixels.
 * @param layouts accepted layouts, the preferred first.
 * @param rates   accepted frame rates, the preferred first; empty = all.
 * @param colors  accepted matrices and ranges, the preferred first.
 */
public record VideoSpec(IntDomain widths, IntDomain heights, List<PixelLayout> layouts, List<FrameRate> rates, List<VideoColor> colors)
    implements FormatSpec {
    /**
     * Copies the lists.
     *
     * @param widths see the record
     * @param heights see the record
     * @param layouts see the record
     * @param rates see the record
     * @param colors see the record
     */
    public VideoSpec {
        layouts = List.copyOf(layouts);
        rates = List.copyOf(rates);
        colors = List.copyOf(colors);
    }

    /**
     * All raw pictures; narrow it with the methods below.
     *
     * @return the spec.
     */
    public static VideoSpec any() {
        final IntDomain side = IntDomain.range(1, VideoFormat.MAX_SIDE);
        return new VideoSpec(side, side, List.of(PixelLayout.values()), List.of(), List.of(VideoColor.values()));
    }

    /**
     * One format only.
     *
     * @param format the format.
     * @return the spec.
     */
    public static VideoSpec exactly(final VideoFormat format) {
        return new VideoSpec(IntDomain.of(format.width()), IntDomain.of(format.height()), List.of(format.layout()), List.of(format.rate()),
            List.of(format.color()));
    }

    /**
     * Only these layouts.
     *
     * @param accepted the layouts, the preferred first.
     * @return a narrower spec.
     */
    public VideoSpec layouts(final PixelLayout... accepted) {
        return new VideoSpec(widths, heights, List.of(accepted), rates, colors);
    }

    /**
     * Only this size.
     *
     * @param width  pixels.
     * @param height pixels.
     * @return a narrower spec.
     */
    public VideoSpec size(final int width, final int height) {
        return new VideoSpec(IntDomain.of(width), IntDomain.of(height), layouts, rates, colors);
    }

    /**
     * Only sizes up to this one.
     *
     * @param width  largest width in pixels.
     * @param height largest height in pixels.
     * @return a narrower spec.
     */
    public VideoSpec upTo(final int width, final int height) {
        return new VideoSpec(IntDomain.range(1, width), IntDomain.range(1, height), layouts, rates, colors);
    }

    @Override
    public boolean accepts(final Format format) {
        return format instanceof VideoFormat video && widths.contains(video.width()) && heights.contains(video.height())
            && layouts.contains(video.layout()) && (rates.isEmpty() || rates.contains(video.rate())) && colors.contains(video.color());
    }

    @Override
    public FormatSpec intersect(final FormatSpec other) {
        if (other instanceof VideoSpec that) {
            final List<FrameRate> bothRates = rates.isEmpty() ? that.rates
                : that.rates.isEmpty() ? rates : rates.stream().filter(that.rates::contains).toList();
            if (bothRates.isEmpty() && !(rates.isEmpty() && that.rates.isEmpty())) {
                return ChoiceSpec.NONE;
            }
            final VideoSpec both = new VideoSpec(widths.intersect(that.widths), heights.intersect(that.heights),
                layouts.stream().filter(that.layouts::contains).toList(), bothRates,
                    colors.stream().filter(that.colors::contains).toList());
            return both.isEmpty() ? ChoiceSpec.NONE : both;
        }
        return other instanceof AnySpec ? this
            : other instanceof ChoiceSpec choice
                ? ChoiceSpec.of(choice.alternatives().stream().map(this::intersect).toList()) : ChoiceSpec.NONE;
    }

    @Override
    public boolean isEmpty() {
        return widths.isEmpty() || heights.isEmpty() || layouts.isEmpty() || colors.isEmpty();
    }

    @Override
    public Optional<Format> first() {
        if (isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new VideoFormat(widths.preferred(640), heights.preferred(360), layouts.get(0),
            rates.isEmpty() ? FrameRate.of(30) : rates.get(0), colors.get(0)));
    }

    @Override
    public String describe() {
        final boolean anySize = widths.equals(any().widths) && heights.equals(any().heights);
        return (anySize ? "any size" : widths + "x" + heights) + ' '
            + layouts.stream().map(PixelLayout::toString).collect(Collectors.joining("|"))
            + (rates.isEmpty() ? "" : ' ' + rates.stream().map(FrameRate::toString).collect(Collectors.joining("|")));
    }

    @Override
    public String toString() {
        return describe();
    }
}
