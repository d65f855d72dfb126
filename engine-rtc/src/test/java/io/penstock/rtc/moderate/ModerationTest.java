package io.penstock.rtc.moderate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.format.MediaKind;
import io.penstock.rtc.moderate.Decision.Action;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.testkit.TestClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModerationTest {
    private static final Instant AT = Instant.parse("2026-03-01T09:00:00Z");
    private static final Decision KICK = new Decision(Action.KICK, "because");

    @TempDir
    private Path folder;
    private final TestClock clock = new TestClock();
    private final List<String> done = new ArrayList<>();
    private final List<CompletableFuture<Decision>> asked = new ArrayList<>();

    private static Evidence evidence(final String who) {
        return new Evidence("hall", who, 1, MediaKind.VIDEO, AT, "image/png", new byte[] {1, 2, 3}, 64, 48, 9);
    }

    private Moderation moderation(final ModerationConfig config, final Audit audit) {
        return new Moderation(config, clock, e -> {
            asked.add(new CompletableFuture<>());
            return asked.get(asked.size() - 1);
        }, (e, d) -> done.add(e.participant() + ' ' + d.action()), audit);
    }

    @Test
    void doesWhatIsDecidedInTimeAndNothingForWhatIsAllowed() {
        final Moderation m = moderation(new ModerationConfig(), null);
        m.accept(evidence("anna"));
        m.accept(evidence("bela"));
        asked.get(1).complete(KICK);
        asked.get(0).complete(Decision.ALLOW);
        assertEquals(List.of("bela KICK"), done);
        assertEquals(Long.MAX_VALUE, m.tick(clock.nanoTime()));
        assertEquals(new ModerationStatistics(2, 2, 0, 0, 0, 0, 1, 0, 0), m.statistics());
    }

    @Test
    void allowsWhenTheBudgetIsOverAndIgnoresWhatComesLater() {
        final Moderation m = moderation(new ModerationConfig().budget(Duration.ofMillis(500)), null);
        m.accept(evidence("anna"));
        final long due = m.tick(clock.nanoTime());
        assertEquals(clock.nanoTime() + 500_000_000L, due);
        clock.setNs(due);
        assertEquals(Long.MAX_VALUE, m.tick(due));
        asked.get(0).complete(KICK);
        assertEquals(List.of(), done);
        assertEquals(new ModerationStatistics(1, 0, 1, 1, 0, 0, 0, 0, 0), m.statistics());
    }

    @Test
    void doesAsConfiguredWhenTheModeratorIsSlowFailsOrHasTooMuchToDo() {
        final Decision mute = new Decision(Action.MUTE, "no answer");
        final Moderation m = moderation(new ModerationConfig().mostPending(2).otherwise(mute), null);
        m.accept(evidence("slow"));
        m.accept(evidence("fails"));
        m.accept(evidence("crowd"));
        asked.get(1).completeExceptionally(new IllegalStateException("broken"));
        clock.advance(Duration.ofSeconds(3));
        m.tick(clock.nanoTime());
        assertEquals(List.of("crowd MUTE", "fails MUTE", "slow MUTE"), done);
        assertEquals(new ModerationStatistics(2, 0, 1, 0, 1, 1, 3, 0, 0), m.statistics());
    }

    @Test
    void survivesModeratorsAndEnforcersThatThrow() {
        final Moderation throwing = new Moderation(new ModerationConfig(), clock, e -> {
            throw new IllegalStateException("no");
        }, (e, d) -> { }, null);
        throwing.accept(evidence("anna"));
        assertEquals(1, throwing.statistics().failures());
        final Moderation helpless = new Moderation(new ModerationConfig(), clock, e -> CompletableFuture.completedFuture(KICK), (e, d) -> {
            throw new IllegalStateException("no");
        }, null);
        helpless.accept(evidence("anna"));
        assertEquals(1, helpless.statistics().errors());
    }

    @Test
    void everyPieceOfEvidenceComesToExactlyOneOutcome() {
        for (int seed = 0; seed < 50; seed++) {
            final Random random = new Random(seed);
            done.clear();
            asked.clear();
            final Moderation m = moderation(new ModerationConfig().mostPending(8).otherwise(new Decision(Action.WARN, "")), null);
            final int count = 200;
            for (int i = 0; i < count; i++) {
                m.accept(evidence("p" + i));
                clock.advanceNs(random.nextInt(500_000_000));
                if (!asked.isEmpty()) {
                    asked.get(random.nextInt(asked.size())).complete(KICK);
                }
                if (random.nextInt(3) == 0) {
                    m.tick(clock.nanoTime());
                }
            }
            clock.advance(Duration.ofMinutes(1));
            m.tick(clock.nanoTime());
            final Map<String, Integer> outcomes = new HashMap<>();
            done.forEach(d -> outcomes.merge(d.split(" ")[0], 1, Integer::sum));
            assertEquals(count, outcomes.size(), "seed " + seed);
            assertEquals(count, done.size(), "seed " + seed);
            assertEquals(0, m.statistics().pending());
        }
    }

    @Test
    void asksTheRoomAsTheServer() {
        final List<RoomCommand> commands = new ArrayList<>();
        final RoomEnforcer enforcer = new RoomEnforcer((room, command) -> commands.add(command), "run1");
        for (final Action action : Action.values()) {
            enforcer.enforce(evidence("anna"), new Decision(action, "not\nhere"));
        }
        assertEquals(List.of(new RoomCommand.Say("", "moderation-run1-1", "moderation", "anna: not here"),
            new RoomCommand.Mute("", "anna", MediaKind.VIDEO, true), new RoomCommand.Mute("", "anna", MediaKind.AUDIO, true),
            new RoomCommand.Kick("", "anna", "not here", false)), commands);
    }

    @Test
    void auditsEveryDecision() throws Exception {
        final Path file = folder.resolve("audit.jsonl");
        try (Audit audit = Audit.open(file, () -> AT)) {
            final Moderation m = moderation(new ModerationConfig(), audit);
            m.accept(evidence("anna"));
            asked.get(0).complete(KICK);
            m.accept(evidence("bela"));
            clock.advance(Duration.ofSeconds(5));
            m.tick(clock.nanoTime());
        }
        final List<String> lines = Files.readAllLines(file);
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).contains("\"participant\":\"anna\"") && lines.get(0).contains("\"action\":\"kick\"")
            && lines.get(0).contains("039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81"), lines.get(0));
        assertTrue(lines.get(1).contains("\"outcome\":\"timeout\""), lines.get(1));
    }

    @Test
    void refusesSettingsOutOfRange() {
        assertThrows(ConfigurationException.class, () -> new ModerationConfig().budget(Duration.ZERO));
        assertThrows(ConfigurationException.class, () -> new ModerationConfig().mostPending(0));
    }
}
