package io.penstock.benchmarks.peers;

import io.penstock.benchmarks.peers.Comparison.Peer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What {@code compare.sh} compares. The names of cases are those of its files. */
final class Questions {
    private static final String GST = "gst-launch-1.0";
    private static final String FFMPEG = "ffmpeg";
    private static final String CHROMIUM = "chromium";
    private static final String HOP = "hop-ours";
    private static final String CALL = "call-ours";
    private static final String NOTHING = "";

    private Questions() {
    }

    static List<Comparison> all() {
        return Stream.of(stages(), hops(), calls()).flatMap(List::stream).toList();
    }

    private static List<Comparison> stages() {
        return List.of(new Comparison("fused stage, ns a frame",
            "one more stage that works in place, metrics level GRAPH (a chain of 14 less one of 1)",
            "stage-ours", Readings.slope("FusedChain.frame", "stages", 1, 14), List.of(
                new Peer("GStreamer identity", GST, "stage-gst", Readings.field("identityNs"), "one more identity (a chain of 15 less one of 1)"),
                new Peer("plain Java call", NOTHING, "stage-ours", Readings.score("FusedChain.stageAsPlainCall", Map.of()),
                    "objects that call each other, no engine"))));
    }

    private static List<Comparison> hops() {
        final String bare = "the bare queue with a message of the same size, no frame and no counters";
        return List.of(
            new Comparison("asynchronous hop in a graph, ns a frame",
                "the whole graph of source, queue, sink on two threads that park when they wait",
                HOP, Readings.score("AsyncHop.graph", Map.of()), List.of(
                    new Peer("GStreamer queue", GST, "hop-gst", Readings.field("queueNs"),
                        "what a queue between fakesrc and fakesink adds, flat out"))),
            new Comparison("hand-off between two threads, ns a message", "claim of a slot, reference, counters, queue, return of the slot; spinning",
                HOP, twoThreads("edge"), List.of(
                    new Peer("Agrona ring over VarHandleBuffer", NOTHING, HOP, twoThreads("ring"), bare),
                    new Peer("Agrona ring over UnsafeBuffer", NOTHING, HOP, unsafe("unsafeRing"), bare + "; needs --add-opens"),
                    new Peer("Agrona array queue", NOTHING, HOP, unsafe("agronaQueue"), bare + "; needs --add-opens"),
                    new Peer("Disruptor", NOTHING, HOP, twoThreads("disruptor"), bare),
                    new Peer("JCTools SPSC array queue", NOTHING, HOP, twoThreads("jctools"), bare),
                    new Peer("ArrayBlockingQueue", NOTHING, HOP, twoThreads("blocking"), bare))));
    }

    private static Comparison.Reading twoThreads(final String queue) {
        return Readings.score("AsyncHop.twoThreads", Map.of("queue", queue));
    }

    private static Comparison.Reading unsafe(final String queue) {
        return Readings.score("AsyncHop.twoThreadsUnsafe", Map.of("queue", queue));
    }

    private static List<Comparison> calls() {
        final Comparison.Reading piped = Readings.worseDirection("p50Ms", "p99Ms");
        final Comparison.Reading cores = Readings.field("cores");
        final String pipes = "x264 ultrafast zerolatency, two pipes of raw pictures; ";
        return List.of(
            new Comparison("call, H.264 + Opus, loopback: picture p50 / p99, ms",
                "stamp painted to picture shown; codecs in Java, jitter buffer holding 20 ms", CALL,
                Readings.worseDirectionOf("video", "latencyMs.p50", "latencyMs.p99"), List.of(
                    new Peer("GStreamer tuned", GST, "call-gst-tuned", piped,
                        pipes + "jitter buffer that waits only for what is missing, shown at once"),
                    new Peer("GStreamer default", GST, "call-gst-default", piped, pipes + "jitter buffer holding 200 ms, synchronised sink"),
                    new Peer("ffmpeg tuned", FFMPEG, "call-ffmpeg-tuned", piped,
                        pipes + "no reordering queue; its parser waits for the next picture"),
                    new Peer("ffmpeg default", FFMPEG, "call-ffmpeg-default", piped, pipes + "receiver as it is unasked"),
                    new Peer("Chromium", CHROMIUM, "call-chromium", piped,
                        "canvas drawn to requestVideoFrameCallback: canvas and compositor, OpenH264, adaptive jitter buffer, DTLS-SRTP"))),
            new Comparison("call: sound p50 / p99, ms", "marker in the sound, 20 ms frame and 40 ms hold included, no sound card", CALL,
                Readings.worseDirectionOf("audio", "latencyMs.p50", "latencyMs.p99"), List.of(
                    new Peer("Chromium", CHROMIUM, "call-chromium", Readings.worseDirection("soundP50Ms", "soundP99Ms"),
                        "worklet to worklet, adaptive jitter buffer, no sound card"))),
            new Comparison("call: cores used", "camera, both ends, codecs, measuring; one process", CALL, Readings.coresOfCall(), List.of(
                new Peer("GStreamer tuned", GST, "call-gst-tuned", cores, "senders and receivers; pictures are painted elsewhere"),
                new Peer("GStreamer default", GST, "call-gst-default", cores, "the same"),
                new Peer("ffmpeg tuned", FFMPEG, "call-ffmpeg-tuned", cores, "the same"),
                new Peer("ffmpeg default", FFMPEG, "call-ffmpeg-default", cores, "the same"),
                new Peer("Chromium", CHROMIUM, "call-chromium", cores, "the whole browser, canvases and compositor in software"))));
    }
}
