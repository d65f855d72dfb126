package io.penstock.spi;

import io.penstock.format.CodecId;
import java.util.function.Consumer;

/** Short names for {@link CodecSpec}, as graphs read best. */
public final class Codecs {
    private Codecs() {
    }

    /**
     * An encoder.
     *
     * @param codec    the codec.
     * @param settings adjusts the settings.
     * @return the spec.
     */
    public static CodecSpec encoder(final CodecId codec, final Consumer<CodecSpec.Settings> settings) {
        return CodecSpec.encoder(codec, settings);
    }

    /**
     * An encoder with default settings.
     *
     * @param codec the codec.
     * @return the spec.
     */
    public static CodecSpec encoder(final CodecId codec) {
        return CodecSpec.encoder(codec, settings -> { });
    }

    /**
     * A decoder.
     *
     * @param codec    the codec.
     * @param settings adjusts the settings.
     * @return the spec.
     */
    public static CodecSpec decoder(final CodecId codec, final Consumer<CodecSpec.Settings> settings) {
        return CodecSpec.decoder(codec, settings);
    }

    /**
     * A decoder with default settings.
     *
     * @param codec the codec.
     * @return the spec.
     */
    public static CodecSpec decoder(final CodecId codec) {
        return CodecSpec.decoder(codec, settings -> { });
    }
}
