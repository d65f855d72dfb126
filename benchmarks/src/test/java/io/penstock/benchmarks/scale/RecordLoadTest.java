package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.rtc.forward.PacketTap;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RecordLoadTest {
    @TempDir
    private Path folder;

    @Test
    void packetsFollowEachOtherHoweverTheTimeIsCut() {
        final RecordMaterial material = RecordMaterial.encode(RecordMaterial.RECORDED, 300_000);
        final int[] next = {0, 0};
        final PacketTap[] taps = new PacketTap[2];
        for (int i = 0; i < 2; i++) {
            final int track = i;
            taps[i] = (packet, offset, length, arrivalNs) -> {
                final RtpHeaderFlyweight header = new RtpHeaderFlyweight();
                assertTrue(header.parse(packet, offset, length));
                assertEquals(next[track]++ & 0xFFFF, header.sequence());
            };
        }
        long at = 0;
        int given = 0;
        for (int i = 0; at < 9_000_000_000L; i++) {
            final long until = at + 1 + i * 7_919_123L % 61_000_000L;
            given += material.play(taps[0], taps[1], at, until, 0, 3);
            at = until;
        }
        assertEquals(given, next[0] + next[1]);
        assertTrue(next[1] >= 450, next[1] + " packets of sound in nine seconds");
    }

    @Test
    void recordsAndVerifies() {
        final StringWriter out = new StringWriter();
        final int code = new CommandLine(new RecordLoadCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out))
            .execute("--recordings", "3", "--warmup", "0.2", "--seconds", "0.6", "--json", folder.resolve("scale.json").toString());
        assertEquals(0, code, out::toString);
        assertTrue(out.toString().contains("3/3"), out::toString);
        assertTrue(Files.exists(folder.resolve("scale.json")));
    }

    @Test
    void refusesWhatMakesNoSense() {
        final StringWriter out = new StringWriter();
        assertEquals(2, new CommandLine(new RecordLoadCommand()).setOut(new PrintWriter(out)).setErr(new PrintWriter(out))
            .execute("--recordings", "0"));
    }
}
