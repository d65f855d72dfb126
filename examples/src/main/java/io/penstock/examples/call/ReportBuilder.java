package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.core.EngineContext;
import io.penstock.core.metrics.TimerSlack;
import io.penstock.examples.report.CallReport;
import io.penstock.examples.report.CallReport.AudioDirection;
import io.penstock.examples.report.CallReport.CodecTime;
import io.penstock.examples.report.CallReport.EngineCost;
import io.penstock.examples.report.CallReport.GraphPart;
import io.penstock.examples.report.CallReport.Latency;
import io.penstock.examples.report.CallReport.Machine;
import io.penstock.examples.report.CallReport.Pool;
import io.penstock.examples.report.CallReport.StageRow;
import io.penstock.examples.report.CallReport.VideoDirection;
import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Graph;
import io.penstock.graph.GraphSnapshot;
import io.penstock.graph.LatencyReport;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Makes the parts of the report of what was measured. */
final class ReportBuilder {
    private static final int BITS = 8;
    private static final double NANOS_PER_MICRO = 1e3;

    private ReportBuilder() {
    }

    static VideoDirection video(final Direction direction, final VideoFormat picture, final PictureQuality quality, final Accounts accounts,
                                final double seconds, final Long keyframeRequests) {
        final SendMeter send = direction.send();
        final ReceiveMeter receive = direction.receive();
        final Long sentBytes = send == null ? null : (Long) send.wireBytes();
        return new VideoDirection(picture.width() + "x" + picture.height(), picture.rate().fps(), send == null ? null : (Long) send.framesCaptured(),
            receive == null ? null : (Long) receive.framesShown(), receive == null ? null : (Long) receive.freezes(),
            receive == null ? null : (Long) receive.damagedStamps(), receive == null ? null : receive.latency().latency(), engine(accounts),
            new CodecTime(send == null ? null : send.encodeMs(), receive == null ? null : receive.decodeMs()),
            accounts == null ? null : accounts.parts(), kbps(sentBytes, seconds),
            ratio(send == null ? 0 : send.framesCaptured() * (long) picture.frameBytes(), sentBytes), quality == null ? null : quality.meanDb(),
            send == null ? null : (Long) send.keyframes(), keyframeRequests, send == null ? null : (Long) send.packets(), lost(direction),
            receive == null ? List.of() : receive.latency().curve());
    }

    static AudioDirection audio(final Direction direction, final AudioFormat sound, final Accounts accounts, final double seconds,
                                final String method) {
        final SendMeter send = direction.send();
        final ReceiveMeter receive = direction.receive();
        final Long sentBytes = send == null ? null : (Long) send.wireBytes();
        return new AudioDirection(send == null ? null : (Long) send.framesCaptured(), receive == null ? null : (Long) receive.framesShown(),
            receive == null ? null : (Long) receive.concealed(), receive == null ? null : receive.latency().latency(), engine(accounts),
            new CodecTime(send == null ? null : send.encodeMs(), receive == null ? null : receive.decodeMs()),
            accounts == null ? null : accounts.parts(), kbps(sentBytes, seconds),
            ratio(send == null ? 0 : send.framesCaptured() * (long) sound.frameSamples() * sound.channels() * 2, sentBytes),
            send == null ? null : (Long) send.packets(), lost(direction), method, receive == null ? List.of() : receive.latency().curve());
    }

    private static Latency engine(final Accounts accounts) {
        return accounts == null || accounts.engine().count() == 0 ? null : accounts.engine().latency();
    }

    /** Where both ends are here, what was sent and did not come; else what is missing by sequence number. */
    private static Long lost(final Direction direction) {
        if (direction.receive() == null) {
            return null;
        }
        return direction.send() == null ? direction.receive().lost()
            : Math.max(0, direction.send().packets() - direction.receive().packets());
    }

    private static Double kbps(final Long bytes, final double seconds) {
        return bytes == null ? null : Series.round(bytes * BITS / 1000.0 / seconds);
    }

    private static Double ratio(final long rawBytes, final Long bytes) {
        return bytes == null || bytes == 0 ? null : Series.round(rawBytes / (double) bytes);
    }

    /** What the stages before the encoders cost, by the time that they took of their threads, and what became of the echo. */
    static CallReport.Treatment treatment(final String end, final Side side, final Handsfree handsfree, final double seconds) {
        CallReport.StageCost voice = null;
        CallReport.StageCost beauty = null;
        for (final GraphSnapshot.StageStats stage : side.graphs().get(0).snapshot().stages()) {
            if (stage.framesIn() > 0 && (stage.name().equals(Handsfree.VOICE) || stage.name().equals(Captures.BEAUTY))) {
                final CallReport.StageCost cost = new CallReport.StageCost(Series.round(stage.busyNs() / 1e7 / seconds),
                    Series.round(Timebase.toMs(stage.busyNs()) / stage.framesIn()), stage.framesIn());
                voice = stage.name().equals(Handsfree.VOICE) ? cost : voice;
                beauty = stage.name().equals(Captures.BEAUTY) ? cost : beauty;
            }
        }
        final EchoMeter echo = handsfree == null ? null : handsfree.meter();
        return new CallReport.Treatment(end, voice, beauty, handsfree == null ? null : handsfree.addedMs(), echo == null ? null : echo.loweredDb(),
            echo == null ? List.of() : echo.curve());
    }

    static GraphPart graph(final Graph graph) {
        final List<StageRow> rows = new ArrayList<>();
        for (final LatencyReport.Row row : graph.latency().rows()) {
            rows.add(new StageRow(row.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '), row.name(), row.count(), ms(row.p50Ns()),
                ms(row.p99Ns()), ms(row.maxNs())));
        }
        return new GraphPart(graph.name(), graph.describe(), graph.toDot(), rows);
    }

    private static double ms(final long ns) {
        return Series.round(Timebase.toMs(ns));
    }

    static EngineCost engine(final List<GraphSnapshot> graphs, final Double engineBytes, final Double codecBytes) {
        final Map<String, Long> dropped = new TreeMap<>();
        final List<Pool> pools = new ArrayList<>();
        long highWater = 0;
        for (final GraphSnapshot graph : graphs) {
            graph.droppedByReason().forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
            highWater += graph.poolHighWater();
            for (final GraphSnapshot.PoolStats pool : graph.pools()) {
                pools.add(new Pool(graph.graph() + ": " + pool.name(), pool.slots(), pool.highWater(), pool.copies()));
            }
        }
        return new EngineCost(engineBytes, codecBytes, dropped, highWater, pools);
    }

    static Machine machine(final CpuMeter.Load load, final long gcMs) {
        final TimerSlack timers = TimerSlack.measure(MediaClock.system(), new EngineContext().timerSlackNs());
        return new Machine(load.busy(), load.stolen(), load.process(), Runtime.getRuntime().availableProcessors(), CpuMeter.model(),
            System.getProperty("os.name") + ' ' + System.getProperty("os.version"),
            System.getProperty("java.vm.name") + ' ' + System.getProperty("java.version"), Runtime.getRuntime().maxMemory() >> 20, gcMs,
            timers.slackNs() == TimerSlack.UNKNOWN ? null : Series.round(timers.slackNs() / NANOS_PER_MICRO),
            Series.round(timers.lateNs() / NANOS_PER_MICRO));
    }

    /** Time spent collecting garbage since the process started. */
    static long gcMs() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).filter(ms -> ms > 0)
            .sum();
    }
}
