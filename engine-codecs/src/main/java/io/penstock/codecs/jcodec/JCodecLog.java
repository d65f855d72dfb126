package io.penstock.codecs.jcodec;

import org.jcodec.common.logging.LogSink;
import org.jcodec.common.logging.Logger;
import org.jcodec.common.logging.Message;

/** Keeps JCodec, which otherwise writes to standard output, off the console: what it has to say goes to {@link System.Logger} at debug level. */
final class JCodecLog implements LogSink {
    private static final System.Logger LOG = System.getLogger("io.penstock.codecs.jcodec");
    private static boolean routed;

    private JCodecLog() {
    }

    /** Takes over JCodec's log once, unless the host has already started using it. */
    static synchronized void route() {
        if (!routed) {
            routed = true;
            try {
                Logger.addSink(new JCodecLog());
            } catch (final IllegalStateException alreadyStarted) {
                LOG.log(System.Logger.Level.DEBUG, "JCodec's log is used by the host and left alone");
            }
        }
    }

    @Override
    public void postMessage(final Message message) {
        LOG.log(System.Logger.Level.DEBUG, message.getMessage());
    }
}
