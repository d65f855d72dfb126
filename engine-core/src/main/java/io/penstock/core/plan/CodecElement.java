package io.penstock.core.plan;

import io.penstock.format.CodecId;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.StageOptions;
import io.penstock.spi.StageProvider;
import io.penstock.stage.StageFactory;
import java.util.List;

/** An encoder or decoder as an element of pipeline text: its options are checked as those of every stage. */
final class CodecElement implements StageProvider {
    private static final String AUTOMATIC = "auto";
    private static final Option PROVIDER = new Option("provider", Type.TEXT, AUTOMATIC, "which implementation");

    private final CodecId codec;
    private final CodecSpec.Direction direction;

    CodecElement(final CodecId codec, final CodecSpec.Direction direction) {
        this.codec = codec;
        this.direction = direction;
    }

    @Override
    public String name() {
        return direction == CodecSpec.Direction.ENCODE ? codec.name() : codec.name() + "-decoder";
    }

    @Override
    public String summary() {
        return direction == CodecSpec.Direction.ENCODE ? "encodes " + codec : "decodes " + codec;
    }

    @Override
    public List<Option> options() {
        return direction == CodecSpec.Direction.DECODE ? List.of(PROVIDER) : List.of(
            new Option("bitrate", Type.INT, "0", "bits per second; 0 = the codec's default"),
            new Option("fec", Type.FLAG, "false", "in-band forward error correction"),
            new Option("dtx", Type.FLAG, "false", "nothing is sent in silence"),
            new Option("key-interval", Type.INT, "0", "frames between key frames; 0 = on request"),
            new Option("complexity", Type.INT, "-1", "0 (fast) to 10 (best); -1 = the codec's default"), PROVIDER);
    }

    CodecSpec spec(final StageOptions options) {
        final String provider = options.text("provider");
        if (direction == CodecSpec.Direction.DECODE) {
            return CodecSpec.decoder(codec, s -> s.provider(provider.equals(AUTOMATIC) ? null : provider));
        }
        return CodecSpec.encoder(codec, s -> s.provider(provider.equals(AUTOMATIC) ? null : provider).bitrate(options.integer("bitrate"))
            .fec(options.flag("fec")).dtx(options.flag("dtx")).keyInterval(options.integer("key-interval"))
            .complexity(options.integer("complexity")));
    }

    @Override
    public StageFactory factory(final StageOptions options) {
        throw new UnsupportedOperationException("a codec is wrapped by the engine");
    }
}
