package io.penstock.benchmarks.scale;

import io.penstock.rtc.room.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * How soon the media obeys: two send sound all the time, a packet each 2 ms, and a host hands the floor from one to the other; or sends one
 * away who has it. Times are those of clients: from before the host writes its command to its socket until a packet has come out of the socket of
 * any listener.
 */
final class FloorChanges {
    private static final long LONGEST_NS = 10_000_000_000L;
    private static final long EVERY_NS = 2_000_000L;
    private static final int FIRST_SSRC = 5000;
    private static final int SECONDS = 10;
    private static final int HEARS = 10;

    private final BenchServer server;
    private final Random random = new Random(7);
    /** When each SSRC of a sender was last heard by anybody, and first since it was asked for. */
    private final Map<Integer, Long> last = new ConcurrentHashMap<>();
    private final Map<Integer, Long> first = new ConcurrentHashMap<>();
    private final Map<Integer, Long> packets = new ConcurrentHashMap<>();

    FloorChanges(final BenchServer server) {
        this.server = server;
    }

    /**
     * What came of it.
     *
     * @param stopped from the command to the last packet of the former speaker that anybody got, nanoseconds; 0 = there was none after it.
     * @param started from the command to the first packet of the next.
     * @param late    packets of the former speaker that came after the host had its answer.
     */
    record Result(Histogram stopped, Histogram started, long late) { }

    private void heard(final int ssrc, final long nowNs) {
        last.put(ssrc, nowNs);
        first.putIfAbsent(ssrc, nowNs);
        packets.merge(ssrc, 1L, Long::sum);
    }

    /** Somebody who sends sound all the time, whether it may be heard or not. */
    private final class Sender implements AutoCloseable {
        private final RoomGuest guest;
        private final int ssrc;
        private final int track;
        private final String id;
        private final AtomicBoolean going = new AtomicBoolean(true);
        private final Thread thread = new Thread(this::run, "voice");

        Sender(final RoomGuests guests, final String room, final String id, final int ssrc) throws Exception {
            guest = guests.come(new RoomGuest(guests, BenchServer.token(room, id, Role.SPEAKER))).inside().get(SECONDS, TimeUnit.SECONDS);
            this.ssrc = ssrc;
            this.id = id;
            track = BenchServer.track(answer(guest.ask(BenchServer.sound(ssrc))));
            thread.start();
        }

        String guestId() {
            return id;
        }

        /** How listeners know it. */
        int forwarded() {
            return io.penstock.rtc.forward.MediaPlane.FORWARDED_SSRC_BASE + track;
        }

        private void run() {
            long dueNs = System.nanoTime();
            try {
                while (going.get()) {
                    guest.speak(ssrc);
                    dueNs += EVERY_NS;
                    LockSupport.parkNanos(Math.max(1, dueNs - System.nanoTime()));
                }
            } catch (final IOException e) {
                // Its socket is closed: it was sent away.
            }
        }

        @Override
        public void close() {
            going.set(false);
            RoomGuests.join(thread);
        }
    }

    private static String answer(final CompletableFuture<String> asked) throws Exception {
        final String answer = asked.get(SECONDS, TimeUnit.SECONDS);
        if (answer.contains("\"error\"")) {
            throw new IllegalStateException(answer);
        }
        return answer;
    }

    Result handOvers(final int listeners, final int count) throws Exception {
        final String room = "floor";
        final Result result = new Result(new Histogram(LONGEST_NS, 3), new Histogram(LONGEST_NS, 3), 0);
        long late = 0;
        try (RoomGuests guests = new RoomGuests(server.address(), (guest, ssrc, now) -> heard(ssrc, now))) {
            final RoomGuest host = guests.come(new RoomGuest(guests, BenchServer.token(room, "host", Role.HOST))).inside().get(SECONDS,
                TimeUnit.SECONDS);
            try (Sender anna = new Sender(guests, room, "anna", FIRST_SSRC); Sender bela = new Sender(guests, room, "bela", FIRST_SSRC + 1)) {
                for (int i = 0; i < listeners; i++) {
                    final RoomGuest guest = guests.come(new RoomGuest(guests, BenchServer.token(room, "guest-" + i, Role.AUDIENCE))
                        .wants(anna.track)).inside().get(SECONDS, TimeUnit.SECONDS);
                    answer(guest.ask("{\"type\":\"subscribe\",\"id\":2,\"track\":" + bela.track + "}"));
                }
                answer(host.ask("{\"type\":\"grant\",\"id\":3,\"target\":\"anna\"}"));
                await(anna.forwarded());
                for (int i = 0; i < count; i++) {
                    LockSupport.parkNanos(80_000_000L + random.nextInt(40_000_000));
                    final Sender from = i % 2 == 0 ? anna : bela;
                    final Sender to = i % 2 == 0 ? bela : anna;
                    first.remove(to.forwarded());
                    final long atNs = System.nanoTime();
                    answer(host.ask("{\"type\":\"hand-over\",\"id\":" + (i + 10) + ",\"from\":\"" + from.guestId() + "\",\"to\":\"" + to.guestId()
                        + "\"}"));
                    final long answeredNs = System.nanoTime();
                    final long firstNs = await(to.forwarded());
                    LockSupport.parkNanos(20_000_000L);
                    final long lastNs = last.getOrDefault(from.forwarded(), 0L);
                    result.stopped().recordValue(Math.max(0, lastNs - atNs));
                    result.started().recordValue(Math.max(0, firstNs - atNs));
                    late += lastNs > answeredNs + 1_000_000L ? 1 : 0;
                }
            }
        }
        return new Result(result.stopped(), result.started(), late);
    }

    Result kicks(final int count) throws Exception {
        final String room = "kicks";
        final Result result = new Result(new Histogram(LONGEST_NS, 3), new Histogram(LONGEST_NS, 3), 0);
        long late = 0;
        try (RoomGuests guests = new RoomGuests(server.address(), (guest, ssrc, now) -> heard(ssrc, now))) {
            final RoomGuest host = guests.come(new RoomGuest(guests, BenchServer.token(room, "host", Role.HOST))).inside().get(SECONDS,
                TimeUnit.SECONDS);
            final List<RoomGuest> listeners = new ArrayList<>();
            for (int i = 0; i < HEARS; i++) {
                listeners.add(guests.come(new RoomGuest(guests, BenchServer.token(room, "guest-" + i, Role.AUDIENCE))).inside().get(SECONDS,
                    TimeUnit.SECONDS));
            }
            for (int i = 0; i < count; i++) {
                final long cameNs = System.nanoTime();
                try (Sender sender = new Sender(guests, room, "guest-who-goes-" + i, FIRST_SSRC + 10 + i)) {
                    for (final RoomGuest listener : listeners) {
                        answer(listener.ask("{\"type\":\"subscribe\",\"id\":2,\"track\":" + sender.track + "}"));
                    }
                    answer(host.ask("{\"type\":\"grant\",\"id\":3,\"target\":\"guest-who-goes-" + i + "\"}"));
                    result.started().recordValue(await(sender.forwarded()) - cameNs);
                    LockSupport.parkNanos(30_000_000L + random.nextInt(60_000_000));
                    final long atNs = System.nanoTime();
                    answer(host.ask("{\"type\":\"kick\",\"id\":4,\"target\":\"guest-who-goes-" + i + "\",\"reason\":\"\",\"ban\":false}"));
                    final long answeredNs = System.nanoTime();
                    LockSupport.parkNanos(30_000_000L);
                    final long lastNs = last.getOrDefault(sender.forwarded(), 0L);
                    result.stopped().recordValue(Math.max(0, lastNs - atNs));
                    late += lastNs > answeredNs + 1_000_000L ? 1 : 0;
                }
            }
        }
        return new Result(result.stopped(), result.started(), late);
    }

    private long await(final int ssrc) throws TimeoutException {
        final long deadlineNs = System.nanoTime() + LONGEST_NS;
        while (!first.containsKey(ssrc)) {
            if (System.nanoTime() > deadlineNs) {
                throw new TimeoutException("nobody heard " + Integer.toUnsignedString(ssrc) + "; heard were " + packets);
            }
            LockSupport.parkNanos(200_000L);
        }
        return first.get(ssrc);
    }
}
