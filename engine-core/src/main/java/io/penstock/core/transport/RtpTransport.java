package io.penstock.core.transport;

import io.penstock.error.ConfigurationException;
import io.penstock.stage.Junction;
import io.penstock.stage.Transform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the streams between two hosts share: one network. It reports when each packet arrived (RFC 8888) and, by what the other side reports,
 * estimates how much the network takes, sends no faster, and tells encoders.
 *
 * <pre>{@code
 * RtpTransport transport = RtpTransport.of(TransportConfig.defaults().rates(800_000, 60_000, 1_500_000).probing(98))
 *     .audio("audio").video("video", 97, 99);                  // payload types of retransmissions and protection
 * Junction net = transport.sender();                           // inputs and outputs are called as the streams
 * // camera → transport.gate("video") → encoder → packetizer → protection ═► session.sender() ─► net.video ─► socket
 * // microphone → encoder → packetizer → redundancy → session.sender() ─► net.audio ─► socket
 * // socket → transport.receiver() → RtpDemux → …
 * }</pre>
 *
 * <p>Sound goes at once and is never dropped; then come reports, what is sent again, pictures with their protection, padding. Pictures
 * are spread over some milliseconds, and wait while more is on the way than the network holds. While they wait, {@link #gate} leaves out
 * pictures before they are encoded.
 *
 * <p>Sending and receiving side may run in different threads: they meet in lock-free mailboxes only. Each stage can be made once, but gates.
 */
public final class RtpTransport {
    private static final int FEEDBACKS = 16;
    private static final int FEEDBACK_BYTES = 1200;

    /** What comes from the other side, for the sender: compounds with feedback. */
    final PacketMailbox heard = new PacketMailbox(FEEDBACKS, FEEDBACK_BYTES);
    /** What goes to the other side, from the receiver: feedback. */
    final PacketMailbox reports = new PacketMailbox(FEEDBACKS, FEEDBACK_BYTES);
    final TransportConfig config;
    final TransportFigures figures = new TransportFigures();
    private final List<Stream> streams = new ArrayList<>();
    private final Map<String, Pressure> pressures = new HashMap<>();
    private volatile Runnable waker = () -> { };

    /** A stream: name, whether of pictures, and the payload types of what repairs it; −1 = none. */
    record Stream(String name, boolean isVideo, int rtxPayloadType, int repairPayloadType, Pressure pressure) {
    }

    private RtpTransport(final TransportConfig config) {
        this.config = config;
    }

    /**
     * A transport without streams.
     *
     * @param config settings.
     * @return the transport.
     */
    public static RtpTransport of(final TransportConfig config) {
        return new RtpTransport(config);
    }

    /**
     * Adds a stream of sound, before the stages are made.
     *
     * @param name name of its ports.
     * @return this.
     */
    public RtpTransport audio(final String name) {
        return add(new Stream(name, false, -1, -1, new Pressure()));
    }

    /**
     * Adds a stream of pictures, before the stages are made.
     *
     * @param name              name of its ports.
     * @param rtxPayloadType    payload type of retransmissions; −1 = none, or like the original.
     * @param repairPayloadType payload type of protection; −1 = none.
     * @return this.
     */
    public RtpTransport video(final String name, final int rtxPayloadType, final int repairPayloadType) {
        return add(new Stream(name, true, rtxPayloadType, repairPayloadType, new Pressure()));
    }

    private RtpTransport add(final Stream stream) {
        if (pressures.put(stream.name(), stream.pressure()) != null) {
            throw new ConfigurationException("transport: there are two streams called \"" + stream.name() + "\"; each needs a name of its own");
        }
        streams.add(stream);
        return this;
    }

    /**
     * The stage between sessions and socket: an input and an output for each stream, called as it. Outputs may end in one socket or in
     * several.
     *
     * @return packets in, packets and feedback out.
     * @throws ConfigurationException if there is no stream.
     */
    public Junction sender() {
        if (streams.isEmpty()) {
            throw new ConfigurationException("transport: it has no streams; add them by audio(name) and video(name, …)");
        }
        return new TransportSender(this, List.copyOf(streams));
    }

    /**
     * The stage behind the socket, before streams are parted.
     *
     * @return packets in; the same out, without feedback and probes.
     */
    public Transform receiver() {
        return new TransportReceiver(this);
    }

    /**
     * Leaves out pictures that the network would not take in time. Best before the encoder; behind it, it goes by references.
     *
     * @param stream name of a stream of pictures.
     * @return frames in, some of them out.
     * @throws ConfigurationException if there is no such stream.
     */
    public Transform gate(final String stream) {
        final Pressure pressure = pressures.get(stream);
        if (pressure == null) {
            throw new ConfigurationException("transport: no stream is called \"" + stream + "\"; there are " + pressures.keySet());
        }
        return new SendGate(pressure);
    }

    Pressure pressureOf(final String stream) {
        return pressures.get(stream);
    }

    /**
     * What it sees and does.
     *
     * @return as of the last feedback or 200 ms ago. Any thread.
     */
    public TransportStatistics statistics() {
        return figures.read();
    }

    void waker(final Runnable runnable) {
        waker = runnable;
    }

    void wakeSender() {
        waker.run();
    }
}
