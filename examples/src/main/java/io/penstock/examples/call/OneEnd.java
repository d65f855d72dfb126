package io.penstock.examples.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.clock.Timebase;
import io.penstock.core.Engine;
import io.penstock.core.rtp.SessionDescription;
import io.penstock.examples.report.CallReport;
import io.penstock.examples.report.CallReport.AudioDirection;
import io.penstock.examples.report.CallReport.VideoDirection;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** One end of a call between two processes: A calls, B listens. */
final class OneEnd {
    /** Sound has the next even port: the odd one between is where RTCP goes for those who do not put it with RTP. */
    private static final int SOUND_PORT = 2;
    private final Engine engine;
    private final AllocationMeter allocations;
    private final PrintWriter out;
    private final boolean caller;
    private CallOptions options;

    OneEnd(final CallOptions options, final Engine engine, final AllocationMeter allocations, final PrintWriter out) {
        this.options = options;
        this.engine = engine;
        this.allocations = allocations;
        this.out = out;
        caller = options.connect() != null;
    }

    CallReport call() throws IOException {
        if (options.plain()) {
            return talk(null);
        }
        if (!caller) {
            out.println("Waiting for a caller at port " + options.listenPort() + " …");
            out.flush();
        }
        try (Signal signal = caller ? Signal.connect(options.connect(), engine.clock()) : Signal.listen(options.listenPort())) {
            if (caller) {
                signal.send(Signal.message().put("seconds", options.seconds()).put("width", options.width()).put("height", options.height())
                    .put("fps", options.fps()).put("bitrate", options.bitrate()));
            } else {
                options = options.asCalled(signal.receive());
            }
            return talk(signal);
        }
    }

    private CallReport talk(final Signal signal) throws IOException {
        final VideoFormat picture = CallRun.picture(options);
        final AudioFormat sound = options.sound();
        final Captures captures = Captures.load(options, picture, sound);
        final CallEndpoint.Media media = options.media(picture, sound);
        final String name = caller ? "a" : "b";
        final FileRecordings files = new FileRecordings(options, name);
        describe(files);
        final Way sent = new Way(options.seconds(), picture, sound, true, false, captures.isMarked(), true);
        final Way received = new Way(options.seconds(), picture, sound, false, true, true, true);
        final Invoker invoker = Invoker.start(engine, options.mode(), allocations);
        try (CallLinks links = new CallLinks()) {
            final double warmUpMs = CallRun.warmUp(options, media, engine, allocations, out);
            final PacketLink video = caller ? links.connect(options.connect()) : links.listen(options.listenPort());
            final PacketLink audio = !options.plain() ? video : caller
                ? links.connect(new InetSocketAddress(options.connect().getAddress(), options.connect().getPort() + SOUND_PORT))
                : links.listen(options.listenPort() + SOUND_PORT);
            final Clocks clocks = signal == null ? new Clocks(0, 0) : compare(signal);
            final Side side = new Side(new CallEndpoint(name, engine, media, CallRun.seed(options, caller ? 0 : 1), allocations),
                captures.of(caller ? 0 : 1), sent, received, options.fps(), video, audio, files, clocks.aheadNs());
            try {
                CallRun.announce(options, out);
                final Conversation talk = new Conversation(options, engine, List.of(side), caller ? sent : received, caller ? received : sent,
                    options.plain() ? List.of() : List.of(new NetworkTrace(side, null, () -> Double.NaN)), allocations, out);
                if (signal == null) {
                    talk.hold(() -> false, () -> { });
                } else {
                    talk.hold(side::remoteLeft, signal::meet);
                }
                talk.note(signal != null ? clocks.note() : "what another program sends carries no stamps: its latency is not measured");
                return report(signal, talk, side, sent, received, clocks, warmUpMs, files);
            } finally {
                side.close();
            }
        } finally {
            invoker.close();
        }
    }

    /**
     * How the clocks of the two ends differ.
     *
     * @param aheadNs by how much the other's is ahead; 0 when it is the same clock, as between processes of one machine.
     * @param rttNs   round trip of the comparison: the most that it can be wrong by.
     */
    private record Clocks(long aheadNs, long rttNs) {
        String note() {
            return aheadNs == 0 ? "both ends read one clock (compared over TCP): one-way latencies are exact"
                : String.format(Locale.ROOT, "the ends read different clocks (%.3f s apart, compared over TCP): one-way latencies are right within "
                    + "%.3f ms",
                    aheadNs / 1e9, Timebase.toMs(rttNs));
        }
    }

    /** Waits until both are ready, and compares clocks. */
    private Clocks compare(final Signal signal) {
        signal.meet();
        final long[] compared = signal.compareClocks(engine.clock(), caller);
        return new Clocks(Math.abs(compared[0]) <= compared[1] ? 0 : compared[0], compared[1]);
    }

    /** Tells the other program what it is to receive, or to send; before the warm-up, so that it can get ready meanwhile. */
    private void describe(final FileRecordings files) throws IOException {
        if (options.plain() && !caller) {
            out.printf("Waiting for H.264 of %dx%d (payload type %d) at port %d and Opus (%d) at port %d.%n", options.width(), options.height(),
                CallEndpoint.VIDEO_PAYLOAD_TYPE, options.listenPort(), CallEndpoint.AUDIO_PAYLOAD_TYPE, options.listenPort() + SOUND_PORT);
        }
        if (options.plain() && caller) {
            final int port = options.connect().getPort();
            final SessionDescription session = new SessionDescription("Penstock call", options.connect().getAddress().getHostAddress(),
                List.of(SessionDescription.Media.h264(port, CallEndpoint.VIDEO_PAYLOAD_TYPE),
                    SessionDescription.Media.opus(port + SOUND_PORT, CallEndpoint.AUDIO_PAYLOAD_TYPE)));
            Files.writeString(files.file("session description for the receiver", "call.sdp"), session.toSdp());
            out.println("Receive with: ffplay -protocol_whitelist file,udp,rtp -analyzeduration 5M -i " + options.out().resolve("call.sdp"));
        }
    }

    private CallReport report(final Signal signal, final Conversation talk, final Side side, final Way sent, final Way received, final Clocks clocks,
                              final double warmUpMs, final FileRecordings files) {
        VideoDirection videoThere = sent.videoReport(talk.seconds(), false, null);
        AudioDirection audioThere = sent.audioReport(talk.seconds(), false);
        Way here = received;
        if (signal != null) {
            final ObjectNode mine = Signal.message();
            mine.set("video", sent.video().send().toJson());
            mine.set("audio", sent.audio().send().toJson());
            signal.send(mine);
            final JsonNode theirs = signal.receive();
            here = received.sentBy(SendMeter.fromJson(theirs.path("video")), SendMeter.fromJson(theirs.path("audio")), clocks.aheadNs());
        }
        final VideoDirection videoHere = here.videoReport(talk.seconds(), false, side.keyframeRequests());
        final AudioDirection audioHere = here.audioReport(talk.seconds(), false);
        if (signal != null) {
            final ObjectNode result = Signal.message();
            result.set("video", Signal.tree(videoHere));
            result.set("audio", Signal.tree(audioHere));
            signal.send(result);
            final JsonNode theirs = signal.receive();
            videoThere = Signal.as(theirs.path("video"), VideoDirection.class);
            audioThere = Signal.as(theirs.path("audio"), AudioDirection.class);
        }
        talk.note("PSNR needs both ends in one process: it is not measured here");
        final String title = "End " + (caller ? "A" : "B") + " of a call " + (options.plain() ? "with another program" : "between two processes");
        return talk.report(title, caller ? "connect" : "listen", warmUpMs,
            caller ? new CallReport.VideoPair(videoThere, videoHere) : new CallReport.VideoPair(videoHere, videoThere),
            caller ? new CallReport.AudioPair(audioThere, audioHere) : new CallReport.AudioPair(audioHere, audioThere), files.written());
    }
}
