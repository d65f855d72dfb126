package io.penstock.benchmarks.scale;

import io.penstock.clock.MediaClock;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.record.ParticipantRecording;
import io.penstock.rtc.record.RecordingConfig;
import io.penstock.rtc.record.RecordingHead;
import io.penstock.rtc.record.RecordingKey;
import io.penstock.rtc.record.RecordingVerifier;
import io.penstock.rtc.record.RecordingWorker;
import io.penstock.rtc.record.Verification;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What it costs to record many participants at a time: RTP in, signed fragments out. */
@Command(name = "record-load", mixinStandardHelpOptions = true, description = {
    "Records many participants at a time from RTP packets that come as in real life, into signed fragmented MP4 files.",
    "Counted is the processor time of the thread that writes, the kernel's part of writing included, write-back to the disk not."})
public final class RecordLoadCommand implements Callable<Integer> {
    private static final double NANOS = 1e9;
    private static final long STEP_NS = 5_000_000L;

    @Spec
    private CommandSpec spec;
    @Option(names = "--recordings", defaultValue = "100", description = "How many at a time (default: ${DEFAULT-VALUE}).")
    private int count;
    @Option(names = "--kbps", defaultValue = "560", description = "Of the pictures of each; sound adds 40 (default: ${DEFAULT-VALUE}).")
    private int kbps;
    @Option(names = "--seconds", defaultValue = "20", description = "How long is measured (default: ${DEFAULT-VALUE}).")
    private double seconds;
    @Option(names = "--warmup", defaultValue = "10", description = "Seconds before that (default: ${DEFAULT-VALUE}).")
    private double warmup;
    @Option(names = "--unsigned", description = "Chains, but does not sign.")
    private boolean unsigned;
    @Option(names = "--dir", description = "Where to write; the files are deleted afterwards (default: a temporary folder).")
    private Path directory;
    @Option(names = "--bound", defaultValue = "0", description = "Fail above this share of a core; 0 = never.")
    private double bound;
    @Option(names = "--json", defaultValue = "scale.json", description = "File for the result (default: ${DEFAULT-VALUE}).")
    private Path json;

    private final MediaClock clock = MediaClock.system();
    private final List<ParticipantRecording> recordings = new ArrayList<>();
    private final List<PacketTap> pictureTaps = new ArrayList<>();
    private final List<PacketTap> soundTaps = new ArrayList<>();
    private long packets;

    /** Creates the command. */
    public RecordLoadCommand() {
    }

    /** What the thread that writes has used. */
    private record Used(long cpuNs, long allocated, long bytes, long packets, long atNs) { }

    @Override
    public Integer call() throws Exception {
        if (count < 1 || seconds <= 0 || warmup < 0 || kbps < 100) {
            throw new ParameterException(spec.commandLine(), "--recordings 1 or more, --kbps 100 or more and --seconds above 0 are accepted");
        }
        final PrintWriter out = spec.commandLine().getOut();
        final Path folder = directory == null ? Files.createTempDirectory("record-load") : Files.createDirectories(directory);
        out.println("record-load: encoding two seconds of pictures and sound");
        final RecordMaterial material = RecordMaterial.encode(RecordMaterial.RECORDED, kbps * 1000);
        final Circumstances circumstances = new Circumstances();
        final Used before;
        final Used after;
        final long dropped;
        try (RecordingWorker worker = new RecordingWorker(clock)) {
            open(worker, folder);
            worker.start();
            final long startNs = clock.nanoTime();
            out.printf(Locale.ROOT, "record-load: %d recordings of %d kbit/s into %s (%s), %.0f s to warm up%n", count, material.kbps(), folder,
                Files.getFileStore(folder).type(), warmup);
            out.flush();
            play(material, startNs, 0, warmup);
            before = used();
            out.printf(Locale.ROOT, "record-load: measuring for %.0f s%n", seconds);
            out.flush();
            play(material, startNs, warmup, warmup + seconds);
            after = used();
            dropped = worker.dropped() + worker.failures();
        }
        final long verifyNs = clock.nanoTime();
        final long intact = verify();
        final double verifySeconds = (clock.nanoTime() - verifyNs) / NANOS;
        final int code = report(out, circumstances, before, after, dropped, intact, verifySeconds);
        clean(folder);
        return code;
    }

    private void open(final RecordingWorker worker, final Path folder) {
        final RecordingKey key = unsigned ? null : RecordingKey.generate();
        for (int i = 0; i < count; i++) {
            final ParticipantRecording recording = new ParticipantRecording(folder.resolve("record-load-" + i + ".mp4"),
                new RecordingHead(Integer.toString(i), "load", "participant " + i, Instant.now(), null, List.of(), List.of()),
                new RecordingConfig().key(key), clock.nanoTime(), Instant::now, track -> { });
            recordings.add(recording);
            worker.execute(() -> worker.add(recording));
            pictureTaps.add(worker.tap(recording, recording.add(spec(2 * i, MediaKind.VIDEO, CodecId.H264)).orElseThrow()));
            soundTaps.add(worker.tap(recording, recording.add(spec(2 * i + 1, MediaKind.AUDIO, CodecId.OPUS)).orElseThrow()));
        }
    }

    private static TrackSpec spec(final int track, final MediaKind kind, final CodecId codec) {
        return new TrackSpec(track, track / 2, kind, codec, "load", List.of(new TrackSpec.Layer(track, 0, 640, 360, 0)));
    }

    /** Brings the packets of all when they are due; participants are spread over an interval of pictures. */
    private void play(final RecordMaterial material, final long startNs, final double from, final double to) {
        long fromNs = (long) (from * NANOS);
        final long endNs = (long) (to * NANOS);
        while (fromNs < endNs) {
            final long untilNs = Math.min(endNs, clock.nanoTime() - startNs);
            for (int i = 0; i < count; i++) {
                final long phaseNs = material.pictureNs() * i / count;
                packets += material.play(pictureTaps.get(i), soundTaps.get(i), fromNs - phaseNs, untilNs - phaseNs, startNs + phaseNs, i);
            }
            fromNs = Math.max(fromNs, untilNs);
            LockSupport.parkNanos(STEP_NS);
        }
    }

    private Used used() {
        final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = 0;
        long allocated = 0;
        for (final java.lang.management.ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().equals("penstock-recording")) {
                cpu += threads.getThreadCpuTime(info.getThreadId());
                allocated += threads.getThreadAllocatedBytes(info.getThreadId());
            }
        }
        return new Used(cpu, allocated, recordings.stream().mapToLong(ParticipantRecording::bytes).sum(), packets, clock.nanoTime());
    }

    private long verify() {
        return recordings.stream().filter(r -> RecordingVerifier.verify(r.path(), null).verdict() == Verification.Verdict.INTACT).count();
    }

    private int report(final PrintWriter out, final Circumstances circumstances, final Used before, final Used after, final long dropped,
        final long intact, final double verifySeconds) throws IOException {
        final double wall = (after.atNs - before.atNs) / NANOS;
        final double cpu = (after.cpuNs - before.cpuNs) / NANOS;
        final long moved = after.packets - before.packets;
        final long written = after.bytes - before.bytes;
        final long lost = recordings.stream().flatMap(r -> r.statistics().stream())
            .mapToLong(s -> s.lostPackets() + s.brokenFrames() + s.undecodableFrames() + s.unwrittenFrames()).sum();
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("recordings", count);
        result.put("seconds", wall);
        result.put("signed", !unsigned);
        result.put("coreShare", cpu / wall);
        result.put("packetsPerSecond", moved / wall);
        result.put("nsPerPacket", cpu * NANOS / Math.max(1, moved));
        result.put("bytesAllocatedPerPacket", (after.allocated - before.allocated) / (double) Math.max(1, moved));
        result.put("kbpsWrittenEach", written * 8 / wall / count / 1000);
        result.put("dropped", dropped);
        result.put("lostOrUnwritten", lost);
        result.put("intact", intact);
        result.put("verifiedMegabytesPerSecond", recordings.stream().mapToLong(ParticipantRecording::bytes).sum() / 1e6 / verifySeconds);
        final Columns table = new Columns("recordings", "of a core", "packets/s", "ns/packet", "B/packet", "kbit/s each", "dropped", "lost", "intact",
            "verified MB/s");
        table.row(Integer.toString(count), number("%.3f", cpu / wall), number("%,.0f", moved / wall),
            number("%.0f", cpu * NANOS / Math.max(1, moved)), number("%.1f", (Double) result.get("bytesAllocatedPerPacket")),
            number("%.0f", (Double) result.get("kbpsWrittenEach")),
            Long.toString(dropped), Long.toString(lost), intact + "/" + count, number("%.0f", (Double) result.get("verifiedMegabytesPerSecond")));
        out.println();
        out.print(table);
        out.println(circumstances);
        ScaleReport.put(json, "record-load", circumstances, result);
        if (intact < count || dropped > 0 || bound > 0 && cpu / wall > bound) {
            out.printf(Locale.ROOT, "record-load: MISSED: %.3f of a core, wanted %.3f; %d intact, %d dropped%n", cpu / wall, bound, intact, dropped);
            return 1;
        }
        return 0;
    }

    private static String number(final String format, final double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private void clean(final Path folder) throws IOException {
        for (final ParticipantRecording recording : recordings) {
            Files.deleteIfExists(recording.path());
        }
        if (directory == null) {
            Files.delete(folder);
        }
    }
}
