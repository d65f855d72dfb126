package io.penstock.spi;

import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import java.util.Set;

/** Makes encoders and decoders of some codecs. Stateless and thread-safe; what it makes is not. */
public interface CodecProvider {
    /**
     * Name by which graphs choose it.
     *
     * @return a short lower-case word: {@code jcodec}.
     */
    String name();

    /**
     * What it encodes.
     *
     * @return codecs.
     */
    Set<CodecId> encoders();

    /**
     * What it decodes.
     *
     * @return codecs.
     */
    Set<CodecId> decoders();

    /**
     * Which provider wins when a graph names none.
     *
     * @return the highest wins.
     */
    default int priority() {
        return 0;
    }

    /**
     * What the codec takes, makes and costs.
     *
     * @param spec codec, direction and settings.
     * @return the traits.
     * @throws io.penstock.error.ConfigurationException if a setting is out of range; the message says what is accepted.
     */
    CodecTraits traits(CodecSpec spec);

    /**
     * Makes an encoder.
     *
     * @param spec   codec and settings.
     * @param input  format of what will be encoded.
     * @param output format that was negotiated for what comes out.
     * @return the encoder.
     * @throws io.penstock.error.EngineException if it cannot be made.
     */
    Encoder encoder(CodecSpec spec, Format input, EncodedFormat output);

    /**
     * Makes a decoder.
     *
     * @param spec   codec and settings.
     * @param input  format of what will be decoded.
     * @param output format that was negotiated for what comes out; pictures may turn out to have another size.
     * @return the decoder.
     * @throws io.penstock.error.EngineException if it cannot be made.
     */
    Decoder decoder(CodecSpec spec, EncodedFormat input, Format output);
}
