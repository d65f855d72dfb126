package io.penstock.stage;

/** Makes a fresh stage; needed where the engine must be able to make another one ({@code RESTART}, text launch, plug-ins). */
@FunctionalInterface
public interface StageFactory {
    /**
     * Makes a stage.
     *
     * @return a new instance at each call.
     * @throws Exception when it cannot be made; the message is shown to the user.
     */
    Stage create() throws Exception;
}
