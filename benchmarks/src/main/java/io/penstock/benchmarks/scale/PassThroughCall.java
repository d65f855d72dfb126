package io.penstock.benchmarks.scale;

import io.penstock.core.Engine;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.rtp.UdpSocket;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.spi.Codecs;
import io.penstock.stage.InPlace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * A call whose codecs only copy: two ends in one process, each a graph that sends and receives, sound (L16, a frame each 20 ms) and pictures
 * (15 a second) both ways over UDP sockets of the loopback interface.
 *
 * <pre>
 *   pictures ─► rtp ─► udp      udp ─► jitter ─► lateness
 *   sound ─► rtp ─► udp         udp ─► jitter (decodes L16) ─► lateness
 * </pre>
 */
final class PassThroughCall implements AutoCloseable {
    /** 500 kbit/s at 15 pictures a second. */
    static final int PICTURE_BYTES = 4166;
    private static final AudioFormat SOUND = AudioFormat.mono(8000, Duration.ofMillis(20));
    private static final EncodedFormat AUDIO = EncodedFormat.of(CodecId.L16, SOUND);
    private static final EncodedFormat VIDEO = new EncodedFormat(CodecId.VP8, VideoFormat.i420(360, 640, 15), 16_384);
    private static final int SOUND_BYTES = 320;
    /** How long jitter buffers hold media by default. */
    static final int HOLD_MS = 40;
    private static final PacketFormat AUDIO_PACKETS = PacketFormat.rtp(AUDIO, 97, 8000);
    private static final PacketFormat VIDEO_PACKETS = PacketFormat.rtp(VIDEO, 96, 90_000);

    private final End a;
    private final End b;

    /** What sends and receives at one end. */
    private static final class End implements AutoCloseable {
        private final UdpSocket audioSocket = socket();
        private final UdpSocket videoSocket = socket();
        private final PacedFrames audio;
        private final PacedFrames video;
        private LatenessSink heard;
        private LatenessSink seen;
        private Graph graph;

        End(final Random random) {
            audio = PacedFrames.sound(AUDIO, random.nextInt((int) AUDIO.frameNs()), SOUND_BYTES);
            video = PacedFrames.pictures(VIDEO, random.nextInt((int) VIDEO.frameNs()), PICTURE_BYTES);
        }

        private static UdpSocket socket() {
            return UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        }

        /** From timestamp 0, so that a sink can tell when a frame was due. */
        private static RtpSettings rtp(final PacketFormat packets) {
            return RtpSettings.defaults().payloadType(packets.payloadType()).initialTimestamp(0);
        }

        void build(final Engine engine, final String name, final End other, final int holdMs, final Supplier<InPlace> network) {
            audioSocket.connect(other.audioSocket.localAddress());
            videoSocket.connect(other.videoSocket.localAddress());
            heard = new LatenessSink(other.audio, AUDIO_PACKETS.clockRateHz());
            seen = new LatenessSink(other.video, VIDEO_PACKETS.clockRateHz());
            final GraphBuilder builder = engine.graph(name);
            builder.source("sound", audio).via("rtp-audio", RtpPacketizer.of(CodecId.L16, rtp(AUDIO_PACKETS)))
                .via("net-audio", network.get()).to("udp-audio-out", audioSocket.sink());
            builder.source("pictures", video).via("rtp-video", RtpPacketizer.of(CodecId.VP8, rtp(VIDEO_PACKETS)))
                .via("net-video", network.get()).to("udp-video-out", videoSocket.sink());
            builder.source("udp-audio", audioSocket.source(AUDIO_PACKETS))
                .via("jitter-audio", AudioJitterBuffer.of(Codecs.decoder(CodecId.L16), JitterConfig.audio().targetDelayMs(holdMs)))
                .to("heard", heard);
            builder.source("udp-video", videoSocket.source(VIDEO_PACKETS))
                .via("jitter-video", VideoJitterBuffer.of(CodecId.VP8, JitterConfig.video().targetDelayMs(holdMs))).to("seen", seen);
            graph = builder.build();
        }

        @Override
        public void close() {
            if (graph != null) {
                graph.close();
            }
            audioSocket.close();
            videoSocket.close();
        }
    }

    private PassThroughCall(final End a, final End b) {
        this.a = a;
        this.b = b;
    }

    /**
     * Builds a call.
     *
     * @param engine  runs it.
     * @param name    name of the call, unique in the engine.
     * @param random  when frames come within their period, so that the frames of many calls do not all come at once.
     * @param holdMs  how long jitter buffers hold media.
     * @param network stands before each socket: loses packets, or lets them all through.
     * @return the call, not started.
     */
    static PassThroughCall build(final Engine engine, final String name, final Random random, final int holdMs,
        final Supplier<InPlace> network) {
        final End a = new End(random);
        final End b = new End(random);
        final PassThroughCall call = new PassThroughCall(a, b);
        try {
            a.build(engine, name + "-a", b, holdMs, network);
            b.build(engine, name + "-b", a, holdMs, network);
            return call;
        } catch (final RuntimeException e) {
            call.close();
            throw e;
        }
    }

    /** Starts both ends. */
    PassThroughCall start() {
        a.graph.start();
        b.graph.start();
        return this;
    }

    /** Ends sending; what is under way still comes. */
    void fallSilent() {
        for (final PacedFrames source : List.of(a.audio, a.video, b.audio, b.video)) {
            source.fallSilent();
        }
    }

    /** Both ends. */
    List<Graph> graphs() {
        return List.of(a.graph, b.graph);
    }

    /** Where what was received ends: sound and pictures of both ends. */
    List<LatenessSink> sinks() {
        return List.of(a.heard, a.seen, b.heard, b.seen);
    }

    /** Frames that were sent. */
    long sent() {
        return a.audio.sent() + a.video.sent() + b.audio.sent() + b.video.sent();
    }

    /** Frames that came. */
    long received() {
        return sinks().stream().mapToLong(LatenessSink::frames).sum();
    }

    @Override
    public void close() {
        a.close();
        b.close();
    }
}
