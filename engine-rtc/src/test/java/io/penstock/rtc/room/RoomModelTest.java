package io.penstock.rtc.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomConfig.Hostless;
import io.penstock.rtc.room.RoomConfig.Rate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Rooms under random commands at random times, held after each against the rules as they are written a second time. Long:
 * {@code -Dpenstock.rooms.commands=1000000}; {@code -Dpenstock.rooms.seed=N} repeats one room that failed.
 */
class RoomModelTest {
    private static final int COMMANDS_A_ROOM = 500;
    private static final long COMMANDS = Long.getLong("penstock.rooms.commands", 100_000);
    private static final Long SEED = Long.getLong("penstock.rooms.seed");

    private interface Script {
        void run(long seed);
    }

    private static void forManyRooms(long rooms, Script script) {
        long first = SEED == null ? 20_261_123L : SEED;
        for (long seed = first; seed < first + (SEED == null ? rooms : 1); seed++) {
            try {
                script.run(seed);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Rates so high that the limits play no part: they have tests of their own. */
    private static RoomConfig config(Random random) {
        Hostless[] policies = Hostless.values();
        return RoomConfig.standard().room(1 + random.nextInt(9), random.nextInt(5)).keepSeats(Duration.ofSeconds(random.nextInt(40)))
            .withoutHost(policies[random.nextInt(policies.length)], Duration.ofSeconds(random.nextInt(100)))
            .history(random.nextInt(20), 1 << 20).limits(100, new Rate(1_000_000, 1_000_000), new Rate(1_000_000, 1_000_000));
    }

    @Test
    void everyCommandIsDoneOrRefusedAsTheRulesSayAndEveryChangeKeepsThem() {
        forManyRooms(COMMANDS / COMMANDS_A_ROOM, seed -> {
            Random random = new Random(seed);
            RoomConfig config = config(random);
            RoomTable table = new RoomTable(config);
            RoomRules rules = new RoomRules(config);
            RandomCommands commands = new RandomCommands(random, 2 + random.nextInt(8));
            for (int i = 0; i < COMMANDS_A_ROOM; i++) {
                table.after(Duration.ofMillis(random.nextInt(4) > 0 ? 0 : random.nextInt(10_000))).tick();
                take(rules, table, "ticking");
                RoomCommand command = commands.next(table.room);
                boolean allowed = rules.allows(command);
                RoomEvent answer = table.ask(command);
                if (allowed && command instanceof RoomCommand.Join c) {
                    rules.connection.put(c.by(), c.connection());
                }
                take(rules, table, command.toString());
                assertEquals(allowed, answer instanceof RoomEvent.Accepted, () -> command + " gave " + answer);
                assertTrue(allowed || table.last.isEmpty(), "refused but done");
                assertEquals(List.of(), rules.whatIsWrong(table.nowNs), command::toString);
                assertSameRights(rules, table, commands.ids());
            }
        });
    }

    private static void take(RoomRules rules, RoomTable table, String command) {
        for (RoomEvent event : table.last) {
            assertEquals(List.of(), rules.take(event, table.nowNs), () -> command + " told " + event);
        }
    }

    private static void assertSameRights(RoomRules rules, RoomTable table, String[] ids) {
        RoomView view = table.view();
        for (String id : ids) {
            assertEquals(rules.maySend(id, MediaKind.AUDIO), view.mayBeHeard(id), id);
            assertEquals(rules.maySend(id, MediaKind.VIDEO), view.mayBeSeen(id), id);
            assertEquals(rules.here(id), view.member(id) != null, id);
            assertEquals(rules.connected(id), table.room.connection(id) >= 0, id);
            assertEquals(rules.recording && rules.here(id) && rules.consents.contains(id), table.room.mayBeRecorded(id), id);
        }
        assertEquals(rules.seated.size(), view.seatsTaken());
        assertEquals(rules.hosts(), view.hosts());
        assertEquals(List.copyOf(rules.role.keySet()), view.members().stream().map(Member::id).toList());
    }

    @Test
    void aReplayOfTheEventsRebuildsTheRoomFromTheStartAndFromAnySnapshot() {
        forManyRooms(COMMANDS / COMMANDS_A_ROOM / 2, seed -> {
            Random random = new Random(seed);
            RoomConfig config = config(random);
            RoomTable table = new RoomTable(config);
            RoomMirror fromTheStart = new RoomMirror(table.view().snapshot(), config.historyMessages(), config.historyBytes());
            RoomMirror late = new RoomMirror(table.view().snapshot(), config.historyMessages(), config.historyBytes());
            RandomCommands commands = new RandomCommands(random, 6);
            for (int i = 0; i < COMMANDS_A_ROOM; i++) {
                table.after(Duration.ofMillis(random.nextInt(5_000))).ask(commands.next(table.room));
                table.last.forEach(event -> assertTrue(fromTheStart.apply(event)));
                table.last.forEach(event -> assertTrue(late.apply(event)));
                if (random.nextInt(50) == 0) {
                    late.restart(table.view().snapshot());
                }
                if (i % 25 == 0) {
                    assertEquals(table.view().snapshot(), fromTheStart.view().snapshot());
                    assertEquals(table.view().snapshot(), late.view().snapshot());
                    assertEquals(table.view().hands(), late.view().hands());
                }
            }
            RoomMirror replay = new RoomMirror(new RoomTable(config).view().snapshot(), config.historyMessages(), config.historyBytes());
            table.all.forEach(replay::apply);
            assertEquals(table.view().snapshot(), replay.view().snapshot());
        });
    }

    @Test
    void theSameCommandsTellTheSameStoryWheneverTheRoomIsTicked() {
        forManyRooms(COMMANDS / COMMANDS_A_ROOM / 2, seed -> {
            RoomConfig config = config(new Random(seed));
            assertEquals(story(config, seed, new Random(seed + 1)), story(config, seed, null));
        });
    }

    private static List<RoomEvent> story(RoomConfig config, long seed, Random ticks) {
        Random random = new Random(seed);
        Room room = new Room("room", config);
        RandomCommands commands = new RandomCommands(random, 6);
        List<RoomEvent> story = new ArrayList<>();
        long nowNs = 0;
        for (int i = 0; i < COMMANDS_A_ROOM; i++) {
            long stepNs = random.nextInt(4) > 0 ? 0 : random.nextInt(2_000_000_000);
            if (ticks != null && ticks.nextBoolean()) {
                room.tick(nowNs + (stepNs == 0 ? 0 : ticks.nextInt((int) stepNs)), story::add);
            }
            nowNs += stepNs;
            // The connection to lose is looked up after what is due has been done, as a server would.
            room.tick(nowNs, story::add);
            room.handle(commands.next(room), nowNs, story::add);
        }
        room.tick(nowNs + Duration.ofHours(1).toNanos(), story::add);
        return story;
    }

    @Test
    void nothingThatIsAskedMakesItThrowOrGrow() {
        String huge = "x".repeat(200_000);
        String[] texts = {null, "", "p1", "p2", "p3", huge, "\u0000", "a\nb", "\ud800", "😀", "p1 "};
        forManyRooms(COMMANDS / COMMANDS_A_ROOM / 40, seed -> {
            Random random = new Random(seed);
            Room room = new Room("room", RoomConfig.standard().room(5, 2).history(10, 1000));
            long nowNs = 0;
            int[] longest = {0};
            for (int i = 0; i < COMMANDS_A_ROOM * 10; i++) {
                nowNs += random.nextInt(10) == 0 ? random.nextLong() >>> 40 : 0;
                room.handle(hostile(random, texts), nowNs, event -> longest[0] = Math.max(longest[0], event.toString().length()));
            }
            assertTrue(longest[0] < 10_000, "an event of " + longest[0] + " characters");
            assertTrue(room.view().banned().size() <= 1000 && room.view().history().size() <= 10);
        });
    }

    private static RoomCommand hostile(Random random, String[] texts) {
        String a = texts[random.nextInt(texts.length)];
        String b = texts[random.nextInt(texts.length)];
        String c = texts[random.nextInt(texts.length)];
        Role role = random.nextInt(5) == 0 ? null : Role.values()[random.nextInt(4)];
        MediaKind kind = random.nextInt(5) == 0 ? null : MediaKind.values()[random.nextInt(3)];
        RoomCommand[] all = {null, new RoomCommand.Join(a, b, role, random.nextInt(9)), new RoomCommand.Join("p1", "p1", role, random.nextLong()),
            new RoomCommand.Join("p2", "p2", Role.HOST, 5), new RoomCommand.Leave(a), new RoomCommand.ConnectionLost(a, random.nextInt(9)),
            new RoomCommand.RaiseHand(a, true), new RoomCommand.TakeSeat(a), new RoomCommand.Grant(a, b), new RoomCommand.Revoke(a, b),
            new RoomCommand.HandOver(a, b, c), new RoomCommand.Mute(a, b, kind, true), new RoomCommand.ChangeRole(a, b, role),
            new RoomCommand.Kick(a, b, c, random.nextBoolean()), new RoomCommand.Unban(a, b), new RoomCommand.Lock(a, false),
            new RoomCommand.Consent(a, true), new RoomCommand.Record(a, true), new RoomCommand.Say(a, b, c, a),
            new RoomCommand.Say(a, "k", "chat", b),
            new RoomCommand.Close(random.nextInt(1000) == 0 ? a : "nobody", b)};
        return all[random.nextInt(all.length)];
    }
}
