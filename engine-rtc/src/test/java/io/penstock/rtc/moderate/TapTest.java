package io.penstock.rtc.moderate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.Providers;
import io.penstock.error.ConfigurationException;
import io.penstock.testkit.TestClock;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import javax.imageio.ImageIO;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TapTest {
    private static final long MS = 1_000_000L;
    private static final Providers PROVIDERS = Providers.of(TapTest.class.getClassLoader());
    private static List<Talk.Packet> pictures;
    private static List<Talk.Packet> sounds;

    private final TestClock clock = new TestClock(0);
    private final List<Evidence> made = new ArrayList<>();
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private int requests;

    @BeforeAll
    static void encode() {
        pictures = Talk.pictures(100);
        sounds = Talk.tone(300);
    }

    private SnapshotTap camera(final TapConfig config) {
        return new SnapshotTap(new Subject("hall", "anna", Talk.CAMERA), config, PROVIDERS, clock, work::add, () -> requests++, made::add);
    }

    private SoundTap microphone(final TapConfig config) {
        return new SoundTap(new Subject("hall", "anna", Talk.MICROPHONE), config, PROVIDERS, clock, work::add, made::add);
    }

    private void doWork() {
        while (!work.isEmpty()) {
            work.poll().run();
        }
    }

    private void show(final SnapshotTap tap, final List<Talk.Packet> packets) {
        for (final Talk.Packet p : packets) {
            tap.packet(p.bytes(), 0, p.bytes().length, 40 * MS * p.frame());
            doWork();
        }
    }

    private static int middle(final Evidence e) throws IOException {
        final BufferedImage image = ImageIO.read(new ByteArrayInputStream(e.bytes()));
        assertEquals(Talk.WIDTH, image.getWidth());
        assertEquals(Talk.HEIGHT, image.getHeight());
        return image.getRGB(64, 48) >> 8 & 0xFF;
    }

    /** Luma as the grey that it stands for: the encoder's range is 0 to 255. */
    private static void assertShows(final int frame, final Evidence e) throws IOException {
        assertEquals(Talk.luma(frame), middle(e), 12, "picture " + frame);
    }

    @Test
    void takesAPictureOfAKeyFrameEveryNowAndThen() throws IOException {
        final SnapshotTap tap = camera(new TapConfig().every(Duration.ofSeconds(1)).image(TapConfig.Image.PNG));
        show(tap, pictures);
        // Key frames are 400 ms apart: the first at or after each due second, counted from the one before.
        assertEquals(4, made.size());
        for (int i = 0; i < 4; i++) {
            assertShows(30 * i, made.get(i));
        }
        final Evidence first = made.get(0);
        assertEquals("image/png", first.mediaType());
        assertEquals("anna", first.participant());
        assertEquals(0, first.rtpTimestamp());
        assertEquals(3600 * 90, made.get(3).rtpTimestamp());
        assertEquals(Instant.parse("2026-01-01T00:00:00Z"), first.at());
        assertEquals(new TapStatistics(4, 0, 0, 0, 0), tap.statistics());
        assertEquals(0, requests);
    }

    @Test
    void takesOneWhenAskedAndAsksForAKeyFrame() throws IOException {
        final SnapshotTap tap = camera(new TapConfig().every(Duration.ZERO));
        show(tap, pictures.stream().filter(p -> p.frame() < 15).toList());
        assertEquals(0, made.size());
        final CompletableFuture<Evidence> asked = tap.take();
        assertEquals(1, requests);
        show(tap, pictures.stream().filter(p -> p.frame() >= 15 && p.frame() < 45).toList());
        assertShows(20, asked.join());
        assertEquals("image/jpeg", asked.join().mediaType());
        assertEquals(1, made.size());
    }

    @Test
    void putsAKeyFrameTogetherInWhateverOrderItsPacketsCome() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            made.clear();
            final SnapshotTap tap = camera(new TapConfig().image(TapConfig.Image.PNG));
            final List<Talk.Packet> key = new ArrayList<>(pictures.stream().filter(p -> p.frame() == 30).toList());
            assertTrue(key.size() > 3);
            if (seed == 0) {
                key.add(key.remove(0)); // the parameters come again last, when no other number is missing
            } else {
                Collections.shuffle(key, new Random(seed));
            }
            key.add(key.get(1));
            show(tap, key);
            assertEquals(1, made.size(), "seed " + seed);
            assertShows(30, made.get(0));
        }
    }

    @Test
    void waitsForTheNextKeyFrameWhereOneHasAHoleAndAsksForIt() throws IOException {
        final SnapshotTap tap = camera(new TapConfig().patience(Duration.ofMillis(500)));
        final List<Talk.Packet> holes = new ArrayList<>();
        for (int i = 0; i < pictures.size(); i++) {
            final Talk.Packet p = pictures.get(i);
            if (p.frame() >= 60 || i == 0 || pictures.get(i - 1).frame() != p.frame() || p.frame() % 10 != 0) {
                holes.add(p);
            }
        }
        show(tap, holes);
        assertEquals(1, made.size());
        assertShows(60, made.get(0));
        assertTrue(tap.statistics().incomplete() > 0);
        assertTrue(requests > 0);
        assertEquals(requests, tap.statistics().requests());
    }

    @Test
    void leavesOutWhatIsDueWhileTheOneBeforeIsBeingMade() {
        final SnapshotTap tap = camera(new TapConfig().every(Duration.ofMillis(500)));
        for (final Talk.Packet p : pictures) {
            tap.packet(p.bytes(), 0, p.bytes().length, 40 * MS * p.frame());
        }
        assertEquals(1, work.size());
        assertTrue(tap.statistics().busy() > 0);
    }

    @Test
    void refusesPicturesThatAreTooLarge() {
        final SnapshotTap tap = camera(new TapConfig().mostSize(64, 64));
        final CompletableFuture<Evidence> asked = tap.take();
        show(tap, pictures.subList(0, 40));
        assertThrows(CompletionException.class, asked::join);
        assertTrue(tap.statistics().failures() > 0);
    }

    @Test
    void whoWaitsLearnsThatTheTrackHasEnded() {
        final SnapshotTap tap = camera(new TapConfig());
        final CompletableFuture<Evidence> asked = tap.take();
        tap.close();
        assertTrue(asked.isCompletedExceptionally());
        assertTrue(tap.take().isCompletedExceptionally());
    }

    @Test
    void survivesAnyBytes() {
        for (int seed = 0; seed < 30; seed++) {
            final Random random = new Random(seed);
            final SnapshotTap tap = camera(new TapConfig().every(Duration.ofMillis(500)));
            final SoundTap sound = microphone(new TapConfig().every(Duration.ofMillis(500)).clip(Duration.ofMillis(500)));
            for (int i = 0; i < pictures.size(); i++) {
                final byte[] p = pictures.get(i).bytes().clone();
                final byte[] s = sounds.get(i % sounds.size()).bytes().clone();
                for (int k = 0; k < 1 + random.nextInt(4); k++) {
                    p[random.nextInt(p.length)] = (byte) random.nextInt();
                    s[random.nextInt(s.length)] = (byte) random.nextInt();
                }
                final int cut = random.nextInt(8) == 0 ? random.nextInt(p.length + 1) : p.length;
                tap.packet(p, 0, cut, 10 * MS * i);
                sound.packet(s, 0, random.nextInt(8) == 0 ? random.nextInt(s.length + 1) : s.length, 10 * MS * i);
                doWork();
            }
        }
    }

    private static short[] samples(final Evidence e) throws IOException {
        try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(e.bytes()))) {
            assertEquals(48_000, in.getFormat().getSampleRate());
            assertEquals(1, in.getFormat().getChannels());
            final ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
            final short[] all = new short[bytes.remaining() / 2];
            bytes.asShortBuffer().get(all);
            return all;
        } catch (final UnsupportedAudioFileException e2) {
            throw new IOException(e2);
        }
    }

    private static double rms(final short[] x, final int from, final int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += (double) x[i] * x[i];
        }
        return Math.sqrt(sum / (to - from));
    }

    /** Upward zero crossings a second. */
    private static double pitch(final short[] x, final int from, final int to) {
        int crossings = 0;
        for (int i = from + 1; i < to; i++) {
            crossings += x[i - 1] < 0 && x[i] >= 0 ? 1 : 0;
        }
        return crossings * 48_000.0 / (to - from);
    }

    private void say(final SoundTap tap, final List<Talk.Packet> packets) {
        for (final Talk.Packet p : packets) {
            tap.packet(p.bytes(), 0, p.bytes().length, 20 * MS * p.frame());
            doWork();
        }
    }

    @Test
    void givesTheLastSecondsOfSound() throws IOException {
        final SoundTap tap = microphone(new TapConfig().every(Duration.ofSeconds(2)).clip(Duration.ofSeconds(2)));
        say(tap, sounds);
        assertEquals(2, made.size());
        for (final Evidence e : made) {
            final short[] x = samples(e);
            assertEquals(96_000, x.length);
            assertEquals(8000 / Math.sqrt(2), rms(x, 9600, 93_000), 600);
            assertEquals(440, pitch(x, 9600, 93_000), 5);
        }
        assertEquals(new TapStatistics(2, 0, 0, 0, 0), tap.statistics());
    }

    @Test
    void leavesSilenceWhereNothingCameAndUnderstandsRedundancy() throws IOException {
        final SoundTap tap = microphone(new TapConfig().every(Duration.ZERO).clip(Duration.ofSeconds(2)));
        final List<Talk.Packet> gap = new ArrayList<>(Talk.redundant(sounds.subList(0, 101)));
        gap.removeIf(p -> p.frame() > 30 && p.frame() <= 60);
        final CompletableFuture<Evidence> early = tap.take();
        say(tap, gap.subList(0, gap.size() - 1));
        assertTrue(early.isDone());
        final CompletableFuture<Evidence> late = tap.take();
        assertFalse(late.isDone());
        say(tap, gap.subList(gap.size() - 1, gap.size()));
        final short[] x = samples(late.join());
        assertTrue(rms(x, 6000, 27_000) > 4000);
        assertTrue(rms(x, 31_500, 55_500) < 100, "silence of " + rms(x, 31_500, 55_500));
        assertTrue(rms(x, 66_000, 93_000) > 4000);
    }

    @Test
    void refusesOtherCodecsAndSettingsOutOfRange() {
        assertThrows(ConfigurationException.class, () -> new SnapshotTap(new Subject("hall", "anna", Talk.MICROPHONE), new TapConfig(), PROVIDERS,
            clock, work::add, () -> { }, made::add));
        assertThrows(ConfigurationException.class, () -> new SoundTap(new Subject("hall", "anna", Talk.CAMERA), new TapConfig(), PROVIDERS,
            clock, work::add, made::add));
        assertThrows(ConfigurationException.class, () -> new TapConfig().every(Duration.ofMillis(1)));
        assertThrows(ConfigurationException.class, () -> new TapConfig().clip(Duration.ofHours(1)));
        assertThrows(ConfigurationException.class, () -> new TapConfig().mostSize(1, 1));
    }
}
