package io.penstock.core.stages.device;

import io.penstock.format.AudioFormat;

/** A blocking sound device; opened by a stage, used by its thread, closed by either to end a call that blocks. */
interface SoundLine {
    /** Makes the line ready for a format; throws {@link io.penstock.error.EngineException} in one line if it is absent. */
    void open(AudioFormat format);

    /** Capture: fills a block, waiting for it; fewer bytes only when the line was closed. */
    int read(byte[] to, int length);

    /** Render: plays a block, waiting for room. */
    void write(byte[] from, int length);

    /** Capture: bytes recorded and not yet read. Render: bytes written and not yet played. */
    int pendingBytes();

    /** Ends whatever blocks. Idempotent, any thread. */
    void close();
}
