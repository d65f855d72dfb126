package io.penstock.core.rtp;

import io.penstock.stage.Source;
import io.penstock.stage.Transform;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the sending and the receiving side of one RTP stream in each direction share: reports (RTCP SR, RR, SDES, BYE) and requests for key
 * frames (PLI) that go over the same socket.
 * <pre>{@code
 * UdpSocket socket = UdpSocket.bind(0).connect(remote);
 * RtpSession session = new RtpSession("alice@example", packetizer.ssrc(), seed);
 * // one graph: encoder → packetizer → session.sender() → socket.sink()
 * // another:   socket.source(format) → session.receiver() → jitter buffer → decoder
 * }</pre>
 * A {@code KeyframeRequest} from the decoder or jitter buffer ends in {@link #receiver()}, wakes the region of {@link #sender()}, and goes
 * out as PLI at once. A PLI that arrives goes up from {@link #sender()} to the encoder as {@code KeyframeRequest}; a report of the other side
 * as {@code QosReport}. With {@link #repair}, lost packets are asked for by NACK and sent again. Without a
 * stream to send, {@link #reporter()} stands for {@link #sender()}.
 *
 * <p>The two sides may run in different regions and threads: they meet in lock-free mailboxes only. Reports go out every second, by the
 * engine's clock, at moments randomised by the seed (RFC 3550, 6.2, with a shorter interval as RFC 4585 allows). Each stage can be made once.
 */
public final class RtpSession {
    /** Mean time between two reports. */
    public static final long DEFAULT_REPORT_INTERVAL_NS = 1_000_000_000L;

    /** Lost packets that may wait to be asked for, and to be sent again, for the threads to come round. */
    private static final int REQUESTS = 512;
    // Fields of the reception mailbox.
    static final int REMOTE_SSRC = 0;
    static final int EXPECTED = 1;
    static final int RECEIVED = 2;
    static final int HIGHEST = 3;
    static final int JITTER = 4;
    static final int LAST_SR = 5;
    static final int LAST_SR_NS = 6;
    static final int RECEPTION_FIELDS = 7;
    // Fields of the quality mailbox.
    static final int LOSS_PERMILLE = 0;
    static final int RTT_NS = 1;
    static final int REMOTE_JITTER_NS = 2;
    static final int QUALITY_FIELDS = 3;
    // Fields of the clock mailbox.
    static final int SR_EPOCH_NS = 0;
    static final int SR_RTP = 1;
    static final int CLOCK_FIELDS = 2;

    /** Lost packets to ask the other side for: sequence numbers. */
    final IntMailbox wanted = new IntMailbox(REQUESTS);
    /** Packets that the other side asks for: packet ID and mask as in the NACK. */
    final IntMailbox asked = new IntMailbox(REQUESTS);
    final SharedLongs reception = new SharedLongs(RECEPTION_FIELDS);
    final SharedLongs quality = new SharedLongs(QUALITY_FIELDS);
    private final SharedLongs clock = new SharedLongs(CLOCK_FIELDS);
    private final AtomicBoolean pictureLost = new AtomicBoolean();
    private final AtomicBoolean keyframeWanted = new AtomicBoolean();
    private final String cname;
    private final int localSsrc;
    private final long seed;
    private final long reportIntervalNs;
    private final RepairRequests repairs = new RepairRequests(this);
    private RepairConfig repairConfig;
    private int passingType = -1;
    private volatile Runnable senderWaker = () -> { };
    private volatile boolean remoteLeft;

    /**
     * Creates a session that reports every second.
     *
     * @param cname     canonical name of this side (RFC 7022); the streams that belong together share it.
     * @param localSsrc SSRC of what is sent, {@link RtpPacketizer#ssrc()}; for a receiver only, a random number.
     * @param seed      randomises the moments of reports.
     */
    public RtpSession(final String cname, final int localSsrc, final long seed) {
        this(cname, localSsrc, seed, DEFAULT_REPORT_INTERVAL_NS);
    }

    /**
     * Creates a session.
     *
     * @param cname            canonical name of this side.
     * @param localSsrc        SSRC of what is sent.
     * @param seed             randomises the moments of reports.
     * @param reportIntervalNs mean time between two reports, positive.
     */
    public RtpSession(final String cname, final int localSsrc, final long seed, final long reportIntervalNs) {
        if (reportIntervalNs <= 0) {
            throw new IllegalArgumentException("rtcp: report interval " + reportIntervalNs + " ns must be positive");
        }
        this.cname = cname;
        this.localSsrc = localSsrc;
        this.seed = seed;
        this.reportIntervalNs = reportIntervalNs;
    }

    /**
     * Switches repair on: the sender keeps what it sent and answers NACKs, the receiver takes RTX. Call before the stages are made. Lost packets
     * are asked for by a jitter buffer that was given {@link #repairs()}.
     *
     * @param config how.
     * @return this.
     */
    public RtpSession repair(final RepairConfig config) {
        repairConfig = config;
        return this;
    }

    /**
     * Lets packets of another payload type ride along, such as protection (FEC): they are forwarded both ways and neither counted, nor kept, nor
     * taken for a new source. Call before the stages are made.
     *
     * @param payloadType 0–127.
     * @return this.
     */
    public RtpSession passing(final int payloadType) {
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("rtp: payload type " + payloadType + "; accepted are 0–127");
        }
        passingType = payloadType;
        return this;
    }

    int passingType() {
        return passingType;
    }

    /**
     * For the jitter buffer of what {@link #receiver()} puts out.
     *
     * @return its way to ask for lost packets.
     */
    public RepairRequests repairs() {
        return repairs;
    }

    /**
     * Synchronisation source of retransmissions, for {@code a=ssrc-group:FID}.
     *
     * @return the SSRC, made from the seed, other than that of the media.
     */
    public int rtxSsrc() {
        final SplittableRandom random = new SplittableRandom(~seed);
        int ssrc = random.nextInt();
        while (ssrc == localSsrc || ssrc == 0) {
            ssrc = random.nextInt();
        }
        return ssrc;
    }

    /**
     * The stage between packetizer and socket.
     *
     * @return RTP in; the same RTP and RTCP out.
     */
    public Transform sender() {
        return new RtpSendStage(this);
    }

    /**
     * Sends reports and requests where no stream is sent.
     *
     * @return a source of RTCP packets, for the socket.
     */
    public Source reporter() {
        return new RtcpReporter(this);
    }

    /**
     * The stage between socket (or demultiplexer) and jitter buffer.
     *
     * @return RTP and RTCP in, RTP out.
     */
    public Transform receiver() {
        return new RtpReceiveStage(this);
    }

    /**
     * Asks the other side for a key frame, from any thread.
     */
    public void requestKeyframe() {
        if (!pictureLost.getAndSet(true)) {
            senderWaker.run();
        }
    }

    /**
     * Whether the other side has said goodbye.
     *
     * @return true if so. Any thread.
     */
    public boolean remoteLeft() {
        return remoteLeft;
    }

    /**
     * Round-trip time by the newest report. Any thread.
     *
     * @return nanoseconds; 0 = unknown.
     */
    public long rttNs() {
        final long[] values = new long[QUALITY_FIELDS];
        return quality.read(values) == 0 ? 0 : values[RTT_NS];
    }

    /**
     * Newest mapping of the sender's wall clock to its RTP clock, for {@code AvSync}. Any thread.
     *
     * @param to receives [Unix time of the sender in nanoseconds, RTP timestamp].
     * @return number of sender reports so far; 0 = none, and {@code to} is meaningless.
     */
    public long senderClock(final long[] to) {
        return clock.read(to);
    }

    void senderClock(final long epochNs, final int rtpTimestamp) {
        clock.begin().put(SR_EPOCH_NS, epochNs).put(SR_RTP, rtpTimestamp).end();
    }

    void keyframeWanted() {
        if (!keyframeWanted.getAndSet(true)) {
            senderWaker.run();
        }
    }

    void qualityReported(final int lossPermille, final long rttNs, final long jitterNs) {
        quality.begin().put(LOSS_PERMILLE, lossPermille).put(RTT_NS, rttNs).put(REMOTE_JITTER_NS, jitterNs).end();
        senderWaker.run();
    }

    void wakeSender() {
        senderWaker.run();
    }

    /** How lost packets are repaired; null = not. */
    RepairConfig repairConfig() {
        return repairConfig;
    }

    boolean takePictureLost() {
        return pictureLost.get() && pictureLost.getAndSet(false);
    }

    boolean takeKeyframeWanted() {
        return keyframeWanted.get() && keyframeWanted.getAndSet(false);
    }

    boolean isPictureLost() {
        return pictureLost.get();
    }

    void senderWaker(final Runnable waker) {
        senderWaker = waker;
    }

    void left() {
        remoteLeft = true;
    }

    String cname() {
        return cname;
    }

    int localSsrc() {
        return localSsrc;
    }

    long seed() {
        return seed;
    }

    long reportIntervalNs() {
        return reportIntervalNs;
    }
}
