package io.penstock.benchmarks.scale;

import io.penstock.rtc.room.Role;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Many come into one room at once, over real sockets; one speaks, and all want to hear. */
final class JoinStorm {
    private static final long NANOS = 1_000_000_000L;
    private static final long SOUND_EVERY_NS = 20_000_000L;
    private static final long LONGEST_NS = 60 * NANOS;
    private static final int SSRC = 4711;

    private JoinStorm() {
    }

    /**
     * What came of it: times in nanoseconds.
     *
     * @param joined      from connecting to the answer with the whole room.
     * @param sound       from that answer to the first packet of sound.
     * @param both        from connecting to the first packet of sound.
     * @param spreadNs    from the first who connects to the last who has been answered.
     * @param cpuSeconds  processor time by kind of thread.
     */
    record Result(int participants, Histogram joined, Histogram sound, Histogram both, long spreadNs, Map<String, Double> cpuSeconds) { }

    static Result run(final BenchServer server, final String room, final int count, final long withinNs) throws Exception {
        final AtomicBoolean speaking = new AtomicBoolean(true);
        try (RoomGuests hosts = new RoomGuests(server.address(), (guest, ssrc, now) -> { });
             RoomGuests guests = new RoomGuests(server.address(), (guest, ssrc, now) -> { })) {
            final RoomGuest host = hosts.come(new RoomGuest(hosts, BenchServer.token(room, "host", Role.HOST))).inside().get(10, TimeUnit.SECONDS);
            final int track = BenchServer.track(host.ask(BenchServer.sound(SSRC)).get(10, TimeUnit.SECONDS));
            final Thread voice = new Thread(() -> speak(host, speaking), "voice");
            voice.start();
            final List<RoomGuest> all = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                all.add(new RoomGuest(guests, BenchServer.token(room, "guest-" + i, Role.AUDIENCE)).wants(track));
            }
            final Map<String, Double> before = cpu();
            final long startNs = System.nanoTime();
            for (int i = 0; i < count; i++) {
                final long dueNs = startNs + withinNs * i / count;
                for (long now = System.nanoTime(); now < dueNs; now = System.nanoTime()) {
                    LockSupport.parkNanos(dueNs - now);
                }
                guests.come(all.get(i));
            }
            long lastNs = startNs;
            final long deadlineNs = startNs + LONGEST_NS;
            for (final RoomGuest guest : all) {
                while (guest.soundNs == 0 && System.nanoTime() < deadlineNs && !guest.inside().isCompletedExceptionally()) {
                    LockSupport.parkNanos(1_000_000L);
                }
                if (guest.soundNs == 0) {
                    guest.inside().get(1, TimeUnit.SECONDS); // says why not
                    throw new IllegalStateException("one of " + count + " heard nothing within " + LONGEST_NS / NANOS + " s");
                }
                lastNs = Math.max(lastNs, guest.joinedNs);
            }
            final Map<String, Double> after = cpu();
            after.replaceAll((name, seconds) -> seconds - before.getOrDefault(name, 0.0));
            final Histogram joined = new Histogram(LONGEST_NS, 3);
            final Histogram sound = new Histogram(LONGEST_NS, 3);
            final Histogram both = new Histogram(LONGEST_NS, 3);
            for (final RoomGuest guest : all) {
                joined.recordValue(guest.joinedNs - guest.askedNs);
                sound.recordValue(Math.max(0, guest.soundNs - guest.joinedNs));
                both.recordValue(guest.soundNs - guest.askedNs);
            }
            speaking.set(false);
            voice.join();
            return new Result(count, joined, sound, both, lastNs - startNs, after);
        }
    }

    private static void speak(final RoomGuest host, final AtomicBoolean speaking) {
        long dueNs = System.nanoTime();
        while (speaking.get()) {
            try {
                host.speak(SSRC);
            } catch (final java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            dueNs += SOUND_EVERY_NS;
            LockSupport.parkNanos(Math.max(1, dueNs - System.nanoTime()));
        }
    }

    /** Processor time of the process's threads by kind. */
    static Map<String, Double> cpu() {
        final Map<String, Double> seconds = new LinkedHashMap<>();
        final var threads = ManagementFactory.getThreadMXBean();
        for (final long id : threads.getAllThreadIds()) {
            final var info = threads.getThreadInfo(id);
            final long used = threads.getThreadCpuTime(id);
            if (info != null && used > 0) {
                seconds.merge(kind(info.getThreadName()), used / 1e9, Double::sum);
            }
        }
        return seconds;
    }

    private static String kind(final String name) {
        if (name.startsWith("WebSocket")) {
            return "signalling";
        } else if (name.startsWith("penstock-rooms")) {
            return "rooms";
        } else if (name.startsWith("guests") || name.equals("voice") || name.equals("main")) {
            return "clients";
        }
        return name.startsWith("penstock") ? "media" : "other";
    }
}
