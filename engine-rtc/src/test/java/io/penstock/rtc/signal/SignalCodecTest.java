package io.penstock.rtc.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.format.MediaKind;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.QualitySummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignalCodecTest {
    private static final Set<String> NO_COMMANDS = Set.of("publish", "unpublish", "subscribe", "unsubscribe", "mix", "last-n", "quality", "ping",
        "join");

    private static List<String> examples(final String heading) throws IOException {
        final Path page = Path.of("..", "docs", "signalling.md");
        final List<String> lines = new ArrayList<>();
        String section = "";
        boolean inside = false;
        for (final String line : Files.readAllLines(page)) {
            section = line.startsWith("## ") ? line.substring(3) : section;
            inside = line.startsWith("```") ? !inside && line.equals("```json") : inside;
            if (inside && !line.startsWith("```") && section.equals(heading)) {
                lines.add(line);
            }
        }
        assertFalse(lines.isEmpty(), heading);
        return lines;
    }

    @Test
    void everyRequestOfThePageIsTaken() throws IOException {
        int commands = 0;
        for (final String line : examples("Requests")) {
            final ObjectNode message = SignalCodec.parse(line);
            final String type = message.get("type").textValue();
            if (type.equals("quality")) {
                assertEquals("judge", SignalCodec.fields(message.get("report"), ParticipantQuality.class).participant());
            }
            if (!NO_COMMANDS.contains(type)) {
                final RoomCommand command = SignalCodec.command(message, "judge");
                assertEquals("judge", command.by());
                assertEquals(command, SignalCodec.command(SignalCodec.message(command), "judge"), line);
                commands++;
            }
        }
        final int all = RoomCommand.class.getPermittedSubclasses().length;
        assertEquals(all - 2, commands, "the page has every command but those that only the server knows");
    }

    @Test
    void everyEventOfThePageIsRead() throws IOException {
        for (final String line : examples("What the server says by itself")) {
            final ObjectNode message = SignalCodec.read(line);
            if (message.get("type").textValue().equals("event")) {
                final RoomEvent event = SignalCodec.event(message);
                assertEquals(SignalCodec.text(message), SignalCodec.text(SignalCodec.message(event)), line);
            } else if (message.get("type").textValue().equals("quality")) {
                final QualitySummary summary = SignalCodec.fields(message.get("report"), QualitySummary.class);
                assertEquals(SignalCodec.text(message.get("report")), SignalCodec.text(SignalCodec.tree(summary)), line);
            }
        }
    }

    @Test
    void eventsAndCommandsComeBackAsTheyWere() {
        final List<RoomEvent> events = List.of(new RoomEvent.Joined(1, 2, "a", "Ä \"x\"\n", Role.HOST), new RoomEvent.Away(2, 3, "a"),
            new RoomEvent.Muted(3, 4, "a", MediaKind.VIDEO, true, false), new RoomEvent.Seat(4, 5, "a", true, ""),
            new RoomEvent.Left(5, Long.MAX_VALUE, "a", RoomEvent.Departure.KICKED, "b", "why"));
        for (final RoomEvent event : events) {
            assertEquals(event, SignalCodec.event(SignalCodec.read(SignalCodec.text(SignalCodec.message(event)))));
        }
    }

    @Test
    void whoAsksCannotBeSaidAndNothingButWhatIsKnownIsTaken() {
        for (final String bad : List.of("{\"type\":\"grant\",\"target\":\"x\",\"by\":\"judge\"}",
            "{\"type\":\"grant\",\"target\":\"x\",\"more\":1}",
            "{\"type\":\"grant\"}", "{\"type\":\"grant\",\"target\":5}", "{\"type\":\"grant\",\"target\":null}",
            "{\"type\":\"raise-hand\",\"raised\":\"yes\"}",
            "{\"type\":\"raise-hand\",\"raised\":1}",
            "{\"type\":\"change-role\",\"target\":\"x\",\"role\":\"KING\"}", "{\"type\":\"change-role\",\"target\":\"x\",\"role\":0}",
            "{\"type\":\"connection-lost\",\"connection\":1}",
            "{\"type\":\"grant\",\"target\":\"x\",\"target\":\"y\"}", "[]", "", "{", "null", "{\"type\":5}",
            "{\"type\":\"grant\",\"target\":\"x\"} trailing", "{\"type\":\"" + "x".repeat(50) + "\"}",
            "{\"type\":\"x\",\"a\":" + "[".repeat(20) + "]".repeat(20) + "}")) {
            assertThrows(SignalException.class, () -> SignalCodec.command(SignalCodec.parse(bad), "me"), bad);
        }
        assertThrows(SignalException.class, () -> SignalCodec.parse("{\"type\":\"" + "x".repeat(SignalCodec.MOST_CHARACTERS) + "\"}"));
    }

    @Test
    void garbageIsRefusedAndNeverAnythingElseThrown() {
        final long seed = Long.getLong("penstock.fuzz.seed", 20261123);
        final Random random = new Random(seed);
        final String[] parts = {"{", "}", "\"type\"", ":", "\"say\"", ",", "\"body\"", "1", "1e999999", "null", "true", "[", "]",
            "\\u0000", "\"\\ud800\"", " ", "-", "\"by\""};
        int taken = 0;
        for (int i = 0; i < Integer.getInteger("penstock.fuzz.cases", 20_000); i++) {
            final StringBuilder text = new StringBuilder(random.nextBoolean()
                ? "{\"type\":\"say\",\"clientKey\":\"k\",\"topic\":\"t\",\"body\":\"b\"" : "");
            for (int n = random.nextInt(8); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            text.append(random.nextBoolean() ? "}" : "");
            try {
                SignalCodec.command(SignalCodec.parse(text.toString()), "me");
                taken++;
            } catch (final SignalException e) {
                assertTrue(e.getMessage().length() < 400 && !e.code().isEmpty(), "seed " + seed + ": " + e.getMessage());
            }
        }
        assertTrue(taken > 0, "seed " + seed);
    }
}
