package io.penstock.stage;

/** A stage without inputs: capture devices, files, sockets, hosts. */
public non-sealed interface Source extends Stage {
    /**
     * Produces what is due now, and returns at once when there is nothing.
     *
     * <p>A source that is not due tells when it will be by {@link StageContext#wakeAtNs}; one that waits for a thread or socket of its own
     * uses {@link StageContext#waker()} or {@link StageContext#register} and declares {@link StageSpec.Builder#wakesItself()}.
     * The end is told by {@link Output#endOfStream()}.
     *
     * @param out   where to put frames.
     * @param limit most frames to commit in this call, positive.
     * @return work done (frames, packets); 0 = idle. A source that always returns work burns a core.
     * @throws Exception as the supervision policy decides.
     */
    int poll(Output out, int limit) throws Exception;

    /**
     * Throw away whatever is buffered.
     *
     * @throws Exception as the supervision policy decides.
     */
    default void onFlush() throws Exception {
    }
}
