package io.penstock.examples.call;

import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.fec.FecReceiver;
import io.penstock.core.fec.FecSender;
import io.penstock.core.fec.RedReceiver;
import io.penstock.core.fec.RedSender;
import io.penstock.core.jitter.AudioJitterBuffer;
import io.penstock.core.jitter.AvSync;
import io.penstock.core.jitter.JitterConfig;
import io.penstock.core.jitter.VideoJitterBuffer;
import io.penstock.core.rtp.RepairConfig;
import io.penstock.core.rtp.RtpDemux;
import io.penstock.core.rtp.RtpPacketizer;
import io.penstock.core.rtp.RtpSession;
import io.penstock.core.rtp.RtpSettings;
import io.penstock.core.transport.RtpTransport;
import io.penstock.core.transport.TransportConfig;
import io.penstock.core.transport.TransportStatistics;
import io.penstock.dsp.video.RateScaler;
import io.penstock.dsp.video.Scaler;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.FormatSpec;
import io.penstock.format.PacketFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.Frame;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphBuilder;
import io.penstock.spi.CodecSpec;
import io.penstock.stage.StageSpec;
import io.penstock.stage.Stages;
import io.penstock.stage.Verdict;
import java.util.function.Function;

/**
 * One end of the call: a graph that sends and a graph that receives, each with sound and picture, composed the same way whether the packets
 * go over sockets or through memory.
 *
 * <pre>
 * send:     camera ─► preprocess ─► captured ═► gate ─► scale ─► h264 ─► rtp ─► fec ═► session ─► transport ─► sent ─► udp
 *           microphone ─► preprocess ─► captured ─► opus ─► rtp ─► red ─► session ─► transport ─► sent ─► udp
 * receive:  udp ─► transport ─► demux ─► session ─► arrived ─► fec ─► jitter ═► h264 ─► scale ─► renderer, sinks
 *                                     └► session ─► arrived ─► red ─► jitter (decodes Opus) ─► renderer, sinks
 * </pre>
 * ═► is an asynchronous edge: encoder and decoder of pictures have threads of their own, sound never waits for them. Both media share a
 * socket and a transport; given a link for each, they have sockets of their own and no more than RTP and its reports, for programs that know
 * no more.
 */
final class CallEndpoint {
    static final int VIDEO_PAYLOAD_TYPE = 96;
    static final int VIDEO_RTX_PAYLOAD_TYPE = 97;
    static final int AUDIO_PAYLOAD_TYPE = 111;
    private static final int VIDEO_FEC_PAYLOAD_TYPE = 98;
    private static final int PADDING_PAYLOAD_TYPE = 99;
    private static final int AUDIO_RED_PAYLOAD_TYPE = 112;
    private static final String VIDEO = "video";
    private static final String AUDIO = "audio";
    static final int VIDEO_CLOCK_HZ = 90_000;
    static final int AUDIO_CLOCK_HZ = 48_000;
    /** How late a picture may be before it is not worth encoding. */
    private static final long STALE_MS = 200;
    /** What was encoded is worth sending for longer: without it nothing can be decoded up to the next key frame. */
    private static final long STALE_PACKETS_MS = 1000;
    private static final int PACKETS = 1024;
    /** With 100 ms on the way this leaves room for the codecs below half a second, from camera to screen. */
    private static final int MOST_REPAIR_DELAY_MS = 330;
    private static final int RECORDER_FRAMES = 256;
    /** Where four packets in five get lost, every one is repeated for 300 ms. */
    private static final int MOST_AUDIO_DELAY_MS = 400;

    private final String name;
    private final Engine engine;
    private final MeasuringCodecs codecs;
    private final Media media;
    private final RtpPacketizer videoPackets;
    private final RtpPacketizer audioPackets;
    private final RtpSession videoSession;
    private final RtpSession audioSession;
    private final RtpTransport transport;
    private final AvSync sync;
    private final long seed;

    /**
     * Bits a second, IP and UDP headers included.
     *
     * @param start before anything is known of the network.
     * @param least however bad it is.
     * @param most  however good.
     */
    record Rates(int start, int least, int most) {
    }

    /**
     * What is sent and how what comes is held.
     *
     * @param codec          what codes them.
     * @param encoder        who encodes the pictures.
     * @param picture        format of the pictures.
     * @param sound          format of the sound.
     * @param videoBitrate   bits a second.
     * @param audioBitrate   bits a second.
     * @param keyInterval    frames from key frame to key frame.
     * @param videoDelayMs   how long pictures are held.
     * @param videoWaitMs    how long missing packets of a picture are waited for.
     * @param audioDelayMs   how long sound is held.
     * @param lossy          whether losses are expected.
     * @param rates          what may be sent.
     */
    record Media(CallCodec codec, VideoEncoder encoder, VideoFormat picture, AudioFormat sound, int videoBitrate, int audioBitrate,
                 int keyInterval, int videoDelayMs, int videoWaitMs, int audioDelayMs, boolean lossy, Rates rates) {
        /** How long pictures are held at most while losses are repaired. */
        int videoMostDelayMs() {
            return Math.max(videoDelayMs, Math.min(videoWaitMs, MOST_REPAIR_DELAY_MS));
        }

        CodecSpec videoEncoder() {
            return codec.pictureEncoder(encoder, videoBitrate, keyInterval);
        }

        CodecSpec videoDecoder() {
            return codec.pictureDecoder();
        }

        CodecSpec audioEncoder() {
            return codec.soundEncoder(audioBitrate, lossy);
        }

        CodecSpec audioDecoder() {
            return codec.soundDecoder();
        }

        PacketFormat videoFormat() {
            return PacketFormat.rtp(EncodedFormat.of(CodecId.H264, picture), VIDEO_PAYLOAD_TYPE, VIDEO_CLOCK_HZ);
        }

        PacketFormat audioFormat() {
            return PacketFormat.rtp(EncodedFormat.of(codec.soundCodec(), sound), codec.soundPayloadType(), codec.soundClockHz());
        }
    }

    /**
     * Where captured media comes from and who looks at it.
     *
     * @param camera        adds the source of pictures that carry stamps.
     * @param microphone    adds the source of sound, and what happens to it before it is measured.
     * @param video         measures pictures.
     * @param audio         measures sound.
     * @param quality       keeps pictures to compare; null = none.
     * @param heard         keeps sound to compare; null = none.
     */
    record Sending(Function<GraphBuilder, Flow> camera, Capture.Sound microphone, SendMeter video, SendMeter audio, PictureQuality quality,
                   SoundTrace heard) {
    }

    /**
     * Where received media goes.
     *
     * @param pictures   shows.
     * @param sounds     plays.
     * @param video      measures pictures.
     * @param audio      measures sound.
     * @param recordings adds sinks.
     */
    record Receiving(PictureRenderer pictures, SoundRenderer sounds, ReceiveMeter video, ReceiveMeter audio, Recordings recordings) {
    }

    /**
     * Makes an end.
     *
     * @param name        {@code a} or {@code b}.
     * @param engine      runs its graphs.
     * @param media       what is sent and how what comes is held.
     * @param seed        of SSRC, sequence numbers and timestamps.
     * @param allocations subtracts what codecs allocate.
     */
    CallEndpoint(final String name, final Engine engine, final Media media, final long seed, final AllocationMeter allocations) {
        this.name = name;
        this.engine = engine;
        this.media = media;
        codecs = new MeasuringCodecs(engine.providers(), engine.clock(), allocations);
        videoPackets = RtpPacketizer.of(CodecId.H264, RtpSettings.defaults().payloadType(VIDEO_PAYLOAD_TYPE).seed(seed));
        audioPackets = RtpPacketizer.of(media.codec().soundCodec(),
            RtpSettings.defaults().payloadType(media.codec().soundPayloadType()).seed(seed + 1));
        this.seed = seed;
        videoSession = new RtpSession(name + "@penstock", videoPackets.ssrc(), seed + 2)
            .repair(RepairConfig.rtx(VIDEO_RTX_PAYLOAD_TYPE).reducedSize(true)).passing(VIDEO_FEC_PAYLOAD_TYPE);
        audioSession = new RtpSession(name + "@penstock", audioPackets.ssrc(), seed + 3);
        sync = new AvSync(audioSession, videoSession, true);
        transport = RtpTransport.of(TransportConfig.defaults().rates(media.rates().start(), media.rates().least(), media.rates().most())
            .probing(PADDING_PAYLOAD_TYPE)).audio(AUDIO, media.audioBitrate());
    }

    String name() {
        return name;
    }

    /** Whether a packet is sent again, or protects others, or probes the network. */
    static boolean isRepair(final Frame packet) {
        final int type = packet.array()[packet.arrayOffset() + 1] & 0x7F;
        return type == VIDEO_RTX_PAYLOAD_TYPE || type == VIDEO_FEC_PAYLOAD_TYPE || type == PADDING_PAYLOAD_TYPE;
    }

    /** Packets of pictures are sent with this SSRC. */
    int videoSsrc() {
        return videoPackets.ssrc();
    }

    /** Whether the other side has said goodbye in both media. */
    boolean remoteLeft() {
        return videoSession.remoteLeft() && audioSession.remoteLeft();
    }

    /** What the network takes of what is sent. */
    TransportStatistics network() {
        return transport.statistics();
    }

    /** By how much sound is played later than the picture that belongs to it, nanoseconds. */
    long skewNs() {
        return sync.skewNs();
    }

    /** Composes what sends; without a camera, sound and reports only. */
    Graph send(final Sending from, final PacketLink video, final PacketLink audio) {
        final GraphBuilder graph = engine.graph(name + "-send");
        final boolean shared = video == audio;
        if (from.camera() != null) {
            transport.video(VIDEO, VIDEO_RTX_PAYLOAD_TYPE, VIDEO_FEC_PAYLOAD_TYPE);
        }
        if (shared) {
            graph.junction("transport", transport.sender());
        }
        if (from.camera() != null) {
            pictures(graph, from, video, shared);
        } else {
            video.send(graph.source("reports-video", videoSession.reporter()), "udp-reports");
        }
        final SoundTrace heard = from.heard();
        final Flow sound = from.microphone().attach(graph, heard == null ? null : (frame, nowNs) -> heard.captured(frame))
            .via("preprocess-sound", Stages.inPlace(StageSpec.same("hook", FormatSpec.any()).build(), frame -> Verdict.FORWARD))
            .via("captured-sound", new Tap("captured", (frame, nowNs) -> from.audio().captured(frame)))
            .via("opus-encoder", codecs.encoder(media.audioEncoder(), from.audio()))
            .via("rtp-audio", audioPackets);
        final Flow packets = (shared ? sound.via("red", new RedSender(AUDIO_RED_PAYLOAD_TYPE, transport.protection(AUDIO))) : sound)
            .via("session-audio", audioSession.sender());
        audio.send(paced(graph, packets, AUDIO, shared, from.audio()).via("sent-audio", new Tap("sent", from.audio()::sent)), "udp-audio");
        return graph.build();
    }

    private void pictures(final GraphBuilder graph, final Sending from, final PacketLink link, final boolean shared) {
        final Flow captured = from.camera().apply(graph)
            .via("preprocess-picture", Stages.inPlace(StageSpec.same("hook", FormatSpec.any()).build(), frame -> Verdict.FORWARD))
            .via("captured-picture", new Tap("captured", (frame, nowNs) -> pictureCaptured(from, frame)))
            .async(Edges.dropOldest(Timebase.ms(STALE_MS)));
        final Flow encoded = (shared ? captured.via("gate", transport.gate(VIDEO)).via("rate-scaler", new RateScaler()) : captured)
            .via("h264-encoder", codecs.encoder(media.videoEncoder(), from.video()))
            .via("rtp-video", videoPackets);
        final Flow packets = (shared ? encoded.via("fec", new FecSender(VIDEO_FEC_PAYLOAD_TYPE, seed + 4, transport.protection(VIDEO))) : encoded)
            .async(Edges.dropOldest(Timebase.ms(STALE_PACKETS_MS)).atMost(PACKETS))
            .via("session-video", videoSession.sender());
        link.send(paced(graph, packets, VIDEO, shared, from.video()).via("sent-video", new Tap("sent", from.video()::sent)), "udp-video");
    }

    private static Flow paced(final GraphBuilder graph, final Flow packets, final String stream, final boolean shared,
                              final SendMeter meter) {
        if (!shared) {
            return packets;
        }
        packets.via("queued-" + stream, new Tap("queued", meter::queued)).into("transport", stream);
        return graph.from("transport", stream);
    }

    private static void pictureCaptured(final Sending from, final Frame frame) {
        from.video().captured(frame);
        if (from.quality() != null) {
            from.quality().captured(frame.captureNs(), frame.array(), frame.arrayOffset());
        }
    }

    /** Composes what receives; without anybody to show pictures to, sound and reports only. */
    Graph receive(final Receiving to, final PacketLink video, final PacketLink audio) {
        final GraphBuilder graph = engine.graph(name + "-receive");
        final boolean shared = video == audio;
        final Flow videoPart;
        final Flow audioPart;
        if (shared) {
            video.receive(graph, "udp", media.videoFormat()).via("transport", transport.receiver()).into("demux", "in");
            graph.junction("demux", new RtpDemux().stream(VIDEO, media.videoFormat()).stream(AUDIO, media.audioFormat())
                .also(VIDEO, VIDEO_RTX_PAYLOAD_TYPE, VIDEO_FEC_PAYLOAD_TYPE).also(AUDIO, AUDIO_RED_PAYLOAD_TYPE));
            videoPart = graph.from("demux", VIDEO);
            audioPart = graph.from("demux", AUDIO);
        } else {
            videoPart = video.receive(graph, "udp-video", media.videoFormat());
            audioPart = audio.receive(graph, "udp-audio", media.audioFormat());
        }
        final Flow arrivedVideo = videoPart.via("session-video", videoSession.receiver())
            .via("arrived-video", new Tap("arrived", (packet, nowNs) -> to.video().arrived(packet)));
        final Flow encoded = (shared ? arrivedVideo.via("fec", new FecReceiver(VIDEO_FEC_PAYLOAD_TYPE)) : arrivedVideo)
            .via("jitter-video", new VideoJitterBuffer(
                JitterConfig.video().targetDelayMs(media.videoDelayMs()).maxDelayMs(media.videoWaitMs())
                    .adaptiveUpToMs(media.videoMostDelayMs()), engine.providers().payloadFormat(CodecId.H264), sync.video(),
                videoSession.repairs()));
        final Flow pictures = encoded.async(Edges.keyframeAware(Timebase.ms(2 * STALE_MS)))
            .via("h264-decoder", codecs.decoder(media.videoDecoder(), to.video()))
            .via("shown-size", Scaler.to(media.picture().width(), media.picture().height()));
        pictures.to("shown", to.pictures());
        final Flow arrivedAudio = audioPart.via("session-audio", audioSession.receiver())
            .via("arrived-audio", new Tap("arrived", (packet, nowNs) -> to.audio().arrived(packet)));
        final Flow packets = shared ? arrivedAudio.via("red", new RedReceiver(AUDIO_RED_PAYLOAD_TYPE)) : arrivedAudio;
        final CodecSpec decoder = media.audioDecoder();
        final Flow sound = packets.via("jitter-audio", new AudioJitterBuffer(JitterConfig.audio().targetDelayMs(media.audioDelayMs())
            .adaptiveUpToMs(MOST_AUDIO_DELAY_MS), engine.providers().payloadFormat(media.codec().soundCodec()), decoder,
            codecs.decoders(decoder, to.audio()), engine.providers().lossConcealer().orElse(null), sync.audio())
            .timeScalers(engine.providers().timeScaler().orElse(null)));
        sound.to("played", to.sounds());
        to.recordings().attach(encoded, pictures, packets, sound, Edges.dropNewest(RECORDER_FRAMES));
        return graph.build();
    }
}
