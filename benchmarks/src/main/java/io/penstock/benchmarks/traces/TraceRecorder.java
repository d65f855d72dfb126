package io.penstock.benchmarks.traces;

import io.penstock.benchmarks.traces.TracePacket.Medium;
import io.penstock.clock.MediaClock;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.format.PacketSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.PayloadFormat;
import io.penstock.stage.InPlace;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes down what a network does to one stream of RTP: a stage before it and a stage behind it, in one engine. A replay of the trace gives the
 * jitter buffer the same packets at the same times.
 *
 * <pre>{@code
 * … .via("sent", recorder.sent()).via("net", LossyLink.of(…)).via("arrived", recorder.arrived()).via("jitter", …)
 * Files.writeString(file, TraceText.write(recorder.trace("mine", "what it was")));
 * }</pre>
 *
 * <p>One stream, one thread.
 */
final class TraceRecorder {
    private static final int NS_PER_US = 1000;
    private static final long NEVER = Long.MIN_VALUE;

    private final Medium medium;
    private final PayloadFormat format;
    private final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
    private final Map<Long, Seen> packets = new LinkedHashMap<>();
    private long originNs = NEVER;
    private long lastSequence = NEVER;
    private long lastTimestamp;
    private boolean lastKey;

    /** A packet that was sent. */
    private record Seen(long sequence, long timestamp, int bytes, boolean key, boolean marker, long sentNs, List<Long> arrivalsNs) {
    }

    /**
     * A recorder.
     *
     * @param medium what the stream is.
     * @param format tells which packets begin key frames.
     */
    TraceRecorder(final Medium medium, final PayloadFormat format) {
        this.medium = medium;
        this.format = format;
    }

    /** The stage before the network. Packets come by in the order of their numbers. */
    InPlace sent() {
        return new Tap(true);
    }

    /** The stage behind it. */
    InPlace arrived() {
        return new Tap(false);
    }

    private final class Tap implements InPlace {
        private final boolean before;
        private MediaClock clock;

        Tap(final boolean before) {
            this.before = before;
        }

        @Override
        public StageSpec spec() {
            return StageSpec.same(before ? "sent" : "arrived", PacketSpec.any()).build();
        }

        @Override
        public void onStart(final StageContext context) {
            clock = context.clock();
            originNs = originNs == NEVER ? clock.nanoTime() : originNs;
        }

        @Override
        public Verdict onFrame(final MutableFrame frame) {
            final long nowNs = clock.nanoTime() - originNs;
            if (header.parse(frame.array(), frame.arrayOffset(), frame.length())) {
                if (before) {
                    note(frame, nowNs);
                } else {
                    final Seen packet = packets.get(running(header.sequence()));
                    if (packet != null) {
                        packet.arrivalsNs.add(nowNs / NS_PER_US * NS_PER_US);
                    }
                }
            }
            return Verdict.FORWARD;
        }
    }

    private void note(final Frame frame, final long nowNs) {
        final boolean first = lastSequence == NEVER;
        final long sequence = first ? header.sequence() : running(header.sequence());
        final long timestamp = first ? header.timestamp() & 0xFFFFFFFFL : lastTimestamp + (header.timestamp() - (int) lastTimestamp);
        final boolean goesOn = !first && timestamp == lastTimestamp;
        lastKey = goesOn && lastKey
            || medium == Medium.VIDEO && format.startsKeyframe(frame.array(), header.payloadOffset(), header.payloadLength());
        lastSequence = Math.max(lastSequence, sequence);
        lastTimestamp = timestamp;
        packets.put(sequence, new Seen(sequence, timestamp, frame.length(), lastKey, header.marker(), nowNs / NS_PER_US * NS_PER_US,
            new ArrayList<>()));
    }

    /** The running number nearest to the last one sent. */
    private long running(final int sequence) {
        return lastSequence + (short) (sequence - (int) lastSequence);
    }

    /**
     * What was recorded.
     *
     * @param name      for tables: letters, digits, {@code _ . + -}.
     * @param described what it was.
     * @return the trace so far.
     */
    LinkTrace trace(final String name, final String described) {
        return new LinkTrace(name, described, packets.values().stream().map(packet -> new TracePacket(medium, packet.sequence, packet.timestamp,
            packet.bytes, packet.key, packet.marker, packet.sentNs, List.copyOf(packet.arrivalsNs))).toList());
    }
}
