package io.penstock.format;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A set of raw sound formats.
 *
 * @param sampleRatesHz accepted sample rates.
 * @param channels      accepted channel counts.
 * @param sampleTypes   accepted sample types, the preferred first.
 * @param frameUs       accepted frame durations in microseconds, rounded down (1024 samples at 48 kHz are 21333).
 */
public record AudioSpec(IntDomain sampleRatesHz, IntDomain channels, List<SampleType> sampleTypes, IntDomain frameUs)
    implements FormatSpec {
    private static final int DEFAULT_RATE_HZ = 48_000;
    private static final int DEFAULT_FRAME_US = 20_000;

    /**
     * Copies the list.
     *
     * @param sampleRatesHz see the record
     * @param channels see the record
     * @param sampleTypes see the record
     * @param frameUs see the record
     */
    public AudioSpec {
        sampleTypes = List.copyOf(sampleTypes);
    }

    /**
     * All raw sound; narrow it with the methods below.
     *
     * @return the spec.
     */
    public static AudioSpec any() {
        return new AudioSpec(IntDomain.range(1, 768_000), IntDomain.range(1, 64), List.of(SampleType.values()),
            IntDomain.range(1, 10_000_000));
    }

    /**
     * One format only.
     *
     * @param format the format.
     * @return the spec.
     */
    public static AudioSpec exactly(final AudioFormat format) {
        return new AudioSpec(IntDomain.of(format.sampleRateHz()), IntDomain.of(format.channels()), List.of(format.sampleType()),
            IntDomain.of(frameUs(format)));
    }

    /**
     * Only these sample rates.
     *
     * @param hz samples per second, the preferred first.
     * @return a narrower spec.
     */
    public AudioSpec rates(final int... hz) {
        return new AudioSpec(IntDomain.of(hz), channels, sampleTypes, frameUs);
    }

    /**
     * Only these channel counts.
     *
     * @param counts channels, the preferred first.
     * @return a narrower spec.
     */
    public AudioSpec channels(final int... counts) {
        return new AudioSpec(sampleRatesHz, IntDomain.of(counts), sampleTypes, frameUs);
    }

    /**
     * Only these sample types.
     *
     * @param types the types, the preferred first.
     * @return a narrower spec.
     */
    public AudioSpec types(final SampleType... types) {
        return new AudioSpec(sampleRatesHz, channels, List.of(types), frameUs);
    }

    /**
     * Only these frame durations.
     *
     * @param us microseconds, the preferred first.
     * @return a narrower spec.
     */
    public AudioSpec framesUs(final int... us) {
        return new AudioSpec(sampleRatesHz, channels, sampleTypes, IntDomain.of(us));
    }

    @Override
    public boolean accepts(final Format format) {
        return format instanceof AudioFormat audio && sampleRatesHz.contains(audio.sampleRateHz()) && channels.contains(audio.channels())
            && sampleTypes.contains(audio.sampleType()) && frameUs.contains(frameUs(audio));
    }

    @Override
    public FormatSpec intersect(final FormatSpec other) {
        if (other instanceof AudioSpec that) {
            final AudioSpec both = new AudioSpec(sampleRatesHz.intersect(that.sampleRatesHz), channels.intersect(that.channels),
                sampleTypes.stream().filter(that.sampleTypes::contains).toList(), frameUs.intersect(that.frameUs));
            return both.isEmpty() ? ChoiceSpec.NONE : both;
        }
        return other instanceof AnySpec ? this
            : other instanceof ChoiceSpec choice
                ? ChoiceSpec.of(choice.alternatives().stream().map(this::intersect).toList()) : ChoiceSpec.NONE;
    }

    @Override
    public boolean isEmpty() {
        return sampleRatesHz.isEmpty() || channels.isEmpty() || sampleTypes.isEmpty() || frameUs.isEmpty();
    }

    @Override
    public Optional<Format> first() {
        if (isEmpty()) {
            return Optional.empty();
        }
        final int rate = sampleRatesHz.preferred(DEFAULT_RATE_HZ);
        final long us = frameUs.preferred(DEFAULT_FRAME_US);
        final int samples = (int) Math.max(1, (us * rate + 999_999) / 1_000_000);
        return Optional.of(new AudioFormat(rate, channels.preferred(1), sampleTypes.get(0), samples));
    }

    @Override
    public String describe() {
        return (sampleRatesHz.equals(any().sampleRatesHz) ? "any rate" : sampleRatesHz + " Hz") + ' '
            + sampleTypes.stream().map(SampleType::toString).collect(Collectors.joining("|"))
            + " ×" + channels + ' ' + (frameUs.equals(any().frameUs) ? "any frame" : msText(frameUs) + " ms");
    }

    private static String msText(final IntDomain us) {
        final String text = us.toString();
        return text.replaceAll("(\\d+)000(?=\\D|$)", "$1").replaceAll("\\b(\\d+)500\\b", "$1.5");
    }

    private static int frameUs(final AudioFormat format) {
        return (int) (format.frameSamples() * 1_000_000L / format.sampleRateHz());
    }

    @Override
    public String toString() {
        return describe();
    }
}
