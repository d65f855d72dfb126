package io.penstock.rtc.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.codecs.mp4.FragmentedMp4Config;
import io.penstock.codecs.mp4.FragmentedMp4Recorder;
import io.penstock.codecs.mp4.FragmentedTrack;
import io.penstock.format.AudioFormat;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.SampleType;
import io.penstock.rtc.record.Verification.Finding;
import io.penstock.rtc.record.Verification.Trust;
import io.penstock.rtc.record.Verification.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingChainTest {
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");
    private static final EncodedFormat OPUS = EncodedFormat.of(CodecId.OPUS, new AudioFormat(48_000, 1, SampleType.S16, 960));
    private static final long PACKET = 20_000_000L;
    private static final RecordingKey KEY = RecordingKey.generate();
    private static final RecordingHead HEAD = new RecordingHead("4711", "court-3", "witness", START, START.plusSeconds(86_400 * 30),
        List.of(new RecordingHead.Participant("judge", "Judge Müller", "HOST"), new RecordingHead.Participant("witness", "W. Tell", "AUDIENCE")),
        List.of(new RecordingHead.Consent("witness", true, START)));

    @TempDir
    private Path folder;
    private Instant now = START;
    private int seed = 1;

    /** So many packets of sound; ended or not. */
    private Path record(final int packets, final RecordingKey key, final boolean end) {
        final Path path = folder.resolve("recorded.mp4");
        final RecordingChain chain = new RecordingChain(HEAD, key, () -> now);
        final FragmentedMp4Recorder recorder = FragmentedMp4Recorder.to(path, new FragmentedMp4Config().seal(chain));
        final FragmentedTrack audio = recorder.track(OPUS);
        final Random random = new Random(seed);
        for (int i = 0; i < packets; i++) {
            now = START.plusNanos(i * PACKET);
            final byte[] packet = new byte[20];
            random.nextBytes(packet);
            audio.write(packet, 0, packet.length, i * PACKET, PACKET, true, i * PACKET);
            if (i == 30) {
                chain.note(new RecordingNote(now, RecordingNote.CONSENT, "judge", "given"));
            }
        }
        if (end) {
            recorder.close();
            assertTrue(chain.latest().matches("\\d+:[0-9a-f]{64}"), chain.latest());
        } else {
            recorder.flush();
        }
        return path;
    }

    @Test
    void saysWhatItIsWhenNothingWasChanged() {
        final Verification v = RecordingVerifier.verify(record(100, KEY, true), KEY.publicKey());
        assertEquals(List.of(), v.findings());
        assertEquals(Verdict.INTACT, v.verdict());
        assertEquals(Trust.TRUSTED_KEY, v.signature());
        assertEquals(HEAD, v.head());
        assertEquals(List.of(new RecordingNote(START.plusNanos(30 * PACKET), "consent", "judge", "given")), v.notes());
        assertEquals(10, v.fragments());
        assertEquals(10, v.vouched());
        assertEquals(now, v.lastAt());
    }

    @Test
    void tellsWhoVouchesForIt() {
        assertEquals(Trust.KEY_OF_THE_FILE, RecordingVerifier.verify(record(30, KEY, true), null).signature());
        assertEquals(Verdict.ALTERED, RecordingVerifier.verify(record(30, KEY, true), RecordingKey.generate().publicKey()).verdict());
        assertEquals(Trust.UNSIGNED, RecordingVerifier.verify(record(30, null, true), null).signature());
        assertEquals(Verdict.INTACT, RecordingVerifier.verify(record(30, null, true), null).verdict());
        assertEquals(Verdict.ALTERED, RecordingVerifier.verify(record(30, null, true), KEY.publicKey()).verdict());
    }

    @Test
    void signsEveryTenSeconds() {
        final Verification v = RecordingVerifier.verify(record(1200, KEY, false), KEY.publicKey());
        assertEquals(Verdict.UNFINISHED, v.verdict());
        assertEquals(120, v.fragments());
        assertEquals(101, v.vouched(), 1);
    }

    @Test
    void findsEachChangedByteAndItsPlace() throws IOException {
        final int step = Integer.getInteger("penstock.record.flipEvery", 7);
        for (final RecordingKey key : new RecordingKey[] {KEY, null}) {
            final Path path = record(60, key, true);
            final long end = sealAt(Files.readAllBytes(path), 7);
            try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
                for (long at = 0; at < file.length(); at += step) {
                    file.seek(at);
                    final int was = file.read();
                    for (final int flip : new int[] {1 << at % 8, 0xFF}) {
                        file.seek(at);
                        file.write(was ^ flip);
                        final Verification v = RecordingVerifier.verify(path, null);
                        final String message = "byte " + at + " xor " + flip + ": " + v;
                        assertNotEquals(Verdict.INTACT, v.verdict(), message);
                        if (at < end) {
                            assertEquals(Verdict.ALTERED, v.verdict(), message);
                            final long place = at;
                            assertTrue(v.findings().stream().anyMatch(f -> f.offset() <= place && place < f.offset() + f.length()), message);
                            assertTrue(v.findings().size() <= 3, message);
                        }
                    }
                    file.seek(at);
                    file.write(was);
                }
            }
        }
    }

    @Test
    void findsEachRemovedOrMovedFragment() throws IOException {
        final byte[] file = Files.readAllBytes(record(100, null, true));
        final List<byte[]> parts = parts(file);
        assertEquals(12, parts.size());
        for (int i = 0; i < parts.size() - 1; i++) {
            final List<byte[]> without = new ArrayList<>(parts);
            without.remove(i);
            altered(without, "without part " + i, i);
            for (int k = i + 1; k < parts.size() - 1; k++) {
                final List<byte[]> swapped = new ArrayList<>(parts);
                swapped.set(i, parts.get(k));
                swapped.set(k, parts.get(i));
                altered(swapped, "parts " + i + " and " + k + " swapped", i);
            }
            final List<byte[]> twice = new ArrayList<>(parts);
            twice.add(i, parts.get(i));
            altered(twice, "part " + i + " twice", -1);
        }
        final List<byte[]> more = new ArrayList<>(parts);
        more.add(parts.get(3));
        altered(more, "one after the end", -1);
    }

    private void altered(final List<byte[]> parts, final String what, final int first) throws IOException {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            all.writeBytes(part);
        }
        final Path path = folder.resolve("altered.mp4");
        Files.write(path, all.toByteArray());
        final Verification v = RecordingVerifier.verify(path, null);
        assertEquals(Verdict.ALTERED, v.verdict(), what);
        if (first >= 0) {
            assertEquals(first, v.findings().get(0).index(), () -> what + ": " + v.findings());
        }
    }

    @Test
    void findsThatFragmentsComeFromAnotherRecording() throws IOException {
        final List<byte[]> one = parts(Files.readAllBytes(record(100, null, true)));
        seed = 2;
        final List<byte[]> other = parts(Files.readAllBytes(record(99, null, true)));
        one.set(4, other.get(4));
        altered(one, "fragment of another recording", -1);
    }

    @Test
    void tellsAFileThatEndsTooSoonFromOneThatIsWhole() throws IOException {
        final byte[] file = Files.readAllBytes(record(60, KEY, true));
        final Path path = folder.resolve("short.mp4");
        final long head = sealAt(file, 0) + SealBox.FIXED_BYTES + SealBox.SIGNATURE_BYTES;
        for (int length = 0; length < file.length; length += 11) {
            Files.write(path, Arrays.copyOf(file, length));
            final Verification v = RecordingVerifier.verify(path, KEY.publicKey());
            assertEquals(length < head ? Verdict.ALTERED : Verdict.UNFINISHED, v.verdict(), length + ": " + v.findings());
            if (length < head) {
                assertNull(v.lastAt());
            }
        }
    }

    @Test
    void survivesEveryKindOfGarbage() throws IOException {
        final byte[] file = Files.readAllBytes(record(60, KEY, true));
        final Path path = folder.resolve("garbage.mp4");
        for (int seed = 0; seed < 1000; seed++) {
            final Random random = new Random(seed);
            final byte[] bad = seed % 10 == 0 ? new byte[random.nextInt(3000)] : file.clone();
            if (seed % 10 == 0) {
                random.nextBytes(bad);
            }
            for (int i = 0; i < 1 + random.nextInt(40) && bad.length > 0; i++) {
                bad[random.nextInt(bad.length)] = (byte) (random.nextBoolean() ? 255 : random.nextInt());
            }
            Files.write(path, bad);
            if (!Arrays.equals(bad, file)) {
                final Verification v = RecordingVerifier.verify(path, null);
                assertNotEquals(Verdict.INTACT, v.verdict(), "seed " + seed);
                for (final Finding f : v.findings()) {
                    assertTrue(f.offset() >= 0 && f.length() >= 0 && f.offset() + f.length() <= bad.length + 1000L, "seed " + seed + ": " + f);
                    assertFalse(f.toString().isBlank());
                }
            }
        }
    }

    @Test
    void refusesMoreNotesThanASealHolds() {
        final RecordingChain chain = new RecordingChain(HEAD, null, () -> now);
        final RecordingNote note = new RecordingNote(now, "test", "x", "y".repeat(10_000));
        int taken = 0;
        while (chain.note(note)) {
            taken++;
        }
        assertEquals(6, taken);
        assertEquals(1, chain.notesRefused());
        assertEquals("", chain.latest());
    }

    private static long sealAt(final byte[] file, final int n) {
        long at = 0;
        for (int i = 0; i < n; i++) {
            at += parts(file).get(i).length;
        }
        final byte[] part = parts(file).get(n);
        int last = 0;
        for (int i = 0; i + SealBox.FIXED_BYTES <= part.length; i++) {
            last = SealBox.isSeal(part, i) ? i : last;
        }
        return at + last;
    }

    /** A file cut after each seal. */
    private static List<byte[]> parts(final byte[] file) {
        final List<byte[]> parts = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < file.length) {
            final int size = ByteBuffer.wrap(file).getInt(at);
            final boolean seal = SealBox.isSeal(file, at);
            at += size;
            if (seal) {
                parts.add(Arrays.copyOfRange(file, start, at));
                start = at;
            }
        }
        return parts;
    }
}
