package io.penstock.benchmarks;

import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.MetricsLevel;
import io.penstock.core.ThreadingMode;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.rtp.UdpSocket;
import io.penstock.core.stages.AppSource;
import io.penstock.core.stages.DecoderStage;
import io.penstock.core.stages.EncoderStage;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.graph.Edges;
import io.penstock.graph.Graph;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The way of a picture in a call, with the queues that a call has and a codec that costs nothing:
 * <pre>
 * host ─► source ═► encoder ─► rtp ═► udp … loopback … udp ─► jitter buffer (0 ms) ═► decoder ─► sink ─► host
 * </pre>
 * A picture is sent when the one before has been seen. Used by one thread.
 */
final class MediaPath implements AutoCloseable {
    private static final int WIDTH = 360;
    private static final int HEIGHT = 640;
    private static final int FPS = 15;
    private static final int BITRATE = 1_152_000;
    private static final int PAYLOAD_TYPE = 96;
    private static final int CLOCK_HZ = 90_000;
    private static final int PICTURES = 8;
    private static final int PACKETS = 512;
    private static final int SOCKET_BYTES = 1 << 20;
    /** A picture that is not there by then is lost. */
    private static final long PATIENCE_NS = 2_000_000_000L;
    private final VideoFormat format = VideoFormat.i420(WIDTH, HEIGHT, FPS);
    private final AppSource source = AppSource.of(format, PICTURES);
    private final UdpSocket near = bind();
    private final UdpSocket far = bind();
    private final Engine engine;
    private final Graph sending;
    private final Graph receiving;
    private volatile long seen = PictureStamp.DAMAGED;
    private volatile Thread waiting;

    MediaPath() {
        near.connect(far.localAddress());
        far.connect(near.localAddress());
        engine = Engine.launch(new EngineContext().threadingMode(ThreadingMode.SHARED).metricsLevel(MetricsLevel.GRAPH));
        final CodecSpec encoder = Codecs.encoder(CodecId.H264, e -> e.provider("pass-through").bitrate(BITRATE).keyInterval(2 * FPS));
        final CodecSpec decoder = Codecs.decoder(CodecId.H264, d -> d.provider("pass-through"));
        sending = engine.graph("send").source("camera", source).async(Edges.dropOldest(Duration.ofMillis(200)))
            .via("encoder", new EncoderStage(encoder, engine.providers().codec(encoder)))
            .via("rtp", RtpPacketizer.of(CodecId.H264, RtpSettings.defaults().payloadType(PAYLOAD_TYPE).seed(1)))
            .async(Edges.dropOldest(Duration.ofSeconds(1)).atMost(PACKETS)).to("udp", near.sink()).build();
        receiving = engine.graph("receive")
            .source("udp", far.source(PacketFormat.rtp(EncodedFormat.of(CodecId.H264, format), PAYLOAD_TYPE, CLOCK_HZ)))
            .via("jitter", VideoJitterBuffer.of(CodecId.H264, JitterConfig.video().targetDelayMs(0)))
            .async(Edges.keyframeAware(Duration.ofMillis(400)))
            .via("decoder", new DecoderStage(decoder, engine.providers().codec(decoder)))
            .to("screen", Stages.sink(StageSpec.sink("screen", FormatSpec.any()).build(), this::show)).build();
        receiving.start();
        sending.start();
    }

    private static UdpSocket bind() {
        return UdpSocket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).receiveBuffer(SOCKET_BYTES).sendBuffer(SOCKET_BYTES);
    }

    private void show(final Frame picture) {
        seen = PictureStamp.read(picture);
        LockSupport.unpark(waiting);
    }

    /**
     * Sends a picture and waits until it is seen.
     *
     * @return nanoseconds from its capture until it was back with the caller.
     * @throws IllegalStateException if it is lost.
     */
    long send() {
        waiting = Thread.currentThread();
        final MutableFrame picture = source.claim(format.frameBytes());
        if (picture == null) {
            throw new IllegalStateException("no frame is free: pictures are not given back");
        }
        final long capturedNs = source.nowNs();
        PictureStamp.write(picture.array(), picture.arrayOffset(), format, capturedNs);
        picture.length(format.frameBytes()).ptsNs(capturedNs).captureNs(capturedNs);
        source.offer(picture);
        final long stamp = PictureStamp.micros(capturedNs);
        while (seen != stamp) {
            LockSupport.parkNanos(this, PATIENCE_NS);
            if (source.nowNs() - capturedNs > PATIENCE_NS) {
                throw new IllegalStateException("a picture was lost on loopback");
            }
        }
        return source.nowNs() - capturedNs;
    }

    @Override
    public void close() {
        sending.close();
        receiving.close();
        engine.close();
        near.close();
        far.close();
    }
}
