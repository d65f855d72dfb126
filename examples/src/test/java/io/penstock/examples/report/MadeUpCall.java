package io.penstock.examples.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.penstock.examples.report.CallReport.AudioDirection;
import io.penstock.examples.report.CallReport.AudioPair;
import io.penstock.examples.report.CallReport.CodecTime;
import io.penstock.examples.report.CallReport.Comparison;
import io.penstock.examples.report.CallReport.CurvePoint;
import io.penstock.examples.report.CallReport.EncodedPicture;
import io.penstock.examples.report.CallReport.EncoderFigures;
import io.penstock.examples.report.CallReport.EngineCost;
import io.penstock.examples.report.CallReport.Flow;
import io.penstock.examples.report.CallReport.GraphPart;
import io.penstock.examples.report.CallReport.Latency;
import io.penstock.examples.report.CallReport.Machine;
import io.penstock.examples.report.CallReport.Pool;
import io.penstock.examples.report.CallReport.Second;
import io.penstock.examples.report.CallReport.StageRow;
import io.penstock.examples.report.CallReport.VideoDirection;
import io.penstock.examples.report.CallReport.VideoPair;

/** A call that never was, with everything in it that a report can show. */
final class MadeUpCall {
    static final String DOT = """
        digraph "a" {
          rankdir=LR;
          subgraph cluster_0 {
            label="camera";
            s0 [label="camera\\nsynthetic-camera"];
            s1 [label="hook\\npreprocess"];
          }
          subgraph cluster_1 {
            label="encode, heavy";
            s2 [label="h264\\nencoder"];
            s3 [label="rtp\\nrtp-packetizer"];
          }
          subgraph cluster_2 {
            label="net";
            s4 [label="udp\\nudp-sink"];
          }
          subgraph cluster_3 {
            label="voice";
            s5 [label="mic\\nsynthetic-voice"];
            s6 [label="opus\\nencoder"];
            s7 [label="rtp-a\\nrtp-packetizer"];
          }
          s0 -> s1 [label="360x640 i420 15 fps"];
          s1 -> s2 [label="360x640 i420 15 fps\\nlatest()", style=dashed];
          s2 -> s3 [label="h264 360x640"];
          s3 -> s4 [label="rtp h264\\ndropOldest(200 ms)", style=dashed];
          s5 -> s6 [label="48000 Hz s16 20 ms"];
          s6 -> s7 [label="opus"];
          s7 -> s4 [label="rtp opus\\ndropOldest(200 ms)", style=dashed];
        }
        """;

    private MadeUpCall() {
    }

    static CallReport both() {
        final Map<String, String> options = new LinkedHashMap<>();
        options.put("--seconds", "20");
        options.put("--size", "360x640");
        options.put("--loss", "1 %");
        final Map<String, String> files = new LinkedHashMap<>();
        files.put("what B saw and heard", "call-b.mp4");
        files.put("what B heard", "call-b.wav");
        files.put("a picture as B saw it", "call-b.png");
        final Map<String, Long> dropped = new LinkedHashMap<>();
        dropped.put("too-old", 12L);
        dropped.put("until-keyframe", 31L);
        dropped.put("replaced-by-newer", 3L);
        return new CallReport("A call of 20 s, 360x640 at 15 fps", "2026-01-02T03:04:05+01:00", 20.02, "both", options, 5310, new VideoPair(
            video(61, 12), video(66, 15)), new AudioPair(audio(74), audio(79)), new EngineCost(0.0, 31000.0, dropped, 41, List.of(
            new Pool("a: camera", 8, 5, 0), new Pool("a: h264", 24, 9, 15))), new Machine(0.43, 0.012, 0.39, 2, "A processor", "Linux 6.1",
            "OpenJDK 17.0.9", 512, 84, 50.0, 57.2), timeline(), List.of(new GraphPart("a", "a: 8 stages in 4 regions <declared>\n", DOT, List.of(
            new StageRow("end to end", "udp", 300, 21, 30, 44), new StageRow("stage", "h264", 300, 19.5, 28, 40),
            new StageRow("stage", "opus", 1000, 0.7, 1.9, 6), new StageRow("edge", "hook→h264", 300, 0.05, 0.9, 2)))), files,
            List.of("The picture was lowered to 10 fps: encoding took 71 ms a frame. Markup <b>stays text</b>."),
            List.of(new CallReport.Treatment("A", new CallReport.StageCost(1.2, 0.12, 2000), new CallReport.StageCost(5, 4.1, 300), 20.0, 41.0,
                List.of(new CallReport.EchoPoint(0, -80, -30, -70), new CallReport.EchoPoint(0.25, -80, -31, -72)))), comparison(), network());
    }

    private static List<CallReport.Network> network() {
        final List<CallReport.NetworkPoint> points = new ArrayList<>();
        for (int i = 1; i <= 80; i++) {
            points.add(new CallReport.NetworkPoint(i / 4.0, 900 + i, 880 + i, 870 + i, 700 + i, 5, 30, 52, i % 9, i % 7 + 0.5, 3, i % 5 - 2.0));
        }
        return List.of(new CallReport.Network("A", new LinkedHashMap<>(Map.of("packets sent", 4711.0)), points),
            new CallReport.Network("B", Map.of(), List.of()));
    }

    /** What one end knows when the other runs elsewhere. */
    static CallReport oneEnd() {
        final CallReport all = both();
        return new CallReport(all.title(), all.date(), all.seconds(), "listen", all.options(), all.warmUpMs(),
            new VideoPair(all.video().a2b(), new VideoDirection("360x640", 15, 300L, null, null, null, null, null, new CodecTime(19.0,
                null), null,
                420.0, 61.0, null, 10L, 0L, 900L, null, null)), new AudioPair(all.audio().a2b(), null), all.engine(),
            new Machine(null, null, null, 1, "A processor", "Linux", "OpenJDK", 512, 0, null, null), List.of(new Second(1, null, flow(1, 60), null,
                null, null)),
            List.of(), Map.of(), List.of(), List.of(), null, List.of());
    }

    private static Comparison comparison() {
        return new Comparison(90, 15, 1152, List.of(encoder("penstock", 41.2, 4, 0.0), encoder("jcodec", 34.1, 30, 11_000_000.0),
            encoder("penstock, matched", 41.1, 4, 0.0)));
    }

    private static EncoderFigures encoder(final String name, final double db, final double ms, final Double bytes) {
        final List<EncodedPicture> pictures = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            pictures.add(new EncodedPicture(i / 15.0, db + i % 5, ms + i % 3, i % 30 == 0 ? 200 : 70));
        }
        return new EncoderFigures(name, db + 2, 1150.0, ms, new Latency(ms, ms + 2, ms + 2, 90), bytes, 0, pictures);
    }

    private static VideoDirection video(final double p50, final double encodeMs) {
        final Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("encode", encodeMs);
        parts.put("link", 0.1);
        parts.put("hold", 30.0);
        parts.put("decode", 9.0);
        parts.put("engine", 0.8);
        return new VideoDirection("360x640", 15, 300L, 297L, 1L, 0L, new Latency(p50, p50 * 1.7, p50 * 2.2, 297), new Latency(0.6, 2.4, 8.1,
            297),
            new CodecTime(encodeMs, 9.0), parts, 412.5, 62.4, 36.2, 10L, 2L, 902L, 3L, curve(p50));
    }

    private static AudioDirection audio(final double p50) {
        final Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("frame", 20.0);
        parts.put("encode", 0.8);
        parts.put("link", 0.1);
        parts.put("hold", 40.0);
        parts.put("decode", 0.3);
        parts.put("engine", 0.4);
        return new AudioDirection(1000L, 1000L, 4L, new Latency(p50, p50 * 1.2, p50 * 1.4, 199), new Latency(0.3, 1.4, 3.3, 1000),
            new CodecTime(0.8, 0.3), parts, 48.0, 16.0, 1000L, 4L, "marker", curve(p50 * 0.95));
    }

    private static List<CurvePoint> curve(final double p50) {
        final List<CurvePoint> points = new ArrayList<>();
        for (final double p : new double[] {0, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 100}) {
            points.add(new CurvePoint(p, p50 * (0.85 + 0.12 * Math.min(4, -Math.log10(1 - Math.min(p, 99.99) / 100)))));
        }
        return points;
    }

    private static List<Second> timeline() {
        final List<Second> seconds = new ArrayList<>();
        for (int t = 1; t <= 20; t++) {
            seconds.add(new Second(t, 0.35 + 0.01 * (t % 7), flow(t, 61), flow(t + 40, 66), flow(t + 80, 74), t == 7 ? null : flow(t + 120,
                79)));
        }
        return seconds;
    }

    private static Flow flow(final int seed, final double p50) {
        final SplittableRandom random = new SplittableRandom(seed);
        return new Flow(15 - random.nextInt(2), 380 + random.nextDouble(80), p50 + random.nextDouble(6), p50 * 1.4 + random.nextDouble(30),
            random.nextInt(8) == 0 ? 1 : 0);
    }
}
