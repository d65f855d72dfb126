package io.penstock.stage;

import io.penstock.format.FormatSpec;
import java.util.Objects;

/**
 * An input of a stage.
 *
 * @param name     name, unique among the stage's inputs.
 * @param accepts  accepted formats, the preferred first.
 * @param optional whether it may stay unconnected, and be connected while running.
 */
public record InputPort(String name, FormatSpec accepts, boolean optional) {
    /**
     * Checks for null.
     *
     * @param name see the record
     * @param accepts see the record
     * @param optional see the record
     */
    public InputPort {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(accepts, "accepts");
    }
}
