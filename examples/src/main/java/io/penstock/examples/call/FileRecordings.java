package io.penstock.examples.call;

import io.penstock.codecs.mp4.Mp4Recorder;
import io.penstock.core.rtp.RtpDepacketizer;
import io.penstock.core.stages.FrameTap;
import io.penstock.core.stages.WavTapWriter;
import io.penstock.core.stages.device.WindowSink;
import io.penstock.format.CodecId;
import io.penstock.graph.EdgePolicy;
import io.penstock.graph.Edges;
import io.penstock.graph.Flow;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps what an end received: MP4 without encoding again, WAV as played, and a snapshot. All on a thread of its own. */
final class FileRecordings implements Recordings {
    private final CallOptions options;
    private final String end;
    private final Map<String, String> written = new LinkedHashMap<>();

    FileRecordings(final CallOptions options, final String end) {
        this.options = options;
        this.end = end;
    }

    @Override
    public void attach(final Flow encoded, final Flow pictures, final Flow packets, final Flow sound, final EdgePolicy queue) {
        final Mp4Recorder mp4 = Mp4Recorder.to(file("video", "call-" + end + ".mp4"));
        encoded.async(queue).via("steady-times", new SteadyTimes(CallEndpoint.VIDEO_CLOCK_HZ)).on(CallRun.RECORDER).to("mp4-video", mp4.video());
        packets.async(queue).via("depacketize", RtpDepacketizer.of(CodecId.OPUS)).on(CallRun.RECORDER).to("mp4-audio", mp4.audio());
        final FrameTap wav = new FrameTap();
        wav.watch(WavTapWriter.to(file("sound", "call-" + end + ".wav")));
        sound.async(queue).via("to-wav", pass()).on(CallRun.RECORDER).to("wav", wav.branch());
        final FrameTap png = new FrameTap();
        png.watch(new Snapshot(file("snapshot", "call-" + end + ".png")));
        if (options.window()) {
            pictures.async(Edges.latest()).via("to-window", pass()).on("window").to("window", WindowSink.titled("What " + end + " sees"));
        }
        pictures.async(Edges.latest()).via("to-png", pass()).on(CallRun.RECORDER).to("png", png.branch());
    }

    private static Tap pass() {
        return new Tap("pass", (frame, nowNs) -> { });
    }

    /** A file of the report. */
    Path file(final String what, final String name) {
        written.put(what, name);
        return options.out().resolve(name);
    }

    /** Files by what they are. */
    Map<String, String> written() {
        return written;
    }
}
