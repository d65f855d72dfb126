package io.penstock.rtc.client;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.core.jitter.AvSync;
import io.penstock.core.rtp.Received;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.stages.AppSource;
import io.penstock.format.MediaKind;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import io.penstock.rtc.statistics.FreezeAnalyst;
import io.penstock.rtc.statistics.StreamCounts;
import java.util.List;
import java.util.Map;

/** A track of another participant that arrives: a graph of its own, from the packets to whoever shows or plays it. Any thread. */
public final class ReceivedTrack implements AutoCloseable {
    static final String JITTER = "jitter";
    private static final int RTP_HEADER_BYTES = 12;
    private static final long UNKNOWN = -1;

    private final RoomMedia media;
    private final IncomingTrack remote;
    private final RtpSession session;
    private final InStep inStep;
    private final AvSync.Stream sync;
    private final AppSource packets;
    private final StallLog stalls;
    private final FreezeAnalyst freezes;
    private final Graph graph;
    private boolean closed;
    private long framesBefore;
    private long heldNsBefore;
    private long jitterBufferNs = UNKNOWN;

    ReceivedTrack(final RoomMedia media, final IncomingTrack remote, final RtpSession session, final InStep inStep, final AvSync.Stream sync,
                  final AppSource packets, final StallLog stalls, final FreezeAnalyst freezes, final Graph graph) {
        this.media = media;
        this.remote = remote;
        this.session = session;
        this.inStep = inStep;
        this.sync = sync;
        this.packets = packets;
        this.stalls = stalls;
        this.freezes = freezes;
        this.graph = graph;
    }

    /**
     * Which track.
     *
     * @return as it was asked for.
     */
    public IncomingTrack remote() {
        return remote;
    }

    /**
     * The graph that it runs in, for taps and for what it says about itself.
     *
     * @return the graph.
     */
    public Graph graph() {
        return graph;
    }

    /**
     * How it arrives. Why pictures stood still is found out from what happened in the last seconds: ask at least every two.
     *
     * @return as of now; the delay in the jitter buffer is the mean since the call before.
     */
    public TrackStatistics statistics() {
        Map<String, Long> counters = Map.of();
        for (final GraphSnapshot.StageStats stage : graph.snapshot().stages()) {
            counters = stage.name().equals(JITTER) ? stage.counters() : counters;
        }
        final MediaClock clock = media.clock();
        final Received received = session.received();
        final long endToEndNs = sync == null ? Long.MIN_VALUE : sync.endToEndNs(clock);
        if (freezes != null) {
            freezes.poll(clock.nanoTime(), freeze -> { });
        }
        final List<Stall> times = stalls == null ? List.of() : stalls.stalls();
        final StreamCounts counts = new StreamCounts(received.packets(), received.payloadBytes() + RTP_HEADER_BYTES * received.packets(),
            received.lost(), counters.getOrDefault("frames", 0L), counters.getOrDefault("freezes", 0L), counters.getOrDefault("stalls", 0L),
            stalls == null ? 0 : stalls.stalledNs(), Timebase.unitsToNs(received.jitterUnits(), remote.packets().clockRateHz()),
            held(counters.getOrDefault("frames", 0L), counters.getOrDefault("heldNs", 0L)),
            endToEndNs == Long.MIN_VALUE ? UNKNOWN : Math.max(0, endToEndNs));
        return new TrackStatistics(remote.track(), remote.owner(), remote.kind(), counts, counters.getOrDefault("concealed", 0L),
            inStep.skewNs(), times, freezes == null ? Map.of() : freezes.causes());
    }

    private synchronized long held(final long frames, final long heldNs) {
        if (frames > framesBefore) {
            jitterBufferNs = (heldNs - heldNsBefore) / (frames - framesBefore);
            framesBefore = frames;
            heldNsBefore = heldNs;
        }
        return jitterBufferNs;
    }

    void roundTrip(final long rttNs) {
        session.roundTrip(rttNs);
        if (freezes != null) {
            freezes.roundTripNs(rttNs);
        }
    }

    RtpSession session() {
        return session;
    }

    MediaKind kind() {
        return remote.kind();
    }

    AppSource packets() {
        return packets;
    }

    InStep inStep() {
        return inStep;
    }

    boolean isInStep() {
        return sync != null;
    }

    /** Ends it: nothing of it is shown or played any more. */
    @Override
    public void close() {
        media.stop(this);
    }

    synchronized boolean takeClosed() {
        final boolean first = !closed;
        closed = true;
        return first;
    }
}
