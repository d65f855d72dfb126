package io.penstock.rtc.moderate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final Instant AT = Instant.parse("2026-03-01T09:00:00Z");

    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("audit.jsonl");
        append(6);
    }

    private void append(final int lines) {
        try (Audit audit = Audit.open(file, () -> AT)) {
            for (int i = 0; i < lines; i++) {
                audit.note("note", "hall", "änna", "said \"nothing\" " + i);
            }
        }
    }

    private void rewrite(final List<String> lines) throws IOException {
        Files.write(file, lines);
    }

    @Test
    void goesOnWhereItEnded() {
        append(4);
        final AuditVerifier.Result r = AuditVerifier.verify(file);
        assertTrue(r.isIntact());
        assertEquals(10, r.lines());
        try (Audit audit = Audit.open(file, () -> AT)) {
            assertEquals("10:" + r.latest(), audit.latest());
        }
    }

    @Test
    void findsEveryChangedByteAndSaysInWhichLine() throws IOException {
        final byte[] good = Files.readAllBytes(file);
        int line = 1;
        for (int i = 0; i < good.length - 1; i++) {
            final byte[] bad = good.clone();
            bad[i] ^= 1;
            Files.write(file, bad);
            final AuditVerifier.Result r = AuditVerifier.verify(file);
            assertFalse(r.isIntact(), "byte " + i);
            assertEquals(line, r.firstBadLine(), "byte " + i);
            line += good[i] == '\n' ? 1 : 0;
        }
    }

    @Test
    void findsLinesThatWereRemovedMovedOrInserted() throws IOException {
        final List<String> good = Files.readAllLines(file);
        for (int i = 0; i < good.size() - 1; i++) {
            final List<String> bad = new ArrayList<>(good);
            bad.remove(i);
            rewrite(bad);
            assertEquals(i + 1, AuditVerifier.verify(file).firstBadLine());
            final List<String> moved = new ArrayList<>(good);
            Collections.swap(moved, i, i + 1);
            rewrite(moved);
            assertEquals(i + 1, AuditVerifier.verify(file).firstBadLine());
            final List<String> twice = new ArrayList<>(good);
            twice.add(i, good.get(i));
            rewrite(twice);
            assertEquals(i + 2, AuditVerifier.verify(file).firstBadLine());
        }
    }

    @Test
    void refusesToGoOnWithAChangedLog() throws IOException {
        final List<String> bad = new ArrayList<>(Files.readAllLines(file));
        bad.set(2, bad.get(2).replace("nothing", "a word"));
        rewrite(bad);
        final CodecException e = assertThrows(CodecException.class, () -> Audit.open(file, () -> AT));
        assertTrue(e.getMessage().contains("line 3"), e.getMessage());
        assertEquals(bad, Files.readAllLines(file));
    }

    @Test
    void cutsOffALineThatAKilledProcessLeftUnfinishedAndSaysSo() throws IOException {
        final byte[] good = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(good, good.length - 20));
        append(1);
        final List<String> lines = Files.readAllLines(file);
        assertEquals(7, lines.size());
        assertTrue(lines.get(5).contains("\"recovered\""), lines.get(5));
        assertTrue(AuditVerifier.verify(file).isIntact());
    }

    @Test
    void readsAnyBytesWithoutFailing() throws IOException {
        Files.write(file, new byte[200_000]);
        assertEquals(1, AuditVerifier.verify(file).firstBadLine());
        Files.write(file, "\n{}\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertEquals(1, AuditVerifier.verify(file).firstBadLine());
    }

    @Test
    void isWrittenByOneAtATime() {
        try (Audit audit = Audit.open(file, () -> AT)) {
            assertThrows(EngineException.class, () -> Audit.open(file, () -> AT));
            audit.note("still", "hall", "", "here");
        }
    }
}
