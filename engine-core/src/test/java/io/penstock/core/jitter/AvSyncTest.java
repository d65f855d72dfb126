package io.penstock.core.jitter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.Timebase;
import io.penstock.core.rtp.FakePayload;
import io.penstock.core.rtp.RtpHeaderFlyweight;
import io.penstock.core.rtp.RtpSession;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.PacketFormat;
import io.penstock.spi.Codecs;
import io.penstock.testkit.StageHarness;
import io.penstock.testkit.TestClock;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sound through its jitter buffer beside pictures whose delay is given, and a sender with two clocks that are off. */
class AvSyncTest {
    private static final AudioFormat SOUND = AudioFormat.mono(48_000, Timebase.ms(20));
    private static final PacketFormat PACKETS = PacketFormat.rtp(new EncodedFormat(FakePayload.AUDIO, SOUND, 200), 101, 48_000);
    private static final long MS = 1_000_000L;
    private static final int VIDEO_HZ = 90_000;

    /** Tells a session that a timestamp was captured at a time of the sender's clock. */
    private static void report(final RtpSession session, final long capturedNs, final long timestamp) {
        final byte[] report = new byte[28];
        ByteBuffer.wrap(report).put((byte) 0x80).put((byte) 200).putShort((short) 6).putInt(77)
            .putInt((int) (3_900_000_000L + capturedNs / 1_000_000_000L)).putInt((int) ((capturedNs % 1_000_000_000L << 32) / 1_000_000_000L))
            .putInt((int) timestamp);
        final byte[] packet = new byte[17];
        RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, 101, (int) (timestamp / 960) & 0xFFFF, (int) timestamp, 77);
        try (StageHarness h = StageHarness.of(session.receiver()).input(PACKETS).start()) {
            h.push(h.frame().payload(packet)).push(h.frame().payload(report));
        }
    }

    /** The greatest skew after the first ten seconds. */
    private static double worstMs(final double audioPpm, final int audioWayMs, final int videoDelayMs, final AvSync[] made) {
        final RtpSession audio = new RtpSession("a", 1, 1);
        final RtpSession video = new RtpSession("v", 2, 2);
        final AvSync sync = new AvSync(audio, video, true);
        made[0] = sync;
        final AudioJitterBuffer buffer = new AudioJitterBuffer(JitterConfig.audio().targetDelayMs(10).adaptiveUpToMs(400),
            new FakePayload(FakePayload.AUDIO), Codecs.decoder(FakePayload.AUDIO), new FakeSound(true), null, sync.audio())
            .timeScalers(QuarterScaler::new);
        double worst = 0;
        try (StageHarness h = StageHarness.of(buffer).input(PACKETS).start()) {
            for (int i = 0; i < 3000; i++) {
                final long capturedNs = (long) (20 * MS * i * (1 + audioPpm / 1e6));
                final byte[] packet = new byte[17];
                RtpHeaderFlyweight.writeFixedHeader(packet, 0, false, 101, i, 960 * i, 77);
                packet[12] = 7;
                packet[14] = FakePayload.MAGIC;
                packet[15] = (byte) (i % 100 + 1);
                final long waitNs = TestClock.START_NS + capturedNs + audioWayMs * MS - h.clock().nanoTime();
                h.advance(Duration.ofNanos(Math.max(0, waitNs)));
                h.push(h.frame().payload(packet));
                if (i % 250 == 0) {
                    report(audio, capturedNs, 960L * i);
                    report(video, capturedNs, VIDEO_HZ / 1000 * capturedNs / MS);
                }
                final long pictureNs = h.clock().nanoTime() - videoDelayMs * MS - TestClock.START_NS;
                sync.video().playout((int) (pictureNs * (VIDEO_HZ / 1000) / MS), VIDEO_HZ, h.clock().nanoTime());
                sync.video().extraDelayNs();
                worst = i < 500 ? 0 : Math.max(worst, Math.abs(sync.skewNs() / 1e6));
            }
        }
        return worst;
    }

    @Test
    void keepsWithinTwentyMillisecondsWithUnequalDelaysAndDriftingClocks() {
        for (final double ppm : new double[] {-200, 0, 200}) {
            for (final int[] delays : new int[][] {{25, 40}, {25, 150}, {150, 40}, {60, 60}}) {
                final AvSync[] sync = new AvSync[1];
                final double worst = worstMs(ppm, delays[0], delays[1], sync);
                assertTrue(worst <= 20, ppm + " ppm, sound " + delays[0] + " ms, pictures " + delays[1] + " ms: " + worst + " ms apart");
                assertTrue(sync[0].skewP95Ns() > 0, "was measured");
                assertTrue(sync[0].skewP95Ns() <= 20 * MS, "p95 " + sync[0].skewP95Ns());
            }
        }
    }

    @Test
    void knowsNothingWithoutReports() {
        final AvSync sync = new AvSync(new RtpSession("a", 1, 1), new RtpSession("v", 2, 2), true);
        sync.audio().playout(0, 48_000, 5);
        sync.video().playout(0, VIDEO_HZ, 5);
        assertEquals(0, sync.skewNs());
        assertEquals(0, sync.video().extraDelayNs());
        assertEquals(0, sync.skewP95Ns());
    }
}
