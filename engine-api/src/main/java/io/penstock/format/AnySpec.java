package io.penstock.format;

import java.util.Optional;

/** Every format. */
public final class AnySpec implements FormatSpec {
    static final AnySpec INSTANCE = new AnySpec();

    private AnySpec() {
    }

    @Override
    public boolean accepts(final Format format) {
        return true;
    }

    @Override
    public FormatSpec intersect(final FormatSpec other) {
        return other;
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public Optional<Format> first() {
        return Optional.empty();
    }

    @Override
    public String describe() {
        return "anything";
    }

    @Override
    public String toString() {
        return describe();
    }
}
