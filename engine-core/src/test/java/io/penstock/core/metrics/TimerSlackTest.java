package io.penstock.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.penstock.clock.MediaClock;
import io.penstock.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimerSlackTest {
    @TempDir
    private Path proc;

    @Test
    void readsAndChangesTheSlackOfTheThreadThatAsks() throws IOException {
        final Path file = thread("4107", "50000\n");
        assertEquals(50_000, TimerSlack.readNs(proc));
        assertTrue(TimerSlack.writeNs(proc, 1_000));
        assertEquals("1000", Files.readString(file).substring(0, 4));
    }

    @Test
    void saysUnknownWhereTheSystemDoesNotTell() throws IOException {
        assertEquals(TimerSlack.UNKNOWN, TimerSlack.readNs(proc));
        assertFalse(TimerSlack.writeNs(proc, 1_000));
        thread("12", "many");
        assertEquals(TimerSlack.UNKNOWN, TimerSlack.readNs(proc));
    }

    @Test
    void makesThreadsThatLowerTheirOwnAndLeaveOthersAlone() throws Exception {
        final long mine = TimerSlack.ofThisThreadNs();
        assumeTrue(mine != TimerSlack.UNKNOWN, "no timer slack here");
        final FutureTask<Long> theirs = new FutureTask<>(TimerSlack::ofThisThreadNs);
        final Thread thread = TimerSlack.threads(2_000).newThread(theirs);
        assertTrue(thread.isDaemon());
        thread.start();
        assertEquals(2_000, theirs.get());
        assertEquals(mine, TimerSlack.ofThisThreadNs());
    }

    @Test
    void measuresByTheClockGiven() {
        final long[] nowNs = {0};
        final MediaClock clock = new MediaClock() {
            @Override
            public long nanoTime() {
                return nowNs[0] += 29_000;
            }

            @Override
            public long epochNs(final long nanoTime) {
                return nanoTime;
            }
        };
        assertEquals(28_000, TimerSlack.measure(clock).lateNs());
    }

    @Test
    void describesItselfInALine() {
        assertEquals("timer slack 50 µs, waits end 57 µs late", new TimerSlack(50_000, 56_900).describe());
        assertEquals("timer slack unknown, waits end 4.9 µs late", new TimerSlack(TimerSlack.UNKNOWN, 4_900).describe());
    }

    @Test
    void refusesNoSlackAtAll() {
        final ConfigurationException refused = assertThrows(ConfigurationException.class, () -> TimerSlack.lowerTo(0));
        assertTrue(refused.getMessage().contains("found 0 ns"), refused.getMessage());
        assertThrows(ConfigurationException.class, () -> TimerSlack.threads(-1));
    }

    private Path thread(final String number, final String slack) throws IOException {
        Files.createDirectories(proc.resolve(number));
        Files.deleteIfExists(proc.resolve("thread-self"));
        Files.createSymbolicLink(proc.resolve("thread-self"), Path.of("4093/task/" + number));
        return Files.writeString(proc.resolve(number).resolve("timerslack_ns"), slack);
    }
}
