package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.Providers;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.rtp.SessionDescription;
import io.penstock.core.rtp.UdpSocket;
import io.penstock.core.stages.CodecWarmup;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.graph.GraphSnapshot;
import io.penstock.spi.Codecs;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One end of a call as Penstock receives it: two ports of this machine, RTP and RTCP, H.264 and Opus, decoded and kept. */
final class CallReceiver implements AutoCloseable {
    /** A kernel buffer for what comes while the graph is being built. */
    private static final int SOCKET_BYTES = 1 << 20;
    // Not for latency: a busy machine must not make a picture late.
    private static final int HOLD_MS = 500;
    private static final Duration WARM_UP = Duration.ofMillis(1_500);
    private static final int WAIT_MS = 3_000;

    private final UdpSocket video = UdpSocket.bind(0).receiveBuffer(SOCKET_BYTES);
    private final UdpSocket audio = UdpSocket.bind(0).receiveBuffer(SOCKET_BYTES);
    private final RtpSession videoSession = new RtpSession("penstock@test", 1, 5);
    private final RtpSession audioSession = new RtpSession("penstock@test", 2, 6);
    private final Engine engine = Engine.launch(new EngineContext());
    private final Collector pictures;
    private final Collector sound;
    private Graph graph;

    CallReceiver(final int pictures, final int soundFrames) {
        this.pictures = new Collector(pictures);
        sound = new Collector(soundFrames);
    }

    int videoPort() {
        return video.boundPort();
    }

    int audioPort() {
        return audio.boundPort();
    }

    /** Runs the decoders until they are fast, so that nothing waits for them in the first second. */
    static void warmUp(final VideoFormat pictures, final AudioFormat sound) {
        final Providers providers = Providers.of(CallReceiver.class.getClassLoader());
        CodecWarmup.run(Codecs.encoder(CodecId.OPUS), Codecs.decoder(CodecId.OPUS), sound, providers, MediaClock.system(), WARM_UP);
        CodecWarmup.run(Codecs.encoder(CodecId.H264), Codecs.decoder(CodecId.H264), pictures, providers, MediaClock.system(), WARM_UP);
    }

    /** Receives what the peer says it sends: H.264 of at most that size, and Opus. */
    void start(final SessionDescription told, final VideoFormat largest, final AudioFormat played) {
        final PacketFormat videoPackets = packets(told.first("video").orElseThrow(), CodecId.H264, "H264", largest, videoPort());
        final PacketFormat audioPackets = packets(told.first("audio").orElseThrow(), CodecId.OPUS, "opus", played, audioPort());
        final JitterConfig hold = JitterConfig.video().targetDelayMs(HOLD_MS).maxDelayMs(WAIT_MS);
        final JitterConfig soundHold = JitterConfig.audio().targetDelayMs(HOLD_MS).maxDelayMs(WAIT_MS);
        final GraphBuilder builder = engine.graph("receiver");
        builder.source("video-net", video.source(videoPackets)).via("video-rtcp", videoSession.receiver())
            .via("video-jitter", VideoJitterBuffer.of(CodecId.H264, hold)).async(Edges.keyframeAware(Duration.ofMillis(WAIT_MS)))
            .via("h264", Codecs.decoder(CodecId.H264)).to("pictures", pictures);
        builder.source("audio-net", audio.source(audioPackets)).via("audio-rtcp", audioSession.receiver())
            .via("audio-jitter", AudioJitterBuffer.of(Codecs.decoder(CodecId.OPUS), soundHold, null)).to("sound", sound);
        graph = builder.build().start();
    }

    private static PacketFormat packets(final SessionDescription.Media told, final CodecId codec, final String encoding, final Format media,
                                        final int port) {
        assertEquals(encoding.toLowerCase(Locale.ROOT), told.encoding().toLowerCase(Locale.ROOT), "what the peer says it sends");
        assertEquals(port, told.port(), "where the peer says it sends " + encoding);
        return PacketFormat.rtp(EncodedFormat.of(codec, media), told.payloadType(), told.clockRateHz());
    }

    /** Waits for as many pictures and frames of sound as were asked for. */
    boolean await(final Duration limit) throws InterruptedException {
        return pictures.await(limit) && sound.await(limit);
    }

    /** Hangs up, and waits until what came was shown. */
    boolean end(final Duration limit) {
        video.close();
        audio.close();
        return graph.awaitEnd(limit);
    }

    Collector pictures() {
        return pictures;
    }

    Collector sound() {
        return sound;
    }

    /** Whether the peer has said goodbye on both streams. */
    boolean peerLeft() {
        return videoSession.remoteLeft() && audioSession.remoteLeft();
    }

    /** Counters of all stages that tell of something lost, late, refused or wrong, with what they count. */
    Map<String, Long> troubles() {
        final Map<String, Long> troubles = new TreeMap<>();
        final GraphSnapshot snapshot = graph.snapshot();
        for (final GraphSnapshot.StageStats stage : snapshot.stages()) {
            stage.counters().forEach((name, count) -> {
                if (count != 0 && (name.startsWith("dropped.") || name.startsWith("errors.") || "lost".equals(name) || "late".equals(name))) {
                    troubles.put(stage.name() + ' ' + name, count);
                }
            });
            if (stage.errors() != 0) {
                troubles.put(stage.name() + " threw", stage.errors());
            }
        }
        for (final GraphSnapshot.EdgeStats edge : snapshot.edges()) {
            edge.dropped().forEach((reason, count) -> {
                if (count != 0) {
                    troubles.put(edge.name() + ' ' + reason, count);
                }
            });
        }
        return troubles;
    }

    /** Why it did not work, for messages. */
    String state() {
        return graph.state() + " " + graph.failure() + " " + graph.snapshot();
    }

    @Override
    public void close() {
        if (graph != null) {
            graph.close();
        }
        video.close();
        audio.close();
        engine.close();
    }
}
