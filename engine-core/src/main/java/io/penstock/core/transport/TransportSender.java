package io.penstock.core.transport;

import io.penstock.core.congestion.BandwidthEstimator;
import io.penstock.core.fec.ProtectionPolicy;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.event.Event;
import io.penstock.format.PacketFormat;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.stage.Junction;
import io.penstock.stage.Latency;
import io.penstock.stage.Outputs;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.time.Duration;
import java.util.List;

/**
 * Sends what the network takes: sound and reports at once, then retransmissions, then pictures and their protection, then probes.
 *
 * <p>Counters: {@code packets}, {@code sound}, {@code retransmissions}, {@code repair}, {@code pictures}, {@code padding}, {@code rtcp},
 * {@code feedbacks} (sent), {@code heard} (feedback that came), {@code probes} (clusters), {@code dropped.overfull},
 * {@code dropped.flushed}, {@code errors.malformed}, {@code errors.feedback}.
 */
final class TransportSender implements Junction {
    /** What every packet costs beside itself (RFC 791, RFC 768). */
    static final int IP_AND_UDP_BYTES = 28;
    /** Packets that may wait, of pictures and of retransmissions each. */
    private static final int MOST_WAITING = 512;
    private static final int BURST = 32;
    private static final long TICK_NS = 50_000_000L;
    /** So much may go at once after a pause: timers are not exact. */
    private static final long ALLOWANCE_NS = 1_500_000L;
    /** Times the rate at which a picture goes out: soon, but not as a burst. */
    private static final double PACE = 5;
    private static final double PACE_WHILE_QUEUED = 1.5;
    private static final long QUEUED_NS = 25_000_000L;
    /** Over which a picture is spread while the network takes what the encoder makes; when it does not, {@link SendGate} acts. */
    private static final Duration LONGEST_SPREAD = Duration.ofMillis(45);
    private static final double LOSS_RISES = 0.4;
    private static final double LOSS_FALLS = 0.06;
    /** Of sound with all that is repeated, headers included. */
    private static final int MOST_SOUND_BPS = 190_000;
    private static final int LEAST_SOUND_BPS = 6_000;
    private static final int TARGET_CHANGE_PERCENT = 3;
    private static final long TARGET_REPEAT_NS = 1_000_000_000L;

    private final RtpTransport transport;
    private final List<RtpTransport.Stream> streams;
    private final StageSpec spec;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final SentPackets sent = new SentPackets();
    private final PacketLane again = new PacketLane(MOST_WAITING);
    private final PacketLane pictures = new PacketLane(MOST_WAITING);
    private final RateShare share = new RateShare();
    private final PictureRates rates;
    private final int[] toldBps;
    private final long[] toldNs;
    private final int pictureStreams;
    private BandwidthEstimator estimator;
    private FeedbackReader feedback;
    private Prober prober;
    private SenderCounters counters;
    private StageContext context;
    private long number;
    private long nextSendNs = Long.MIN_VALUE;
    private boolean blocked;
    private boolean starved;
    private double lossPermille;

    TransportSender(final RtpTransport transport, final List<RtpTransport.Stream> streams) {
        this.transport = transport;
        this.streams = streams;
        rates = new PictureRates(streams);
        final StageSpec.Builder builder = StageSpec.junction("rtp-transport");
        for (int i = 0; i < streams.size(); i++) {
            builder.input(streams.get(i).name(), PacketSpec.rtp()).outputSameAs(streams.get(i).name(), i);
        }
        pictureStreams = (int) streams.stream().filter(RtpTransport.Stream::isVideo).count();
        spec = builder.ticking().framesHeld(pictureStreams > 0 ? 2 * MOST_WAITING : 0).maxOutputsPerInput(BURST)
            .maxOutputBytes(PacketFormat.RECEIVE_PACKET_BYTES)
            .latency(pictureStreams > 0 ? Latency.between(Duration.ZERO, LONGEST_SPREAD) : Latency.ZERO).build();
        toldBps = new int[streams.size()];
        toldNs = new long[streams.size()];
    }

    @Override
    public StageSpec spec() {
        return spec;
    }

    @Override
    public void onStart(final StageContext stageContext) {
        context = stageContext;
        counters = new SenderCounters(context);
        final TransportConfig config = transport.config;
        estimator = new BandwidthEstimator(config.startBitsPerSecond(), config.minBitsPerSecond(), config.maxBitsPerSecond());
        feedback = new FeedbackReader(estimator, sent);
        prober = new Prober(estimator, config.paddingPayloadType());
        transport.waker(context.waker());
    }

    @Override
    public void onFrame(final int port, final Frame in, final Outputs out) {
        final long nowNs = context.clock().nanoTime();
        final byte[] array = in.array();
        final int at = in.arrayOffset();
        if (RtpHeaderFlyweight.isRtcp(array, at, in.length())) {
            counters.rtcp.increment();
            share.report(in.length() + IP_AND_UDP_BYTES);
            out.port(port).forward(in);
        } else if (!header.parse(array, at, in.length())) {
            counters.malformed.increment();
        } else if (!streams.get(port).isVideo()) {
            counters.sound.increment();
            share.sound(in.length() + IP_AND_UDP_BYTES);
            send(port, in, nowNs, -1, out);
        } else {
            enqueue(port, in, nowNs);
        }
        serve(nowNs, out);
    }

    private void enqueue(final int port, final Frame in, final long nowNs) {
        final PacketLane lane = header.payloadType() == streams.get(port).rtxPayloadType() ? again : pictures;
        if (lane.isFull()) {
            counters.overfull.increment();
            context.sendUpstream(port, Event.KeyframeRequest.ALL);
            return;
        }
        lane.add(in, port, nowNs);
    }

    @Override
    public int onTick(final long nowNs, final Outputs out) {
        return serve(nowNs, out);
    }

    private int serve(final long nowNs, final Outputs out) {
        int work = feedback.takeAll(transport.heard, nowNs, counters);
        estimator.tick(nowNs);
        while (!transport.reports.isEmpty() && work < BURST) {
            report(nowNs, out);
            work++;
        }
        work += pump(nowNs, BURST - work - 1, out);
        final boolean looked = share.look(nowNs);
        if (looked) {
            protect(nowNs);
        }
        if (looked || work > 0) {
            allocate(nowNs);
        }
        return work;
    }

    private void report(final long nowNs, final Outputs out) {
        final PacketMailbox box = transport.reports;
        final int length = box.peekLength();
        final MutableFrame packet = out.port(0).claim(length);
        System.arraycopy(box.peek(), 0, packet.array(), packet.arrayOffset(), length);
        packet.length(length).ptsNs(nowNs).captureNs(nowNs).durationNs(0).flags(0).layers(0, 0).sequence(0).streamId(0).rtpTimestamp(0).userTag(0);
        box.remove();
        out.port(0).commit(packet);
        counters.feedbacks.increment();
        share.report(length + IP_AND_UDP_BYTES);
    }

    /** Sends what may go now. Returns how many packets. */
    private int pump(final long nowNs, final int most, final Outputs out) {
        prober.look(nowNs, counters);
        int packets = 0;
        long wakeNs = nowNs + TICK_NS;
        blocked = false;
        while (true) {
            final PacketLane lane = again.isEmpty() ? pictures : again;
            if (lane.isEmpty() && !prober.isActive()) {
                break;
            }
            if (!prober.isActive() && estimator.inFlightBytes() >= estimator.windowBytes()) {
                blocked = true;
                break;
            }
            if (nowNs < nextSendNs) {
                wakeNs = Math.min(wakeNs, nextSendNs);
                break;
            }
            if (packets == most) {
                wakeNs = nowNs;
                break;
            }
            packets++;
            if (lane.isEmpty()) {
                pad(nowNs, out);
            } else {
                sendFirst(lane, nowNs, out);
            }
        }
        final long drainNs = (again.bytes() + pictures.bytes()) * 8_000_000_000L / paceBps();
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).pressure().update(drainNs, blocked, starved || rates.isOff(i));
        }
        context.wakeAtNs(wakeNs);
        return packets;
    }

    private void sendFirst(final PacketLane lane, final long nowNs, final Outputs out) {
        final int port = lane.firstPort();
        final Frame packet = lane.remove();
        try {
            header.parse(packet.array(), packet.arrayOffset(), packet.length()); // it was well-formed when it came
            final int wire = packet.length() + IP_AND_UDP_BYTES;
            final int type = header.payloadType();
            if (lane == again) {
                counters.retransmissions.increment();
                share.repair(wire);
            } else if (type == streams.get(port).repairPayloadType()) {
                counters.repair.increment();
                share.repair(wire);
            } else {
                counters.pictures.increment();
                share.picture(wire, header.payloadLength());
            }
            send(port, packet, nowNs, prober.sent(wire), out);
        } finally {
            packet.release();
        }
    }

    private void pad(final long nowNs, final Outputs out) {
        final MutableFrame packet = out.port(0).claim(Prober.PADDING_PACKET_BYTES);
        prober.fill(packet, nowNs);
        header.parse(packet.array(), packet.arrayOffset(), packet.length());
        final int wire = packet.length() + IP_AND_UDP_BYTES;
        counters.padding.increment();
        counted(wire, nowNs, prober.sent(wire));
        out.port(0).commit(packet);
    }

    private void send(final int port, final Frame packet, final long nowNs, final int probe, final Outputs out) {
        counted(packet.length() + IP_AND_UDP_BYTES, nowNs, probe);
        out.port(port).forward(packet);
    }

    /** The packet in {@link #header} goes. */
    private void counted(final int wire, final long nowNs, final int probe) {
        sent.add(header.ssrc(), header.sequence(), number);
        estimator.sent(number++, wire, nowNs, probe);
        counters.packets.increment();
        nextSendNs = Math.max(nextSendNs, nowNs - ALLOWANCE_NS) + wire * 8_000_000_000L / paceBps();
    }

    private long paceBps() {
        if (prober.isActive()) {
            return prober.bps();
        }
        final boolean queued = estimator.usage() == BandwidthEstimator.Usage.OVERUSE || estimator.queueDelayNs() > QUEUED_NS;
        return Math.max(10_000, (long) (estimator.targetBps() * (queued ? PACE_WHILE_QUEUED : PACE)));
    }

    private void protect(final long nowNs) {
        final int now = estimator.lossPermille();
        lossPermille += now > lossPermille ? LOSS_RISES * (now - lossPermille) : LOSS_FALLS * (now - lossPermille);
        for (int i = 0; i < streams.size(); i++) {
            final RtpTransport.Stream stream = streams.get(i);
            ProtectionPolicy.apply(stream.protection(), (int) lossPermille, estimator.rttNs());
            if (!stream.isVideo() && stream.bitsPerSecond() > 0) {
                tell(i, soundBps(stream.bitsPerSecond(), stream.protection().redundancy()), nowNs);
            }
        }
    }

    /** What repeats every packet many times has to be small. */
    private int soundBps(final int usual, final int redundancy) {
        final int headers = (int) share.soundPacketsPerSecond() * 8
            * (IP_AND_UDP_BYTES + RtpHeaderFlyweight.FIXED_HEADER_LENGTH + 1 + 4 * redundancy);
        return Math.max(LEAST_SOUND_BPS, Math.min(usual, (MOST_SOUND_BPS - headers) / (redundancy + 1)));
    }

    private void allocate(final long nowNs) {
        final int target = estimator.targetBps();
        if (pictureStreams > 0) {
            final int least = transport.config.minPictureBits();
            final int left = share.pictureBps(target);
            starved = starved ? left < least * 5L / 4 : left < least; // not to and fro
            rates.divide(share.encoderBps(target));
            for (int i = 0; i < streams.size(); i++) {
                if (streams.get(i).isVideo() && !starved && !rates.isOff(i)) {
                    tell(i, rates.bps(i), nowNs);
                }
            }
        }
        final long waitingNs = (again.bytes() + pictures.bytes()) * 8_000_000_000L / paceBps();
        final int encoderBps = starved || pictureStreams == 0 ? 0 : share.encoderBps(target);
        transport.figures.put(TransportFigures.TARGET_BPS, target).put(TransportFigures.ACKNOWLEDGED_BPS, estimator.acknowledgedBps())
            .put(TransportFigures.SENT_BPS, share.sentBps()).put(TransportFigures.ENCODER_BPS, encoderBps)
            .put(TransportFigures.LOSS_PERMILLE, estimator.lossPermille()).put(TransportFigures.RTT_NS, estimator.rttNs())
            .put(TransportFigures.QUEUE_NS, estimator.queueDelayNs()).put(TransportFigures.IN_FLIGHT, estimator.inFlightBytes())
            .put(TransportFigures.WINDOW, estimator.windowBytes()).put(TransportFigures.WAITING_NS, waitingNs)
            .put(TransportFigures.REPAIR_PERMILLE, share.repairPermille())
            .put(TransportFigures.OVERUSING, estimator.usage() == BandwidthEstimator.Usage.OVERUSE ? 1 : 0)
            .put(TransportFigures.PACKETS, counters.packets.value()).put(TransportFigures.RETRANSMISSIONS, counters.retransmissions.value())
            .put(TransportFigures.REPAIR_PACKETS, counters.repair.value()).put(TransportFigures.PADDING_PACKETS, counters.padding.value())
            .put(TransportFigures.FEEDBACKS, counters.heard.value());
    }

    private void tell(final int port, final int bps, final long nowNs) {
        final boolean changed = Math.abs(bps - toldBps[port]) * 100L > (long) toldBps[port] * TARGET_CHANGE_PERCENT;
        if (changed || nowNs - toldNs[port] >= TARGET_REPEAT_NS) {
            toldBps[port] = bps;
            toldNs[port] = nowNs;
            context.sendUpstream(port, new Event.BitrateTarget(bps));
        }
    }

    @Override
    public void onFlush(final int port) {
        drop();
    }

    private void drop() {
        final int dropped = again.clear() + pictures.clear();
        if (counters != null) {
            counters.flushed.add(dropped);
        }
    }

    @Override
    public void onEndOfStream(final int port, final Outputs out) {
        final long nowNs = context.clock().nanoTime();
        for (int i = 0; i < BURST && !(again.isEmpty() && pictures.isEmpty()); i++) {
            sendFirst(again.isEmpty() ? pictures : again, nowNs, out);
        }
        drop();
    }

    @Override
    public void close() {
        drop();
        transport.waker(() -> { });
    }
}
