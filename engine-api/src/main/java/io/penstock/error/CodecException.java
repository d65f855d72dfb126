package io.penstock.error;

/**
 * A codec, payload format or container parser refused its input or failed inside.
 *
 * <p>Whatever bytes come in from outside, this is the only exception such a component may let out.
 */
public class CodecException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was found and what is accepted.
     */
    public CodecException(final String message) {
        super(Category.CODEC, message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what was found and what is accepted.
     * @param cause   what the library underneath threw.
     */
    public CodecException(final String message, final Throwable cause) {
        super(Category.CODEC, message, cause);
    }
}
