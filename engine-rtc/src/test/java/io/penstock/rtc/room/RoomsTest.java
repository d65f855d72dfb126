package io.penstock.rtc.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.MediaClock;
import io.penstock.rtc.room.RoomCommand.Close;
import io.penstock.rtc.room.RoomCommand.ConnectionLost;
import io.penstock.rtc.room.RoomCommand.Join;
import io.penstock.rtc.room.RoomCommand.Leave;
import io.penstock.rtc.room.RoomCommand.Say;
import io.penstock.rtc.room.RoomEvent.Refusal;
import io.penstock.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many rooms. */
class RoomsTest {
    private static final RoomsConfig CONFIG = new RoomsConfig(0, 3, 100, Duration.ofMinutes(5));
    private final TestClock clock = new TestClock();
    private final List<String> told = new ArrayList<>();
    private final List<RoomEvent> answers = new ArrayList<>();

    private Rooms rooms(RoomsConfig config) {
        return new Rooms(config, clock, name -> name.startsWith("no") ? null : RoomConfig.standard(),
            (room, event) -> told.add(room.view().name() + ':' + event.getClass().getSimpleName() + event.sequence()));
    }

    private RoomEvent ask(Rooms rooms, String room, RoomCommand command) {
        answers.clear();
        assertTrue(rooms.post(room, command, (where, answer) -> answers.add(answer)));
        rooms.invoke();
        return answers.get(0);
    }

    private static Join join(String id) {
        return new Join(id, id, Role.SPEAKER, 1);
    }

    @Test
    void aRoomOpensWhenTheFirstOneJoins() {
        Rooms rooms = rooms(CONFIG);
        assertEquals(Refusal.NOT_HERE, ((RoomEvent.Refused) ask(rooms, "a", new Leave("ann"))).why());
        assertEquals(Refusal.NOT_HERE, ((RoomEvent.Refused) ask(rooms, "nowhere", join("ann"))).why());
        assertEquals(Refusal.NOT_HERE, ((RoomEvent.Refused) ask(rooms, "\n", join("ann"))).why());
        assertEquals(0, rooms.open());
        assertInstanceOf(RoomEvent.Accepted.class, ask(rooms, "a", join("ann")));
        assertInstanceOf(RoomEvent.Accepted.class, ask(rooms, "b", join("ann")));
        assertEquals(2, rooms.open());
        assertEquals(List.of("a:Joined1", "b:Joined1"), told);
    }

    @Test
    void noMoreRoomsOpenThanAreAllowed() {
        Rooms rooms = rooms(CONFIG);
        for (String name : List.of("a", "b", "c")) {
            ask(rooms, name, join("ann"));
        }
        assertEquals(Refusal.FULL, ((RoomEvent.Refused) ask(rooms, "d", join("ann"))).why());
        ask(rooms, "a", new Close("", ""));
        assertInstanceOf(RoomEvent.Accepted.class, ask(rooms, "d", join("ann")));
    }

    @Test
    void anEmptyRoomEndsAfterAWhileAndOneInWhichSomebodyIsDoesNot() {
        Rooms rooms = rooms(CONFIG);
        ask(rooms, "a", join("ann"));
        clock.advance(Duration.ofHours(1));
        rooms.invoke();
        ask(rooms, "a", new Leave("ann"));
        clock.advance(Duration.ofMinutes(4));
        ask(rooms, "a", join("bob"));
        ask(rooms, "a", new ConnectionLost("bob", 1));
        clock.advance(Duration.ofSeconds(30));
        rooms.invoke();
        assertEquals("a:Left5", told.get(told.size() - 1));
        assertEquals(clock.nanoTime() + Duration.ofMinutes(5).toNanos(), rooms.nextTimerNs());
        clock.advance(Duration.ofMinutes(5));
        rooms.invoke();
        assertEquals("a:Closed6", told.get(told.size() - 1));
        assertEquals(0, rooms.open());
        assertEquals(Long.MAX_VALUE, rooms.nextTimerNs());
        assertEquals(0, rooms.invoke());
    }

    @Test
    void whoJoinsIsGivenTheRoomAsItIsAtItsAnswer() {
        Rooms rooms = rooms(CONFIG);
        List<RoomSnapshot> snapshots = new ArrayList<>();
        rooms.post("a", join("ann"), (room, answer) -> snapshots.add(room.view().snapshot()));
        rooms.post("a", join("bob"), (room, answer) -> snapshots.add(room.view().snapshot()));
        rooms.invoke();
        assertEquals(1, snapshots.get(0).members().size());
        assertEquals(2, snapshots.get(1).members().size());
    }

    @Test
    void aFullMailboxSaysSoAndCounts() {
        Rooms rooms = rooms(CONFIG);
        for (int i = 0; i < 100; i++) {
            assertTrue(rooms.post("a", join("p" + i), (room, answer) -> { }));
        }
        assertFalse(rooms.post("a", join("late"), (room, answer) -> answers.add(answer)));
        assertFalse(rooms.read("a", room -> { }));
        assertEquals(2, rooms.overflows());
        rooms.invoke();
        assertEquals(List.of(), answers);
        assertEquals(100, rooms.commands());
    }

    @Test
    void roomsCanBeRead() {
        Rooms rooms = rooms(CONFIG);
        ask(rooms, "a", join("ann"));
        ask(rooms, "b", join("ann"));
        Set<String> names = new HashSet<>();
        rooms.readAll(room -> names.add(room.view().name()));
        rooms.read("a", room -> assertEquals(1, room.view().members().size()));
        rooms.read("zzz", room -> assertNull(room));
        rooms.invoke();
        assertEquals(Set.of("a", "b"), names);
        assertEquals(0, rooms.failures());
    }

    @Test
    void whatAListenerThrowsIsCountedAndHurtsNobody() {
        List<Throwable> failures = new ArrayList<>();
        Rooms rooms = new Rooms(CONFIG, clock, name -> {
            if (name.equals("bad")) {
                throw new IllegalStateException("opens");
            }
            return RoomConfig.standard();
        }, new RoomListener() {
            @Override
            public void told(Room room, RoomEvent event) {
                throw new IllegalStateException("told");
            }

            @Override
            public void failed(String room, Throwable error) {
                failures.add(error);
                throw new IllegalStateException("again");
            }
        });
        assertInstanceOf(RoomEvent.Accepted.class, ask(rooms, "a", join("ann")));
        assertInstanceOf(RoomEvent.Refused.class, ask(rooms, "bad", join("ann")));
        rooms.post("a", new Leave("ann"), (room, answer) -> {
            throw new IllegalStateException("reply");
        });
        rooms.invoke();
        assertEquals(List.of("told", "opens", "told", "reply"), failures.stream().map(Throwable::getMessage).toList());
        assertEquals(8, rooms.failures());
    }

    @Test
    void closingDoesWhatWasPostedEndsAllRoomsAndTakesNothingMore() {
        Rooms rooms = rooms(CONFIG);
        ask(rooms, "a", join("ann"));
        rooms.post("b", join("bob"), (room, answer) -> answers.add(answer));
        rooms.close();
        rooms.close();
        assertEquals(2, answers.size());
        assertEquals(Set.of("a:Joined1", "b:Joined1", "a:Closed2", "b:Closed2"), Set.copyOf(told));
        assertFalse(rooms.post("a", join("cat"), (room, answer) -> { }));
        assertEquals(0, rooms.open());
    }

    @Test
    @Timeout(60)
    void eachRoomHasOneThreadAndOneOrderHoweverManyPost() throws Exception {
        int posters = 4;
        int messages = 500;
        Map<String, Set<Thread>> threadsByRoom = new ConcurrentHashMap<>();
        Map<String, List<RoomEvent>> events = new ConcurrentHashMap<>();
        RoomConfig free = RoomConfig.standard().limits(100, new RoomConfig.Rate(1_000_000, 1_000_000), new RoomConfig.Rate(1_000_000, 1_000_000));
        CountDownLatch answered = new CountDownLatch(posters * messages * 2);
        try (Rooms rooms = new Rooms(new RoomsConfig(2, 100, 1 << 16, Duration.ofMinutes(1)), MediaClock.system(), name -> free, (room, event) -> {
            threadsByRoom.computeIfAbsent(room.view().name(), name -> ConcurrentHashMap.newKeySet()).add(Thread.currentThread());
            events.computeIfAbsent(room.view().name(), name -> new ArrayList<>()).add(event);
        })) {
            List<Thread> threads = new ArrayList<>();
            for (int p = 0; p < posters; p++) {
                String id = "p" + p;
                threads.add(new Thread(() -> {
                    for (String room : List.of("a", "b")) {
                        rooms.post(room, join(id), (where, answer) -> { });
                    }
                    for (int i = 0; i < messages; i++) {
                        for (String room : List.of("a", "b")) {
                            rooms.post(room, new Say(id, "k" + i, "chat", "text"), (where, answer) -> answered.countDown());
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertTrue(answered.await(30, TimeUnit.SECONDS));
        }
        for (String room : List.of("a", "b")) {
            assertEquals(1, threadsByRoom.get(room).size());
            List<RoomEvent> told = events.get(room);
            assertEquals(posters + posters * messages + 1, told.size());
            for (int i = 0; i < told.size(); i++) {
                assertEquals(i + 1, told.get(i).sequence());
            }
            for (int p = 0; p < posters; p++) {
                String id = "p" + p;
                List<String> keys = told.stream().filter(e -> e instanceof RoomEvent.Message m && m.id().equals(id))
                    .map(e -> ((RoomEvent.Message) e).clientKey()).toList();
                assertEquals(messages, keys.size());
                for (int i = 0; i < messages; i++) {
                    assertEquals("k" + i, keys.get(i));
                }
            }
        }
    }

    @Test
    @Timeout(60)
    void whateverIsTakenIsAnsweredOnceHoweverTheEndComesBetween() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger taken = new AtomicInteger();
            AtomicInteger answered = new AtomicInteger();
            CountDownLatch running = new CountDownLatch(3);
            List<Thread> threads = new ArrayList<>();
            try (Rooms rooms = new Rooms(new RoomsConfig(1, 10, 64, Duration.ofMinutes(1)), MediaClock.system(), name -> RoomConfig.standard(),
                    (room, event) -> { })) {
                for (int p = 0; p < 3; p++) {
                    threads.add(new Thread(() -> {
                        running.countDown();
                        for (int i = 0; i < 1000; i++) {
                            if (rooms.post("a" + i % 3, join("p" + i), (room, answer) -> answered.incrementAndGet())) {
                                taken.incrementAndGet();
                            }
                        }
                    }));
                }
                threads.forEach(Thread::start);
                running.await();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(taken.get(), answered.get());
        }
    }

    @Test
    @Timeout(60)
    void aThreadWakesForWhatIsDue() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (Rooms rooms = new Rooms(new RoomsConfig(1, 1, 10, Duration.ofMillis(20)), MediaClock.system(),
                name -> RoomConfig.standard().keepSeats(Duration.ofMillis(20)), (room, event) -> {
                    if (event instanceof RoomEvent.Left) {
                        left.countDown();
                    } else if (event instanceof RoomEvent.Closed) {
                        closed.countDown();
                    }
                })) {
            rooms.post("a", join("ann"), (room, answer) -> { });
            rooms.post("a", new ConnectionLost("ann", 1), (room, answer) -> { });
            assertTrue(left.await(30, TimeUnit.SECONDS));
            assertTrue(closed.await(30, TimeUnit.SECONDS));
        }
    }

    @Test
    void driversAreNotMixed() {
        try (Rooms rooms = new Rooms(RoomsConfig.standard(), clock, name -> RoomConfig.standard(), (room, event) -> { })) {
            assertThrows(IllegalStateException.class, rooms::invoke);
            assertThrows(IllegalStateException.class, rooms::nextTimerNs);
        }
        assertThrows(IllegalArgumentException.class, () -> new RoomsConfig(-1, 1, 1, Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> new RoomsConfig(1, 1, 1, Duration.ofDays(1000)));
    }

    @Test
    void aListenerIsToldWhenARoomHasSettledAndAgainWhenItAsks() {
        final List<String> settled = new ArrayList<>();
        Rooms rooms = new Rooms(CONFIG, clock, name -> RoomConfig.standard(), new RoomListener() {
            @Override
            public void told(Room room, RoomEvent event) {
                settled.add(event.getClass().getSimpleName());
            }

            @Override
            public long settled(String room, long nowNs) {
                long passedNs = nowNs - TestClock.START_NS;
                settled.add(room + ' ' + passedNs);
                return passedNs < 50 ? TestClock.START_NS + 50 : Long.MAX_VALUE;
            }
        });
        rooms.post("a", join("ann"), (room, answer) -> settled.add("answer"));
        rooms.post("a", join("ben"), (room, answer) -> settled.add("answer"));
        rooms.invoke();
        assertEquals(List.of("Joined", "answer", "Joined", "answer", "a 0"), settled);
        assertEquals(TestClock.START_NS + 50, rooms.nextTimerNs());
        settled.clear();
        clock.advanceNs(50);
        rooms.invoke();
        rooms.invoke();
        assertEquals(List.of("a 50"), settled, "once");
    }
}
