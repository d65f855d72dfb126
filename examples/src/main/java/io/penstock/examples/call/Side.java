package io.penstock.examples.call;

import io.penstock.core.transport.TransportStatistics;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import java.time.Duration;
import java.util.List;

/** One end of the call while it runs: its two graphs, and the way that its media take. */
final class Side {
    /** The edge where pictures are dropped that the encoder has no time for. */
    private static final String ENCODER_QUEUE = "→h264-encoder";
    private final CallEndpoint endpoint;
    private final Graph sending;
    private final Graph receiving;
    private final FrameRateGovernor governor;
    private final SendMeter sentVideo;

    /**
     * Puts an end together; nothing runs yet.
     *
     * @param endpoint   composes the graphs.
     * @param capture    where it gets picture and sound from.
     * @param out        measures what it sends.
     * @param in         measures what it receives.
     * @param fps        pictures a second to begin with.
     * @param video      packets of the picture.
     * @param audio      packets of the sound.
     * @param recordings what is kept of what it receives.
     * @param aheadNs    by how much the other end's clock is ahead.
     */
    Side(final CallEndpoint endpoint, final Capture capture, final Way out, final Way in, final int fps, final PacketLink video,
         final PacketLink audio, final Recordings recordings, final long aheadNs) {
        this.endpoint = endpoint;
        receiving = endpoint.receive(in.receiving(recordings, aheadNs), video, audio);
        sending = endpoint.send(out.sending(capture), video, audio);
        governor = new FrameRateGovernor(fps, capture.rate());
        sentVideo = out.video().send();
    }

    void startReceiving() {
        receiving.start();
    }

    void startSending() {
        sending.start();
    }

    /** Lowers the frame rate if need be, or raises it again: returns the new one, null if it stays. Once a second. */
    FrameRateGovernor.Change govern() {
        return governor.look(droppedBeforeEncoder(), sentVideo.encodeCalls(), sentVideo.encodeNs());
    }

    /** Pictures that were dropped before the encoder, by the camera itself or in the queue. */
    private long droppedBeforeEncoder() {
        final GraphSnapshot snapshot = sending.snapshot();
        long dropped = 0;
        for (final GraphSnapshot.EdgeStats edge : snapshot.edges()) {
            if (edge.name().endsWith(ENCODER_QUEUE)) {
                dropped += edge.dropped().values().stream().mapToLong(Long::longValue).sum();
            }
        }
        for (final GraphSnapshot.StageStats stage : snapshot.stages()) {
            if (stage.name().equals("camera")) {
                dropped += stage.counters().getOrDefault("dropped.late", 0L) + stage.counters().getOrDefault("dropped.pool", 0L);
            }
        }
        return dropped;
    }

    /** Requests for a key frame that this end has sent. */
    long keyframeRequests() {
        return receiving.snapshot().stages().stream().filter(stage -> stage.name().equals("session-video")).findFirst()
            .map(stage -> stage.counters().getOrDefault("pictureLosses", 0L)).orElse(0L);
    }

    /** What the network takes of what it sends. */
    TransportStatistics network() {
        return endpoint.network();
    }

    /** By how much it plays sound later than the picture that belongs to it, nanoseconds. */
    long skewNs() {
        return endpoint.skewNs();
    }

    boolean endSending(final Duration timeout) {
        return sending.drain(timeout);
    }

    boolean endReceiving(final Duration timeout) {
        return receiving.drain(timeout);
    }

    String name() {
        return endpoint.name();
    }

    boolean remoteLeft() {
        return endpoint.remoteLeft();
    }

    List<Graph> graphs() {
        return List.of(sending, receiving);
    }

    /** The error that ended a graph; null if none did. */
    Throwable failure() {
        return sending.failure() != null ? sending.failure() : receiving.failure();
    }

    void close() {
        sending.close();
        receiving.close();
    }
}
