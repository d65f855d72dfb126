package io.penstock.rtc.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.error.CodecException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Metadata and notes as JSON. */
final class RecordingJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordingJson() {
    }

    /** {@code key} may be null. */
    static byte[] head(final RecordingHead head, final byte[] key) {
        final ObjectNode node = JSON.createObjectNode();
        node.put("recording", head.id()).put("room", head.room()).put("subject", head.subject()).put("startedAt", head.startedAt().toString());
        if (head.retainUntil() != null) {
            node.put("retainUntil", head.retainUntil().toString());
        }
        final ArrayNode participants = node.putArray("participants");
        for (final RecordingHead.Participant p : head.participants()) {
            participants.addObject().put("id", p.id()).put("name", p.name()).put("role", p.role());
        }
        final ArrayNode consents = node.putArray("consents");
        for (final RecordingHead.Consent c : head.consents()) {
            consents.addObject().put("id", c.id()).put("given", c.given()).put("at", c.at().toString());
        }
        if (key != null) {
            node.put("key", Base64.getEncoder().encodeToString(key));
        }
        return bytes(node);
    }

    private static byte[] bytes(final JsonNode node) {
        try {
            return JSON.writeValueAsBytes(node);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static RecordingHead head(final byte[] json) {
        final JsonNode node = tree(json);
        try {
            final List<RecordingHead.Participant> participants = new ArrayList<>();
            for (final JsonNode p : node.path("participants")) {
                participants.add(new RecordingHead.Participant(text(p, "id"), text(p, "name"), text(p, "role")));
            }
            final List<RecordingHead.Consent> consents = new ArrayList<>();
            for (final JsonNode c : node.path("consents")) {
                consents.add(new RecordingHead.Consent(text(c, "id"), c.path("given").asBoolean(), Instant.parse(text(c, "at"))));
            }
            final String retain = text(node, "retainUntil");
            return new RecordingHead(text(node, "recording"), text(node, "room"), text(node, "subject"), Instant.parse(text(node, "startedAt")),
                retain.isEmpty() ? null : Instant.parse(retain), participants, consents);
        } catch (final DateTimeException e) {
            throw new CodecException("recording: metadata with a time that is none: " + e.getMessage(), e);
        }
    }

    /** The key in the metadata; null if there is none. */
    static byte[] key(final byte[] json) {
        final String key = text(tree(json), "key");
        try {
            return key.isEmpty() ? null : Base64.getDecoder().decode(key);
        } catch (final IllegalArgumentException e) {
            throw new CodecException("recording: metadata with a key that is none: " + e.getMessage(), e);
        }
    }

    private static JsonNode tree(final byte[] json) {
        try {
            final JsonNode node = JSON.readTree(json);
            if (node == null || !node.isObject()) {
                throw new CodecException("recording: metadata is no JSON object");
            }
            return node;
        } catch (final IOException e) {
            throw new CodecException("recording: metadata is no JSON: " + e.getMessage(), e);
        }
    }

    private static String text(final JsonNode node, final String field) {
        return node.path(field).asText("");
    }

    /** A line. */
    static byte[] note(final RecordingNote note) {
        final byte[] object = bytes(JSON.createObjectNode().put("at", note.at().toString()).put("kind", note.kind()).put("who", note.who())
            .put("detail", note.detail()));
        final byte[] line = java.util.Arrays.copyOf(object, object.length + 1);
        line[object.length] = '\n';
        return line;
    }

    static List<RecordingNote> notes(final byte[] lines) {
        final List<RecordingNote> notes = new ArrayList<>();
        for (final String line : new String(lines, StandardCharsets.UTF_8).split("\n")) {
            if (!line.isBlank()) {
                final JsonNode node = tree(line.getBytes(StandardCharsets.UTF_8));
                try {
                    notes.add(new RecordingNote(Instant.parse(text(node, "at")), text(node, "kind"), text(node, "who"), text(node, "detail")));
                } catch (final DateTimeException e) {
                    throw new CodecException("recording: note with a time that is none: " + e.getMessage(), e);
                }
            }
        }
        return notes;
    }
}
