package io.penstock.rtc.signal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Messages as JSON and back. Reads strictly: one object with a {@code type}, of bounded size and depth, no name twice, no unknown field, no number
 * where text belongs. Thread-safe.
 */
public final class SignalCodec {
    /** Longest message of a client, characters. */
    public static final int MOST_CHARACTERS = 32 << 10;
    private static final int MOST_DEPTH = 8;
    private static final int LONGEST_TYPE = 40;
    private static final String TYPE = "type";
    private static final String EVENT = "event";
    private static final String BY = "by";
    /** What only the server knows of a command. */
    private static final Map<String, Class<? extends RoomCommand>> COMMANDS = names(RoomCommand.class);
    private static final Map<String, Class<? extends RoomEvent>> EVENTS = names(RoomEvent.class);

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MOST_DEPTH).maxNumberLength(30)
                .maxStringLength(1 << 20).maxNameLength(100).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
            DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES, DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT).disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(LogicalType.Textual, text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail).setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)).build();

    private SignalCodec() {
    }

    @SuppressWarnings("unchecked")
    private static <T> Map<String, Class<? extends T>> names(final Class<T> sealed) {
        final Map<String, Class<? extends T>> names = new LinkedHashMap<>();
        for (final Class<?> type : sealed.getPermittedSubclasses()) {
            names.put(kebab(type.getSimpleName()), (Class<? extends T>) type);
        }
        return names;
    }

    /** {@code RaiseHand} is {@code raise-hand}. */
    private static String kebab(final String name) {
        return name.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /**
     * A message to be filled.
     *
     * @param type what it is.
     * @return an object with its type.
     */
    public static ObjectNode message(final String type) {
        return JSON.createObjectNode().put(TYPE, type);
    }

    /**
     * Fields to be filled.
     *
     * @return an object without any.
     */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * A list to be filled.
     *
     * @return an array.
     */
    public static ArrayNode list() {
        return JSON.createArrayNode();
    }

    /**
     * Anything made of records, lists, maps and values.
     *
     * @param value what.
     * @return as JSON.
     */
    public static JsonNode tree(final Object value) {
        return JSON.valueToTree(value);
    }

    /**
     * Writes a message.
     *
     * @param message what.
     * @return one line.
     */
    public static String text(final JsonNode message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (final JsonProcessingException e) {
            throw new IllegalStateException(e); // a tree always can be written
        }
    }

    /**
     * Reads a message of a client.
     *
     * @param text as it came.
     * @return an object with a type.
     * @throws SignalException {@code too-long} or {@code malformed}.
     */
    public static ObjectNode parse(final String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new SignalException("too-long", "a message of " + text.length() + " characters; accepted are " + MOST_CHARACTERS);
        }
        return read(text);
    }

    /**
     * Reads a message of the server, whose snapshots may be long.
     *
     * @param text as it came.
     * @return an object with a type.
     * @throws SignalException {@code malformed}.
     */
    public static ObjectNode read(final String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode message && message.path(TYPE).isTextual()
                && message.path(TYPE).textValue().length() <= LONGEST_TYPE) {
                return message;
            }
        } catch (final JsonProcessingException e) {
            throw new SignalException("malformed", "no JSON: " + e.getOriginalMessage());
        }
        throw new SignalException("malformed", "a message is a JSON object with a \"type\" of at most " + LONGEST_TYPE + " characters");
    }

    /**
     * Reads fields.
     *
     * @param fields an object.
     * @param type   a record that has them all and no others.
     * @param <T>    the record.
     * @return the record.
     * @throws SignalException {@code malformed}, naming the field.
     */
    public static <T> T fields(final JsonNode fields, final Class<T> type) {
        try {
            return JSON.treeToValue(fields, type);
        } catch (final JsonProcessingException | IllegalArgumentException e) {
            final String words = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw new SignalException("malformed", kebab(type.getSimpleName()) + ": " + shortened(words));
        }
    }

    private static String shortened(final String words) {
        final String line = words == null ? "it cannot be read" : words.lines().findFirst().orElse("").replaceAll("io\\.penstock\\.[\\w.$]*\\.", "");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    /**
     * Whether messages of a type ask something of a room.
     *
     * @param type of a message.
     * @return true for the commands that a client may send; joining and losing a connection are not among them.
     */
    public static boolean isCommand(final String type) {
        final Class<?> command = COMMANDS.get(type);
        return command != null && command != RoomCommand.Join.class && command != RoomCommand.ConnectionLost.class;
    }

    /**
     * Reads what a client asks of its room.
     *
     * @param message its type and fields; who asks is not among them, or it is refused.
     * @param by      who asks.
     * @return the command.
     * @throws SignalException {@code malformed}, naming the field.
     */
    public static RoomCommand command(final ObjectNode message, final String by) {
        final String type = message.path(TYPE).textValue();
        if (!isCommand(type)) {
            throw new SignalException("unknown-type", "there is no message \"" + type + "\"");
        }
        if (message.has(BY)) {
            throw new SignalException("malformed", type + ": \"by\" is who the token says; it cannot be sent");
        }
        final ObjectNode fields = message.deepCopy();
        fields.remove(TYPE);
        fields.remove("id");
        return fields(fields.put(BY, by), COMMANDS.get(type));
    }

    /**
     * Writes what a client asks.
     *
     * @param command what; who asks is left out.
     * @return a message without id.
     */
    public static ObjectNode message(final RoomCommand command) {
        final ObjectNode message = message(kebab(command.getClass().getSimpleName()));
        message.setAll((ObjectNode) JSON.valueToTree(command));
        message.remove(BY);
        return message;
    }

    /**
     * Writes what has happened.
     *
     * @param event what.
     * @return a message of type {@code event}.
     */
    public static ObjectNode message(final RoomEvent event) {
        final ObjectNode message = message(EVENT).put(EVENT, kebab(event.getClass().getSimpleName()));
        message.setAll((ObjectNode) JSON.valueToTree(event));
        return message;
    }

    /**
     * Reads what has happened.
     *
     * @param message of type {@code event}.
     * @return the event.
     * @throws SignalException {@code malformed} or {@code unknown-type}.
     */
    public static RoomEvent event(final ObjectNode message) {
        final Class<? extends RoomEvent> type = EVENTS.get(message.path(EVENT).asText());
        if (type == null) {
            throw new SignalException("unknown-type", "there is no event \"" + message.path(EVENT).asText() + "\"");
        }
        final ObjectNode fields = message.deepCopy();
        fields.remove(TYPE);
        fields.remove(EVENT);
        return fields(fields, type);
    }
}
