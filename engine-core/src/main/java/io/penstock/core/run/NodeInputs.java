package io.penstock.core.run;

import io.penstock.format.Format;

/** What is connected to a stage's input ports, and which of them have ended. Region's thread only. */
final class NodeInputs {
    private final Format[] formats;
    private final boolean[] ended;

    NodeInputs(final Format[] formats) {
        this.formats = formats;
        ended = new boolean[formats.length];
    }

    /** Format of a port; null if nothing is connected. */
    Format format(final int port) {
        return formats[port];
    }

    void format(final int port, final Format format) {
        formats[port] = format;
    }

    /** Something new is connected (format), or nothing any more (null). */
    void connect(final int port, final Format format) {
        formats[port] = format;
        ended[port] = false;
    }

    boolean hasEnded(final int port) {
        return ended[port];
    }

    void end(final int port) {
        ended[port] = true;
    }

    boolean anyEnded() {
        for (int port = 0; port < ended.length; port++) {
            if (formats[port] != null && ended[port]) {
                return true;
            }
        }
        return false;
    }

    boolean allConnectedEnded() {
        for (int port = 0; port < ended.length; port++) {
            if (formats[port] != null && !ended[port]) {
                return false;
            }
        }
        return true;
    }
}
