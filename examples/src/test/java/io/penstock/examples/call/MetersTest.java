package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.stages.measure.PictureStamp;
import io.penstock.examples.report.CallReport.Flow;
import io.penstock.examples.report.CallReport.Second;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small instruments of the call. */
class MetersTest {
    private static final long MS = 1_000_000;

    @Test
    void percentilesAreThoseOfTheNearestRank() {
        final Series series = new Series(100);
        for (int i = 100; i >= 1; i--) {
            series.add(i, i * MS);
        }
        series.add(101, 5 * MS); // full: not kept
        assertEquals(50.0, series.latency().p50());
        assertEquals(99.0, series.latency().p99());
        assertEquals(100.0, series.latency().max());
        assertEquals(100, series.latency().n());
        assertArrayEquals(new long[] {10 * MS, 11 * MS}, series.between(10, 12));
        assertNull(new Series(1).latency().p50());
    }

    @Test
    void aTableFindsTheNewestRowOfAKeyAndForgetsTheOldest() {
        final FrameTable table = new FrameTable(16, 2);
        for (int i = 0; i < 20; i++) {
            table.put(table.open(i), 1, 100 + i);
        }
        assertEquals(119, table.get(table.find(19), 1));
        assertEquals(FrameTable.EMPTY, table.get(table.find(19), 2));
        assertEquals(-1, table.find(3));
        assertEquals(4, table.oldest());
        table.add(table.find(7), 2, 5);
        table.add(table.find(7), 2, 6);
        assertEquals(11, table.get(table.find(7), 2));
    }

    @Test
    void aFreezeIsAGapOfThreeMeansAndAtLeast150MsMore() {
        final FreezeCounter freezes = new FreezeCounter();
        long now = 0;
        for (int i = 0; i < 40; i++) {
            freezes.shown(now += 66 * MS);
        }
        freezes.shown(now += 215 * MS); // below 66 + 150
        assertEquals(0, freezes.freezes());
        freezes.shown(now += 240 * MS);
        assertEquals(1, freezes.freezes());
    }

    @Test
    void pictureQualityComparesAPictureWithItself() {
        final PictureQuality quality = new PictureQuality(16, 16);
        final byte[] picture = new byte[256];
        quality.captured(5_000_000, picture, 0);
        final byte[] shown = picture.clone();
        for (int i = 0; i < shown.length; i++) {
            shown[i] = 4;
        }
        quality.shown(PictureStamp.micros(5_000_000), 16, 16, shown, 0);
        quality.shown(PictureStamp.micros(6_000_000), 16, 16, shown, 0); // never captured
        quality.shown(PictureStamp.micros(5_000_000), 8, 8, shown, 0); // another size
        assertEquals(1, quality.compared());
        assertEquals(10 * Math.log10(255 * 255 / 16.0), quality.meanDb(), 0.001);
    }

    @Test
    void theAccountsLeaveTheEngineWhatIsNobodyElses() {
        final SendMeter send = new SendMeter(16);
        final ReceiveMeter receive = new ReceiveMeter(16, 16);
        for (int i = 0; i < 3; i++) {
            final int from = send.frames().open(i * 100 * MS);
            send.frames().put(from, SendMeter.RTP_TIMESTAMP, i);
            send.frames().put(from, SendMeter.ENCODE_NS, 20 * MS);
            send.frames().put(from, SendMeter.SENT_NS, i * 100 * MS + 21 * MS);
            final int to = receive.frames().open(i);
            final long lateMs = i == 2 ? 3 : 0; // lay in the socket
            receive.frames().put(to, ReceiveMeter.ARRIVED_NS, i * 100 * MS + (22 + lateMs) * MS);
            receive.frames().put(to, ReceiveMeter.HOLD_NS, 30 * MS);
            receive.frames().put(to, ReceiveMeter.DECODE_NS, 8 * MS);
            receive.frames().put(to, ReceiveMeter.SHOWN_NS, i * 100 * MS + (62 + lateMs) * MS);
        }
        final Accounts bare = new Accounts(send.frames(), receive.frames(), 0, 0, false);
        assertArrayEquals(new long[] {3 * MS, 3 * MS, 6 * MS}, bare.engine().sorted());
        assertEquals(1.0, bare.parts().get("link"));
        final Accounts impaired = new Accounts(send.frames(), receive.frames(), 0, 0, true);
        assertArrayEquals(new long[] {3 * MS, 3 * MS, 3 * MS}, impaired.engine().sorted());
    }

    @Test
    void theFrameRateIsLoweredAfterTwoBadSecondsAndNotBelowFour() {
        final List<Integer> rates = new ArrayList<>();
        final FrameRateGovernor governor = new FrameRateGovernor(15, rate -> rates.add(rate.numerator()));
        assertNull(governor.look(0, 15, 15 * 20 * MS));
        assertNull(governor.look(3, 30, 30 * 20 * MS));
        assertEquals(new FrameRateGovernor.Change(10, true), governor.look(5, 45, 45 * 20 * MS));
        long calls = 45;
        long ns = 45 * 20 * MS;
        for (int i = 0; i < 20; i++) {
            calls += 5;
            ns += 5 * 300 * MS;
            governor.look(5, calls, ns);
        }
        assertEquals(List.of(10, 6, 4), rates);
    }

    /** A machine on which a picture takes so long to encode; returns the seconds in which the rate changed, and to what. */
    private static List<String> governed(final int seconds, final IntToLongFunction pictureMs) {
        final int[] fps = {15};
        final FrameRateGovernor governor = new FrameRateGovernor(15, rate -> fps[0] = rate.numerator());
        final List<String> changes = new ArrayList<>();
        long calls = 0;
        long ns = 0;
        for (int second = 0; second < seconds; second++) {
            calls += fps[0];
            ns += fps[0] * pictureMs.applyAsLong(second) * MS;
            final FrameRateGovernor.Change change = governor.look(0, calls, ns);
            if (change != null) {
                changes.add(second + ":" + change.fps());
            }
        }
        return changes;
    }

    @Test
    void theFrameRateIsRaisedAgainWhenThereIsRoom() {
        assertEquals(List.of("1:10", "13:15"), governed(200, second -> second < 4 ? 80 : 20));
        assertEquals(List.of("1:10"), governed(200, second -> second < 4 ? 80 : 45), "15 a second would leave too little room");
        assertEquals(List.of(), governed(200, second -> 20));
    }

    @Test
    void aRaiseThatMustBeTakenBackIsTriedLessAndLessOften() {
        final int[] fps = {15};
        final FrameRateGovernor governor = new FrameRateGovernor(15, rate -> fps[0] = rate.numerator());
        final List<Integer> raisedAt = new ArrayList<>();
        long dropped = 0;
        long calls = 0;
        for (int second = 0; second < 1_000; second++) {
            calls += 10;
            dropped += fps[0] > 10 ? 2 : 0;
            final FrameRateGovernor.Change change = governor.look(dropped, calls, calls * MS);
            if (change != null && !change.lowered()) {
                raisedAt.add(second);
            }
        }
        assertEquals(List.of(11, 33, 75, 157, 319, 481, 643, 805, 967), raisedAt);
    }

    @Test
    void cpuLoadComesFromTheFirstLineOfProcStat(@TempDir final Path folder) throws Exception {
        final Path stat = folder.resolve("stat");
        Files.writeString(stat, "cpu  100 0 100 800 0 0 0 0 0 0\n");
        final CpuMeter cpu = new CpuMeter(stat);
        cpu.start(0);
        Files.writeString(stat, "cpu  150 0 120 820 0 0 0 10 0 0\n");
        assertEquals(0.8, cpu.sinceLast());
        assertEquals(0.1, cpu.sinceStart(1).stolen());
        Files.delete(stat);
        assertNull(cpu.sinceStart(1).busy());
    }

    @Test
    void allocationInsideForeignCallsIsNotTheEngines() {
        final AllocationMeter meter = new AllocationMeter("recorder");
        final long before = meter.engineBytes();
        final long entered = meter.enter();
        final byte[] big = new byte[1 << 20];
        final long during = meter.engineBytes();
        final long took = meter.leave(entered);
        assertTrue(took >= big.length, took + " bytes");
        assertTrue(during - before < big.length / 2 || before == 0, before + " " + during);
        final long after = meter.engineBytes();
        final byte[] own = new byte[1 << 20];
        assertTrue(meter.engineBytes() - after >= own.length);
    }

    @Test
    void theProgressLineIsRewrittenOnATerminalOnly() {
        final Flow flow = new Flow(15, 1000, 55.4, 80.6, 1);
        final Second second = new Second(5, 0.5, flow, flow, flow, flow);
        final StringWriter plain = new StringWriter();
        final ProgressLine line = new ProgressLine(new PrintWriter(plain), false);
        for (int i = 0; i < 10; i++) {
            line.show(second);
        }
        line.end();
        assertEquals(2, plain.toString().lines().count());
        assertTrue(plain.toString().contains("video 55/81 55/81 ms") && plain.toString().indexOf('\r') < 0, plain.toString());
        final StringWriter rewritten = new StringWriter();
        final ProgressLine live = new ProgressLine(new PrintWriter(rewritten), true);
        live.show(second);
        live.say("slow");
        assertTrue(rewritten.toString().startsWith("\r") && rewritten.toString().endsWith("slow" + System.lineSeparator()));
        assertTrue(ProgressLine.text(new Second(1, null, flow, null, null, null)).contains("cpu ?"));
    }
}
