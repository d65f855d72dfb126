package io.penstock.rtc.forward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.RtpHeaderFlyweight;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who comes at any moment between key frames that are ten seconds apart, of a publisher 20 ms away. Of networks and codecs nothing is counted. */
class JoinTest {
    private static final int JOINS = 200;
    private static final int FPS = 30;
    private static final int KEY_EVERY = 10 * FPS;
    private static final int KEY_PACKETS = 12;
    private static final int DELTA_PACKETS = 2;
    private static final int ONE_WAY_MS = 20;
    private static final int PUBLISHER = 1;
    private static final int OLD = 2;
    private static final int OUT = MediaPlane.FORWARDED_SSRC_BASE + 7;

    @Test
    void seesAPictureAtOnceAndOneSecondLaterIsNoLaterThanWhoWasThereFromTheStart() {
        final long seed = Long.getLong("penstock.seed", 7);
        final Random random = new Random(seed);
        final List<Long> firstMs = new ArrayList<>();
        final List<Long> liveMs = new ArrayList<>();
        for (int join = 0; join < JOINS; join++) {
            final Camera camera = new Camera(new Bench());
            camera.bench.join(PUBLISHER, OLD).video(PUBLISHER, 7, 1000);
            camera.bench.forwarder.subscribe(OLD, 7, 0, 0);
            camera.run(500 + random.nextInt(10_000));
            final int newcomer = 3;
            final long atNs = camera.bench.nowNs;
            camera.bench.join(newcomer);
            camera.bench.forwarder.subscribe(newcomer, 7, 0, 0);
            camera.bench.sent.clear();
            camera.run(2_000);
            firstMs.add((firstWhole(camera.bench.got(newcomer, OUT)) - atNs) / Bench.MS);
            liveMs.add((inStepSince(camera.bench, newcomer) - atNs) / Bench.MS);
        }
        firstMs.sort(null);
        liveMs.sort(null);
        assertTrue(firstMs.get(JOINS * 99 / 100 - 1) <= 60, "first picture, ms: " + firstMs + ", seed " + seed);
        assertTrue(liveMs.get(JOINS - 1) <= 1_000, "in step after ms: " + liveMs + ", seed " + seed);
    }

    /** When the last packet of a key frame left that left whole. */
    private static long firstWhole(final List<Bench.Sent> got) {
        assertTrue(got.size() >= KEY_PACKETS);
        for (int i = 0; i < KEY_PACKETS; i++) {
            assertEquals(got.get(0).header().timestamp(), got.get(i).header().timestamp(), "all of one picture");
        }
        assertTrue(got.get(KEY_PACKETS - 1).header().marker());
        return got.get(KEY_PACKETS - 1).atNs();
    }

    /** From when on everything leaves to a newcomer when it leaves to the old one, with timestamps as far apart as those. */
    private static long inStepSince(final Bench bench, final int newcomer) {
        final Map<Integer, Bench.Sent> old = new HashMap<>();
        for (final Bench.Sent sent : bench.got(OLD, OUT)) {
            old.put(payload(sent), sent);
        }
        final List<Bench.Sent> got = bench.got(newcomer, OUT);
        for (int i = 1; i < got.size(); i++) {
            assertEquals(got.get(i - 1).header().sequence() + 1 & 0xFFFF, got.get(i).header().sequence());
        }
        final Bench.Sent last = got.get(got.size() - 1);
        final int apart = last.header().timestamp() - old.get(payload(last)).header().timestamp();
        int i = got.size() - 1;
        while (i >= 0 && old.containsKey(payload(got.get(i))) && old.get(payload(got.get(i))).atNs() == got.get(i).atNs()
            && got.get(i).header().timestamp() - old.get(payload(got.get(i))).header().timestamp() == apart) {
            i--;
        }
        final Bench.Sent first = got.get(Math.min(got.size() - 1, i + 1));
        final Bench.Sent shown = got.get(0);
        final long playedNs = (long) (last.header().timestamp() - shown.header().timestamp()) * 1_000_000_000L / 90_000;
        assertTrue(Math.abs(last.atNs() - shown.atNs() - playedNs) <= Bench.MS * (1000 / FPS + 32),
            "what is shown first is stamped as of then, or whoever plays by timestamps is late for ever: " + (playedNs - last.atNs() + shown.atNs()));
        return first.atNs();
    }

    private static int payload(final Bench.Sent sent) {
        return Arrays.hashCode(Arrays.copyOfRange(sent.packet(), 14, 22));
    }

    /** Sends a frame every 33 ms, a key frame every ten seconds and when it is asked for one. */
    private static final class Camera {
        private final Bench bench;
        private final Stream stream = Stream.video(1000);
        private final Deque<Object[]> underWay = new ArrayDeque<>();
        private final long beganNs;
        private long all;
        private int frames;
        private int read;
        private long askedNs = Long.MAX_VALUE;
        private long asked;
        private long number;

        Camera(final Bench bench) {
            this.bench = bench;
            beganNs = bench.nowNs;
        }

        void run(final int ms) {
            read = 0;
            asked = bench.keyframesAsked(PUBLISHER, 1000);
            for (int i = 0; i < ms; i++) {
                listen();
                if (bench.nowNs - beganNs >= all * 1_000_000_000L / FPS) {
                    frame();
                }
                while (!underWay.isEmpty() && (long) underWay.peek()[0] <= bench.nowNs) {
                    bench.in(PUBLISHER, (byte[]) underWay.poll()[1]);
                }
                bench.pass(1);
            }
        }

        private void listen() {
            for (; read < bench.sent.size(); read++) {
                final Bench.Sent sent = bench.sent.get(read);
                if (sent.peer() == PUBLISHER && sent.isRtcp()) {
                    final long now = bench.keyframesAsked(PUBLISHER, 1000);
                    askedNs = now > asked ? bench.nowNs + ONE_WAY_MS * Bench.MS : askedNs;
                    asked = now;
                }
            }
        }

        private void frame() {
            final boolean key = frames % KEY_EVERY == 0 || bench.nowNs >= askedNs;
            all++;
            frames = key ? 1 : frames + 1;
            askedNs = key ? Long.MAX_VALUE : askedNs;
            for (final byte[] packet : stream.frame(key, key ? KEY_PACKETS : DELTA_PACKETS)) {
                io.penstock.core.rtp.NetworkOrder.put64(packet, RtpHeaderFlyweight.FIXED_HEADER_LENGTH + 2, ++number);
                underWay.add(new Object[] {bench.nowNs + ONE_WAY_MS * Bench.MS, packet});
            }
        }
    }
}
