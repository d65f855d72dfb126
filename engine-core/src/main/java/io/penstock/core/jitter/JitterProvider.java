package io.penstock.core.jitter;

import io.penstock.core.rtp.TextFormats;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.spi.Codecs;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** {@code jitter codec=h264 delay=60ms} in pipeline text: whole pictures, or sound already decoded. */
public final class JitterProvider implements StageProvider {
    /** For {@link java.util.ServiceLoader}. */
    public JitterProvider() {
    }

    @Override
    public String name() {
        return "jitter";
    }

    @Override
    public String summary() {
        return "evens out how RTP packets arrive: pictures come out whole and in order, sound decoded and without a pause";
    }

    @Override
    public List<Option> options() {
        return List.of(new Option("codec", Type.TEXT, null, "what the packets carry, such as h264 or opus"),
            new Option("delay", Type.DURATION, "40ms", "how long media is held"));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        final CodecId codec = TextFormats.codec(options.text("codec"));
        final int delayMs = (int) Math.min(Integer.MAX_VALUE, options.duration("delay").toMillis());
        if (codec.kind() == MediaKind.VIDEO) {
            final JitterConfig config = JitterConfig.video().targetDelayMs(delayMs);
            return () -> VideoJitterBuffer.of(codec, config);
        }
        final JitterConfig config = JitterConfig.audio().targetDelayMs(delayMs);
        return () -> AudioJitterBuffer.of(Codecs.decoder(codec), config);
    }
}
