package io.penstock.testkit;

/** What an output of a {@link StageHarness} throws when the test asked it to fail; never thrown for any other reason. */
public final class InjectedFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InjectedFault(final String message) {
        super(message);
    }
}
