package io.penstock.rtc.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.room.RoomMirror;
import io.penstock.rtc.room.RoomSnapshot;
import io.penstock.rtc.signal.RoomHost.Publication;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.SignalException;
import io.penstock.rtc.statistics.ParticipantQuality;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The signalling of one participant: comes into a room with a token, follows what happens there, asks for what it wants, and comes back by itself
 * when the connection is lost. Messages that were not acknowledged are sent again then, and the room takes each once.
 *
 * <p>Any thread may call. The listener and all futures are completed by one thread of the client.
 */
public final class RoomClient implements AutoCloseable {
    private static final int HISTORY_MESSAGES = 200;
    private static final int HISTORY_BYTES = 256 << 10;
    private static final long FIRST_RETRY_MS = 100;
    private static final long LONGEST_RETRY_MS = 5000;
    private static final long PING_SECONDS = 10;
    private static final int MOST_WAITING = 10_000;
    private static final String GONE = "disconnected";

    private final URI server;
    private final String token;
    private final RoomClientListener listener;
    private final ScheduledThreadPoolExecutor executor;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong keys = new AtomicLong();
    private final String keyPrefix = Long.toString(System.identityHashCode(this) & 0xFFFFFFFFL, 36);
    /** By the client's thread only, from here on. */
    private final Map<Long, CompletableFuture<JsonNode>> waiting = new LinkedHashMap<>();
    private final Map<Long, ObjectNode> unacknowledged = new LinkedHashMap<>();
    private ClientSocket socket;
    private RoomMirror mirror;
    private String resumeKey;
    private long retryMs = FIRST_RETRY_MS;
    private boolean inside;
    private boolean over;
    private volatile RoomSnapshot room;

    private RoomClient(final URI server, final String token, final RoomClientListener listener) {
        this.server = server;
        this.token = token;
        this.listener = listener;
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            final Thread thread = new Thread(task, "penstock-room-client");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * Connects, now and whenever the connection is lost.
     *
     * @param server   such as {@code ws://127.0.0.1:9000/}.
     * @param token    as the host program signed it.
     * @param listener is told everything.
     * @return the client.
     */
    public static RoomClient connect(final URI server, final String token, final RoomClientListener listener) {
        final RoomClient client = new RoomClient(server, token, listener);
        client.executor.execute(client::open);
        client.executor.scheduleWithFixedDelay(client::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
        return client;
    }

    // ---- connection -----------------------------------------------------------------------------------------------------------------------

    private void open() {
        if (!over) {
            socket = new ClientSocket(server, this);
            socket.connect();
        }
    }

    private void ping() {
        if (inside) {
            socket.deliver(SignalCodec.text(SignalCodec.message("ping")));
        }
    }

    void opened(final ClientSocket which) {
        later(() -> {
            if (which == socket) {
                final ObjectNode join = SignalCodec.message("join").put("id", requests.incrementAndGet()).put("token", token);
                if (resumeKey != null) {
                    join.put("resume", resumeKey);
                }
                socket.deliver(SignalCodec.text(join));
            }
        });
    }

    void closed(final ClientSocket which, final String words) {
        later(() -> {
            if (which != socket || over) {
                return;
            }
            if (inside) {
                inside = false;
                listener.disconnected(words);
            }
            failAll(words);
            executor.schedule(this::open, retryMs, TimeUnit.MILLISECONDS);
            retryMs = Math.min(LONGEST_RETRY_MS, 2 * retryMs);
        });
    }

    void received(final ClientSocket which, final String text) {
        later(() -> {
            if (which == socket && !over) {
                take(SignalCodec.read(text));
            }
        });
    }

    private void later(final Runnable task) {
        if (!executor.isShutdown()) {
            executor.execute(() -> {
                try {
                    task.run();
                } catch (final SignalException e) {
                    listener.disconnected(e.getMessage());
                    socket.close();
                }
            });
        }
    }

    private void take(final ObjectNode message) {
        switch (message.path("type").asText()) {
            case "joined" -> joined(message);
            case "ok" -> answered(message);
            case "error" -> refused(message);
            case "batch" -> message.path("messages").forEach(one -> take((ObjectNode) one));
            case "event" -> event(SignalCodec.event(message));
            case "track" -> listener.track(remote(message));
            case "track-ended" -> listener.trackEnded(message.path("track").asInt());
            case "watched" -> listener.watched(message.path("track").asInt(), message.path("layer").asInt(), message.path("watched").asBoolean());
            case "speaker" -> listener.speaker(message.path("participant").textValue());
            case "quality" -> listener.quality(message.path("participant").asText(), message.path("report"));
            case "bye" -> end(message.path("reason").asText(), message.path("words").asText());
            default -> {
                // A newer server may say more; what is not known is not needed.
            }
        }
    }

    private void joined(final ObjectNode message) {
        inside = true;
        retryMs = FIRST_RETRY_MS;
        resumeKey = message.path("resumeKey").textValue();
        final RoomSnapshot snapshot = SignalCodec.fields(message.path("room"), RoomSnapshot.class);
        if (mirror == null) {
            mirror = new RoomMirror(snapshot, HISTORY_MESSAGES, HISTORY_BYTES);
        } else {
            mirror.restart(snapshot);
        }
        room = snapshot;
        final List<RemoteTrack> tracks = new ArrayList<>();
        message.path("tracks").forEach(track -> tracks.add(remote(track)));
        final List<Integer> own = new ArrayList<>();
        message.path("own").forEach(track -> own.add(track.asInt()));
        final JoinedRoom.Media said = SignalCodec.fields(message.path("media"), JoinedRoom.Media.class);
        final JoinedRoom.Media media = said.host().isEmpty() ? new JoinedRoom.Media(server.getHost(), said.port(), said.user(), said.password())
            : said;
        listener.joined(new JoinedRoom(message.path("participant").asText(), snapshot, media, tracks, message.path("resumed").asBoolean(), own));
        unacknowledged.values().forEach(again -> socket.deliver(SignalCodec.text(again)));
    }

    private static RemoteTrack remote(final JsonNode track) {
        return new RemoteTrack(track.path("track").asInt(), track.path("owner").asText(),
            MediaKind.valueOf(track.path("kind").asText().toUpperCase(Locale.ROOT)), track.path("label").asText(), track.path("ssrc").asInt(),
            track.path("height").asInt());
    }

    private void answered(final ObjectNode message) {
        final long id = message.path("id").asLong(-1);
        unacknowledged.remove(id);
        final CompletableFuture<JsonNode> asked = waiting.remove(id);
        if (asked != null) {
            asked.complete(message);
        }
    }

    private void refused(final ObjectNode message) {
        final String code = message.path("code").asText();
        final String words = message.path("words").asText();
        final long id = message.path("id").asLong(-1);
        unacknowledged.remove(id);
        final CompletableFuture<JsonNode> asked = waiting.remove(id);
        if (asked != null) {
            asked.completeExceptionally(new SignalException(code, words));
        } else if (!inside) {
            end(code, words);
        }
    }

    private void event(final RoomEvent event) {
        if (mirror == null || !mirror.apply(event)) {
            socket.close(); // something is missing: the next snapshot has it
            return;
        }
        room = mirror.view().snapshot();
        listener.event(event);
    }

    private void end(final String reason, final String words) {
        if (!over) {
            over = true;
            inside = false;
            failAll(words);
            socket.close();
            listener.ended(reason, words);
            executor.shutdown();
        }
    }

    private void failAll(final String words) {
        final List<CompletableFuture<JsonNode>> lost = new ArrayList<>();
        waiting.entrySet().removeIf(entry -> !unacknowledged.containsKey(entry.getKey()) && lost.add(entry.getValue()));
        lost.forEach(future -> future.completeExceptionally(new SignalException(GONE, words)));
    }

    // ---- requests -------------------------------------------------------------------------------------------------------------------------

    /**
     * The room as far as it is known.
     *
     * @return a snapshot; null before the first join.
     */
    public RoomSnapshot room() {
        return room;
    }

    private CompletableFuture<JsonNode> ask(final ObjectNode message, final boolean keep) {
        final CompletableFuture<JsonNode> result = new CompletableFuture<>();
        if (executor.isShutdown()) {
            result.completeExceptionally(new SignalException(GONE, "the client has ended"));
            return result;
        }
        executor.execute(() -> {
            if (over || !inside && !keep || waiting.size() >= MOST_WAITING) {
                result.completeExceptionally(new SignalException(GONE, over ? "the client has ended" : "not connected now"));
                return;
            }
            final long id = requests.incrementAndGet();
            message.put("id", id);
            waiting.put(id, result);
            if (keep) {
                unacknowledged.put(id, message);
            }
            if (inside) {
                socket.deliver(SignalCodec.text(message));
            }
        });
        return result;
    }

    /**
     * Asks something of the room.
     *
     * @param command what; who asks is whom the token names, whatever it says.
     * @return completed when it is done, with a {@link SignalException} when it is not.
     */
    public CompletableFuture<JsonNode> ask(final RoomCommand command) {
        return ask(SignalCodec.message(command), false);
    }

    /**
     * Says something to all. It is kept until the server has acknowledged it, also while the connection is lost.
     *
     * @param topic {@code chat}, or what the application agreed on.
     * @param body  text.
     * @return completed when the room has it.
     */
    public CompletableFuture<JsonNode> say(final String topic, final String body) {
        return ask(SignalCodec.message(new RoomCommand.Say("", keyPrefix + '-' + keys.incrementAndGet(), topic, body)), true);
    }

    /**
     * Offers a track.
     *
     * @param what it is.
     * @return completed with its number.
     */
    public CompletableFuture<Integer> publish(final Publication what) {
        final ObjectNode message = SignalCodec.message("publish");
        message.setAll((ObjectNode) SignalCodec.tree(what));
        message.put("kind", what.kind().name().toLowerCase(Locale.ROOT)).put("codec", what.codec().name().toLowerCase(Locale.ROOT));
        return ask(message, false).thenApply(answer -> answer.path("track").asInt());
    }

    /**
     * Takes a track back.
     *
     * @param track number.
     * @return completed when it is done.
     */
    public CompletableFuture<JsonNode> unpublish(final int track) {
        return ask(SignalCodec.message("unpublish").put("track", track), false);
    }

    /**
     * Wants a track.
     *
     * @param track     number.
     * @param maxHeight highest picture of use; 0 = any.
     * @param priority  higher first.
     * @return completed when it is granted.
     */
    public CompletableFuture<JsonNode> subscribe(final int track, final int maxHeight, final int priority) {
        return ask(SignalCodec.message("subscribe").put("track", track).put("maxHeight", maxHeight).put("priority", priority), false);
    }

    /**
     * Wants a track no longer.
     *
     * @param track number.
     * @return completed when it is done.
     */
    public CompletableFuture<JsonNode> unsubscribe(final int track) {
        return ask(SignalCodec.message("unsubscribe").put("track", track), false);
    }

    /**
     * Wants the sound of all others mixed into one track, which is then told of like any other, with an empty owner; or wants it no longer. To be
     * asked again after a lost connection.
     *
     * @param on whether it wants it.
     * @return completed when it is granted.
     */
    public CompletableFuture<JsonNode> mix(final boolean on) {
        return ask(SignalCodec.message("mix").put("on", on), false);
    }

    /**
     * Wants no more pictures than so many, whatever it has subscribed to: of those of the same priority, those of who spoke last. Which
     * they are changes with who speaks, without another word. It holds until the participant comes in anew.
     *
     * @param pictures at most, 0–1000; {@link Integer#MAX_VALUE} = all.
     * @return completed when it is done.
     */
    public CompletableFuture<JsonNode> lastN(final int pictures) {
        final ObjectNode message = SignalCodec.message("last-n");
        return ask(pictures == Integer.MAX_VALUE ? message : message.put("n", pictures), false);
    }

    /**
     * Tells the server how well it goes. More than one report a second is left out there.
     *
     * @param report about oneself.
     */
    public void quality(final ParticipantQuality report) {
        later(() -> {
            if (inside) {
                socket.deliver(SignalCodec.text(SignalCodec.message("quality").set("report", SignalCodec.tree(report))));
            }
        });
    }

    /** Loses the connection, as a network would; the client comes back by itself. */
    public void dropConnection() {
        later(() -> {
            if (socket != null) {
                socket.abort();
            }
        });
    }

    ScheduledExecutorService executor() {
        return executor;
    }

    /** Leaves the room and ends. */
    @Override
    public void close() {
        later(() -> {
            if (inside) {
                socket.deliver(SignalCodec.text(SignalCodec.message("leave")));
            }
            end("left", "left");
        });
    }
}
