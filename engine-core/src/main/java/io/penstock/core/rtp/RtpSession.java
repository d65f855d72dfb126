package io.penstock.core.rtp;

import io.penstock.stage.Source;
import io.penstock.stage.Transform;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the sending and the receiving side of one RTP stream in each direction share: reports (RTCP SR, RR, SDES, XR, BYE) and requests for key
 * frames (PLI, FIR) that go over the same socket.
 * <pre>{@code
 * UdpSocket socket = UdpSocket.bind(0).connect(remote);
 * RtpSession session = new RtpSession("alice@example", packetizer.ssrc(), seed);
 * // one graph: encoder → packetizer → session.sender() → socket.sink()
 * // another:   socket.source(format) → session.receiver() → jitter buffer → decoder
 * }</pre>
 * A {@code KeyframeRequest} from the decoder or jitter buffer ends in {@link #receiver()}, wakes the region of {@link #sender()}, and goes
 * out as PLI at once. A PLI or FIR that arrives goes up from {@link #sender()} to the encoder as {@code KeyframeRequest}; a report of the other side
 * as {@code QosReport}. With {@link #repair}, lost packets are asked for by NACK and sent again. Without a
 * stream to send, {@link #reporter()} stands for {@link #sender()}.
 *
 * <p>The two sides may run in different regions and threads: they meet in lock-free mailboxes only. Reports go out every second, by the
 * engine's clock, at moments randomised by the seed; feedback goes at once, both within 5 % of what the session takes (RFC 4585, section 3.5).
 * Each stage can be made once.
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
    static final int RECEIVED_BYTES = 7;
    static final int RECEPTION_FIELDS = 8;
    // Fields of the quality mailbox.
    static final int LOSS_PERMILLE = 0;
    static final int RTT_NS = 1;
    static final int REMOTE_JITTER_NS = 2;
    static final int QUALITY_FIELDS = 3;
    // Fields of the clock mailbox.
    static final int SR_EPOCH_NS = 0;
    static final int SR_RTP = 1;
    static final int CLOCK_FIELDS = 2;
    // Fields of the reference mailbox: what to answer so that the other side knows the round trip (RFC 3611, section 4.5).
    static final int REFERENCE_SSRC = 0;
    static final int REFERENCE_TIME = 1;
    static final int REFERENCE_ARRIVAL_NS = 2;
    static final int REFERENCE_FIELDS = 3;

    /** Lost packets to ask the other side for: sequence numbers. */
    final IntMailbox wanted = new IntMailbox(REQUESTS);
    /** Packets that the other side asks for: packet ID and mask as in the NACK. */
    final IntMailbox asked = new IntMailbox(REQUESTS);
    final SharedLongs reception = new SharedLongs(RECEPTION_FIELDS);
    final SharedLongs quality = new SharedLongs(QUALITY_FIELDS);
    final SharedLongs reference = new SharedLongs(REFERENCE_FIELDS);
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
    private int bandwidthBps;
    private boolean fullIntra;
    private volatile Runnable senderWaker = () -> { };
    private volatile boolean remoteLeft;
    private volatile boolean leaving;
    private volatile long remoteEstimateBps;
    private volatile long measuredRttNs;
    private final AtomicInteger roundTrips = new AtomicInteger();

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

    /**
     * Tells how much the session takes, for reports and feedback to keep within 5 % of it (RFC 3550, section 6.2; {@code b=AS} in SDP). By
     * default it is measured, and feedback may always take 64 kbit/s. Call before the stages are made.
     *
     * @param bitsPerSecond of media, both directions together, positive.
     * @return this.
     */
    public RtpSession bandwidth(final int bitsPerSecond) {
        if (bitsPerSecond <= 0) {
            throw new IllegalArgumentException("rtcp: session bandwidth " + bitsPerSecond + " bit/s must be positive");
        }
        bandwidthBps = bitsPerSecond;
        return this;
    }

    /**
     * Asks for key frames by full intra requests (FIR, RFC 5104) instead of picture loss indications, where only {@code ccm fir} was agreed.
     * Both are answered in any case. Call before the stages are made.
     *
     * @return this.
     */
    public RtpSession fullIntraRequests() {
        fullIntra = true;
        return this;
    }

    int bandwidth() {
        return bandwidthBps;
    }

    boolean isFullIntra() {
        return fullIntra;
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
     * Says goodbye (BYE), from any thread: {@link #sender()} at once, and not again at its end; {@link #reporter()} too, and ends with it.
     */
    public void leave() {
        leaving = true;
        senderWaker.run();
    }

    boolean isLeaving() {
        return leaving;
    }

    /**
     * What the other side estimates that can be sent to it (REMB). Any thread.
     *
     * @return bits per second; 0 = it told nothing.
     */
    public long remoteEstimateBps() {
        return remoteEstimateBps;
    }

    void remoteEstimate(final long bitsPerSecond) {
        remoteEstimateBps = bitsPerSecond;
    }

    /**
     * Whether the other side has said goodbye, and nothing came of it afterwards but what was on the way.
     *
     * @return true if so. Any thread.
     */
    public boolean remoteLeft() {
        return remoteLeft;
    }

    /**
     * Round-trip time by the newest report: of what is sent by its receiver's, else by extended reports (RFC 3611), which the other side may
     * not know. Any thread.
     *
     * @return nanoseconds; 0 = unknown.
     */
    public long rttNs() {
        return rttNs(new long[QUALITY_FIELDS]);
    }

    long rttNs(final long[] values) {
        return quality.read(values) == 0 || values[RTT_NS] == 0 ? measuredRttNs : values[RTT_NS];
    }

    /**
     * Tells the round trip by other means, such as STUN, for as long as no report does. Any thread.
     *
     * @param rttNs nanoseconds; 0 = unknown.
     */
    public void roundTrip(final long rttNs) {
        measuredRttNs = rttNs;
        roundTrips.incrementAndGet();
    }

    long measuredRttNs() {
        return measuredRttNs;
    }

    int roundTrips() {
        return roundTrips.get();
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

    /**
     * What came by {@link #receiver()} so far. Any thread.
     *
     * @return counts; {@link Received#NOTHING} before the first packet.
     */
    public Received received() {
        final long[] values = new long[RECEPTION_FIELDS];
        return reception.read(values) == 0 ? Received.NOTHING
            : new Received(values[EXPECTED], values[RECEIVED], values[RECEIVED_BYTES], values[JITTER]);
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

    void left(final boolean now) {
        remoteLeft = now;
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
