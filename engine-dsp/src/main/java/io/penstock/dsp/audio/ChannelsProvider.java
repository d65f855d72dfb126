package io.penstock.dsp.audio;

import io.penstock.error.ConfigurationException;
import io.penstock.format.SampleType;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code channels to=2}, {@code channels take=1-0} or {@code channels type=s16} in pipeline text. */
public final class ChannelsProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public ChannelsProvider() {
    }

    @Override
    public String name() {
        return "channels";
    }

    @Override
    public String summary() {
        return "makes other channels, or samples of the other type";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("to", Type.INT, "0", "how many channels, 1-64"),
            new Option("take", Type.TEXT, "", "which channels instead, from 0, in order: 1-0 swaps two"),
            new Option("type", Type.TEXT, "", "sample type instead: s16 or f32"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final int to = options.integer("to");
        final String take = options.text("take");
        final String type = options.text("type");
        if ((to != 0 ? 1 : 0) + (take.isEmpty() ? 0 : 1) + (type.isEmpty() ? 0 : 1) != 1) {
            throw new ConfigurationException("stage \"channels\": needs one of to, take and type");
        }
        final StageFactory factory = () -> make(to, take, type);
        make(to, take, type);
        return factory;
    }

    private static ChannelMap make(final int to, final String take, final String type) {
        try {
            return to != 0 ? ChannelMap.to(to) : type.isEmpty()
                ? ChannelMap.taking(Arrays.stream(take.split("-", -1)).mapToInt(Integer::parseInt).toArray())
                : ChannelMap.to(SampleType.valueOf(type.toUpperCase(Locale.ROOT)));
        } catch (final IllegalArgumentException e) {
            throw new ConfigurationException("stage \"channels\": take=" + take + " type=" + type + ": accepted are take=1-0 and the like, and "
                + "type=s16 or f32", e);
        }
    }
}
