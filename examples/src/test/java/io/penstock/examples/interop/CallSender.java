package io.penstock.examples.interop;

import io.penstock.clock.MediaClock;
import io.penstock.core.Engine;
import io.penstock.core.EngineContext;
import io.penstock.core.Providers;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.rtp.SessionDescription;
import io.penstock.core.rtp.UdpSink;
import io.penstock.core.stages.CodecWarmup;
import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.core.stages.synthetic.SyntheticCamera;
import io.penstock.core.stages.synthetic.SyntheticVoice;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One end of a call as Penstock sends it: a synthetic camera and voice, H.264 and Opus, RTP and RTCP, to two ports of this machine. */
final class CallSender implements AutoCloseable {
    static final VideoFormat VIDEO = VideoFormat.i420(360, 640, 15);
    static final AudioFormat AUDIO = AudioFormat.of(48_000, 1, SampleType.S16, Duration.ofMillis(20));
    static final int VIDEO_PAYLOAD_TYPE = 96;
    static final int AUDIO_PAYLOAD_TYPE = 111;
    private static final int KEY_INTERVAL = 30;
    private static final CodecSpec H264 = Codecs.encoder(CodecId.H264, s -> s.bitrate(1_000_000).keyInterval(KEY_INTERVAL));
    private static final CodecSpec OPUS = Codecs.encoder(CodecId.OPUS, s -> s.bitrate(32_000));
    private static final String HOST = "127.0.0.1";
    private static final Duration LONGEST_CALL = Duration.ofSeconds(7);
    private static final Duration WARM_UP = Duration.ofMillis(1_500);

    private final Engine engine = Engine.launch(new EngineContext());
    private final Graph graph;
    private final Collector captured;
    private final Collector spoken = new Collector(0);

    CallSender(final int videoPort, final int audioPort, final int pictures) {
        captured = new Collector(pictures);
        final GraphBuilder builder = engine.graph("sender");
        final Flow camera = builder.source("camera", new SyntheticCamera(VIDEO, 7));
        camera.to("captured", captured);
        final RtpPacketizer video = RtpPacketizer.of(CodecId.H264, RtpSettings.defaults().payloadType(VIDEO_PAYLOAD_TYPE).seed(1));
        camera.async(Edges.block(8)).via("h264", H264).via("video-rtp", video)
            .via("video-rtcp", new RtpSession("penstock@test", video.ssrc(), 3).sender()).to("video-net", UdpSink.to(HOST, videoPort));
        final RtpPacketizer audio = RtpPacketizer.of(CodecId.OPUS, RtpSettings.defaults().payloadType(AUDIO_PAYLOAD_TYPE).seed(2));
        final Flow voice = builder.source("voice", new SyntheticVoice(AUDIO, 7));
        voice.to("spoken", spoken);
        voice.async(Edges.block(64)).via("opus", OPUS).via("audio-rtp", audio)
            .via("audio-rtcp", new RtpSession("penstock@test", audio.ssrc(), 4).sender()).to("audio-net", UdpSink.to(HOST, audioPort));
        graph = builder.build();
    }

    /** What a player is told of the call. */
    static SessionDescription description(final int videoPort, final int audioPort) {
        return new SessionDescription("Penstock", HOST, List.of(SessionDescription.Media.h264(videoPort, VIDEO_PAYLOAD_TYPE),
            SessionDescription.Media.opus(audioPort, AUDIO_PAYLOAD_TYPE)));
    }

    /** Runs the encoders until they are fast, so that the first second is sent like the others. */
    static void warmUp() {
        final Providers providers = Providers.of(CallSender.class.getClassLoader());
        CodecWarmup.run(H264, null, VIDEO, providers, MediaClock.system(), WARM_UP);
        CodecWarmup.run(OPUS, null, AUDIO, providers, MediaClock.system(), WARM_UP);
    }

    /** Sends in real time until so many pictures were captured, on a busy machine fewer, then says goodbye. */
    boolean send(final Duration limit) throws InterruptedException {
        graph.start();
        captured.await(LONGEST_CALL);
        return graph.drain(limit);
    }

    /** What the camera saw, by stamp, in order. */
    Map<Long, byte[]> pictures() {
        final Map<Long, byte[]> pictures = new LinkedHashMap<>();
        for (final Collector.Taken picture : captured.frames()) {
            pictures.put(PictureStamp.readLuma(picture.payload(), 0, VIDEO.width(), VIDEO.width()), picture.payload());
        }
        return pictures;
    }

    /** What the voice said. */
    Sound sound() {
        return Sound.of(spoken.frames(), AUDIO.sampleRateHz());
    }

    /** Why it did not work, for messages. */
    String state() {
        return graph.state() + " " + graph.failure() + " " + graph.snapshot();
    }

    @Override
    public void close() {
        graph.close();
        engine.close();
    }
}
