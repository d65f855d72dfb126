package io.penstock.rtc.signal;

/** A message or token that is not accepted. Says to the client what was found and what is accepted, and nothing that it should not know. */
public final class SignalException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String code;

    /**
     * Refuses.
     *
     * @param code  for programs, such as {@code malformed} or {@code token-expired}.
     * @param words for people.
     */
    public SignalException(final String code, final String words) {
        super(words, null, false, false); // hostile input must not cost a stack trace
        this.code = code;
    }

    /**
     * The code.
     *
     * @return for programs.
     */
    public String code() {
        return code;
    }
}
