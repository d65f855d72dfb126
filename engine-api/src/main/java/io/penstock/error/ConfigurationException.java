package io.penstock.error;

/** An option, argument or builder call that cannot work; the message says what would. */
public class ConfigurationException extends EngineException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message what was found, what is accepted and what to do.
     */
    public ConfigurationException(final String message) {
        super(Category.CONFIGURATION, message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message what was found, what is accepted and what to do.
     * @param cause   what led to it.
     */
    public ConfigurationException(final String message, final Throwable cause) {
        super(Category.CONFIGURATION, message, cause);
    }
}
