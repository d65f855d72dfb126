package io.penstock.graph;

/** A branch or input that was added to a running graph. */
public interface Attachment extends AutoCloseable {
    /**
     * Names of the stages that came with it.
     *
     * @return the names, in order.
     */
    java.util.List<String> stages();

    /** Takes it off at a safe point and closes its stages. Returns when that is done; again does nothing. */
    @Override
    void close();
}
