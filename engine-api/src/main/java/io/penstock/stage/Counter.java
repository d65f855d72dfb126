package io.penstock.stage;

/**
 * A number that a stage publishes; visible in {@code describe()}, in snapshots and to other processes.
 *
 * <p>One thread writes (the stage's region), any thread reads. Nothing allocates.
 */
public interface Counter {
    /** Adds one. */
    default void increment() {
        add(1);
    }

    /**
     * Adds.
     *
     * @param amount what to add.
     */
    void add(long amount);

    /**
     * Replaces the value.
     *
     * @param value the value.
     */
    void set(long value);

    /**
     * Reads.
     *
     * @return the value.
     */
    long value();
}
