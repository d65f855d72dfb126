package io.penstock.core.transport;

import io.penstock.core.fec.ProtectionTarget;
import io.penstock.error.ConfigurationException;
import io.penstock.stage.Junction;
import io.penstock.stage.Source;
import io.penstock.stage.Transform;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

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
    private final Map<String, Stream> named = new HashMap<>();
    private volatile Runnable waker = () -> { };

    /**
     * A stream: name, whether of pictures, the payload types of what repairs it (−1 = none), its rate (of sound the usual, of pictures the
     * most; 0 = unknown), and whether nobody wants it now.
     */
    record Stream(String name, boolean isVideo, int rtxPayloadType, int repairPayloadType, int bitsPerSecond, Pressure pressure,
                  ProtectionTarget protection, AtomicBoolean resting) {
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
        return audio(name, 0);
    }

    /**
     * Adds a stream of sound whose encoder may be told to take less, before the stages are made: where so much gets lost that every packet has
     * to be repeated many times.
     *
     * @param name          name of its ports.
     * @param bitsPerSecond rate of its encoder otherwise; 0 = it is left alone.
     * @return this.
     */
    public RtpTransport audio(final String name, final int bitsPerSecond) {
        return add(new Stream(name, false, -1, -1, bitsPerSecond, new Pressure(), new ProtectionTarget(), new AtomicBoolean()));
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
        return video(name, rtxPayloadType, repairPayloadType, 0);
    }

    /**
     * Adds a stream of pictures of which there are several sizes (simulcast), before the stages are made: the smallest first. What there is goes
     * to them in this order; one that would get less than half of what it needs is not sent.
     *
     * @param name              name of its ports.
     * @param rtxPayloadType    payload type of retransmissions; −1 = none, or like the original.
     * @param repairPayloadType payload type of protection; −1 = none.
     * @param bitsPerSecond     what its encoder needs at most; 0 = all streams of pictures share alike.
     * @return this.
     */
    public RtpTransport video(final String name, final int rtxPayloadType, final int repairPayloadType, final int bitsPerSecond) {
        return add(new Stream(name, true, rtxPayloadType, repairPayloadType, bitsPerSecond, new Pressure(), new ProtectionTarget(),
            new AtomicBoolean()));
    }

    /**
     * Says that nobody wants a stream of pictures now, so that others get its share, or that somebody does again. Any thread.
     *
     * @param stream  its name.
     * @param resting whether nobody does.
     * @throws ConfigurationException if there is no such stream.
     */
    public void rest(final String stream, final boolean resting) {
        stream(stream).resting().set(resting);
        wakeSender();
    }

    private RtpTransport add(final Stream stream) {
        if (named.put(stream.name(), stream) != null) {
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
     * Sends feedback where nothing else is sent; stands for {@link #sender()}.
     *
     * @return a source of RTCP packets, for the socket.
     * @throws ConfigurationException if there are streams to send.
     */
    public Source reporter() {
        if (!streams.isEmpty()) {
            throw new ConfigurationException("transport: it sends " + named.keySet() + "; sender() reports as well, a reporter() is for those who"
                + " only receive");
        }
        return new TransportReporter(this);
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
        return new SendGate(stream(stream).pressure());
    }

    private Stream stream(final String name) {
        final Stream stream = named.get(name);
        if (stream == null) {
            throw new ConfigurationException("transport: no stream is called \"" + name + "\"; there are " + named.keySet());
        }
        return stream;
    }

    /**
     * How much a stream is to be protected, by what the network does: for {@code FecSender} and {@code RedSender}.
     *
     * @param stream its name.
     * @return the target; the sender changes it as it runs.
     * @throws ConfigurationException if there is no such stream.
     */
    public ProtectionTarget protection(final String stream) {
        return stream(stream).protection();
    }

    Pressure pressureOf(final String stream) {
        return stream(stream).pressure();
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
