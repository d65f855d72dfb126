package io.penstock.dsp.audio;

import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.IntDomain;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.stage.Counter;
import io.penstock.stage.Output;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Transform;
import java.util.Arrays;
import java.util.Objects;

/**
 * Makes other channels of the channels that come, and samples of the other type: mono of stereo, stereo of 5.1, some of many. Sixteen-bit sums
 * saturate. What needs no change is passed on without a copy.
 *
 * <p>Without a matrix of one's own, channels are mapped by their count: 5.1 (in the order of WAVE: left, right, centre, low frequencies,
 * left and right surround), 5.0 and 7.1 become stereo and mono by ITU-R BS.775-4 annex 4; anything else becomes mono as its mean; mono becomes both
 * channels of stereo, and the centre of surround sound; else channels keep their places, and new ones are silent.
 *
 * <p>Counters: {@code errors.malformed} (frames with half a sample, or longer than the format says), {@code errors.notfinite} (samples, which become
 * 0). Allocates only when the format changes.
 */
public final class ChannelMap implements Transform {
    private static final int MOST = 64;

    private final int out;
    private final SampleType type;
    private final float[][] given;
    private final StageSpec spec;
    private AudioFormat from;
    private AudioFormat target;
    private float[][] matrix;
    private boolean same;
    private float[] samples;
    private float[] mapped;
    private Counter malformed;
    private Counter notFinite;

    private ChannelMap(final AudioSpec accepts, final int out, final SampleType type, final float[][] given) {
        this.out = out;
        this.type = type;
        this.given = given;
        spec = StageSpec.transform("channels", accepts, in -> FormatSpec.of(mapped((AudioFormat) in))).build();
    }

    /**
     * To a number of channels, from any.
     *
     * @param channels 1–64.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static ChannelMap to(final int channels) {
        if (channels < 1 || channels > MOST) {
            throw new ConfigurationException("channels: to " + channels + "; accepted are 1 to " + MOST);
        }
        return new ChannelMap(AudioSpec.any(), channels, null, null);
    }

    /**
     * To a sample type, channels as they are: floats beyond full scale saturate.
     *
     * @param type the type.
     * @return the stage.
     */
    public static ChannelMap to(final SampleType type) {
        return new ChannelMap(AudioSpec.any(), 0, Objects.requireNonNull(type, "type"), null);
    }

    /**
     * By a matrix.
     *
     * @param matrix {@code matrix[out][in]}: how much of each channel that comes goes into each that leaves, −100 to 100.
     * @return the stage, which takes as many channels as a row is long.
     * @throws ConfigurationException if rows differ in length, or anything is out of range.
     */
    public static ChannelMap of(final float[][] matrix) {
        final float[][] checked = ChannelMatrix.checked(matrix);
        return new ChannelMap(AudioSpec.any().channels(checked[0].length), checked.length, null, checked);
    }

    /**
     * Some of the channels, in an order: {@code taking(1, 0)} swaps left and right.
     *
     * @param channels which, from 0, 1–64 of them; sound needs to have them all.
     * @return the stage.
     * @throws ConfigurationException if out of range.
     */
    public static ChannelMap taking(final int... channels) {
        final int[] taken = channels.clone();
        final int highest = Arrays.stream(taken).max().orElse(-1);
        if (taken.length < 1 || taken.length > MOST || highest >= MOST || Arrays.stream(taken).min().orElse(-1) < 0) {
            throw new ConfigurationException("channels: taking " + Arrays.toString(channels) + "; accepted are 1 to 64 of 0 to 63");
        }
        final AudioSpec any = AudioSpec.any();
        final AudioSpec accepts = new AudioSpec(any.sampleRatesHz(), IntDomain.range(highest + 1, MOST), any.sampleTypes(), any.frameUs());
        return new ChannelMap(accepts, taken.length, null, ChannelMatrix.taking(MOST, taken));
    }

    private AudioFormat mapped(final AudioFormat in) {
        return new AudioFormat(in.sampleRateHz(), out == 0 ? in.channels() : out, type == null ? in.sampleType() : type, in.frameSamples());
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext context) {
        malformed = context.counter("errors.malformed");
        notFinite = context.counter("errors.notfinite");
        configure((AudioFormat) context.inputFormat(0));
    }

    private void configure(final AudioFormat input) {
        from = input;
        target = mapped(input);
        matrix = given == null ? ChannelMatrix.between(input.channels(), target.channels()) : given;
        boolean unity = input.channels() == target.channels();
        for (int o = 0; o < matrix.length; o++) {
            for (int i = 0; i < input.channels(); i++) {
                unity &= matrix[o][i] == (i == o ? 1 : 0);
            }
        }
        same = unity && input.sampleType() == target.sampleType();
        samples = new float[input.frameSamples() * input.channels()];
        mapped = new float[input.frameSamples() * target.channels()];
    }

    @Override
    public void onFrame(final Frame in, final Output output) {
        if (same) {
            output.forward(in);
            return;
        }
        final int bytes = from.channels() * from.sampleType().bytes();
        final int n = in.length() / bytes;
        if (in.length() % bytes != 0 || n > from.frameSamples()) {
            malformed.increment();
            return;
        }
        Pcm.read(in, samples);
        clean(n * from.channels());
        map(n);
        final MutableFrame frame = output.claim(n * target.channels() * target.sampleType().bytes());
        Pcm.write(mapped, n * target.channels(), target.sampleType(), frame);
        frame.copyMetadata(in);
        output.commit(frame);
    }

    private void clean(final int n) {
        for (int i = 0; i < n; i++) {
            if (!(Math.abs(samples[i]) <= Float.MAX_VALUE)) {
                samples[i] = 0;
                notFinite.increment();
            }
        }
    }

    private void map(final int n) {
        final int channelsIn = from.channels();
        final int channelsOut = target.channels();
        Arrays.fill(mapped, 0, n * channelsOut, 0);
        for (int o = 0; o < channelsOut; o++) {
            for (int c = 0; c < channelsIn; c++) {
                final float weight = matrix[o][c];
                if (weight != 0) {
                    for (int i = 0, from = c, to = o; i < n; i++, from += channelsIn, to += channelsOut) {
                        mapped[to] += weight * samples[from];
                    }
                }
            }
        }
    }

    @Override
    public boolean onFormatChange(final Format format, final Output output) {
        configure((AudioFormat) format);
        return false;
    }
}
