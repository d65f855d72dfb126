package io.penstock.rtc.server;

import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.error.EngineException;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.moderate.Decision;
import io.penstock.rtc.moderate.Evidence;
import io.penstock.rtc.moderate.ModerationConfig;
import io.penstock.rtc.moderate.ModerationStatistics;
import io.penstock.rtc.moderate.Moderator;
import io.penstock.rtc.moderate.TapConfig;
import io.penstock.rtc.moderate.TapStatistics;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.room.RoomEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows a {@link Moderator} what every participant of a server's rooms shows and says, does what it decides, and keeps an audit of each room in
 * {@code DIRECTORY/ROOM.audit.jsonl}.
 *
 * <p>A warning is a message in the room that names the participant. {@code BLUR} stops its pictures for everybody, the moderator too, and
 * {@code MUTE} its sound, until a host or the server takes that back; the participant cannot. {@code KICK} lets it come back with its token.
 *
 * <p>Media never waits. Evidence is made on one thread, the moderator is asked on another, and what waits for either is bounded: a moderator that
 * blocks, throws or never answers is counted, and {@link ModerationConfig#otherwise} holds.
 */
public final class RoomModerator implements RoomObserver, AutoCloseable {
    private static final int MOST_WAITING = 4096;
    /** Pieces of evidence are up to some hundred kilobytes. */
    private static final int MOST_ASKED = 64;
    private static final long TICK_MS = 20;
    private static final long CLOSE_SECONDS = 10;
    private static final long NANOS = 1_000_000_000L;

    private final RoomServer server;
    private final Settings settings;
    private final Moderator moderator;
    private final Map<String, ModeratedRoom> rooms = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor worker;
    private final ThreadPoolExecutor asking;
    private final ScheduledThreadPoolExecutor deciding;
    private final AtomicLong lost = new AtomicLong();
    private ModerationStatistics endedDecisions = new ModerationStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0);
    private TapStatistics endedTaps = new TapStatistics(0, 0, 0, 0, 0);

    /**
     * How rooms are moderated.
     *
     * @param directory where audits go; made if it is not there.
     * @param decisions how long the moderator may take.
     * @param taps      how often it is shown something.
     * @param providers decoders, such as {@code engine.providers()}.
     */
    public record Settings(Path directory, ModerationConfig decisions, TapConfig taps, Providers providers) { }

    private RoomModerator(final RoomServer server, final Settings settings, final Moderator moderator) {
        this.server = server;
        this.settings = settings;
        this.moderator = moderator;
        worker = thread("evidence", MOST_WAITING);
        asking = thread("moderator", MOST_ASKED);
        deciding = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "decisions"));
        deciding.scheduleWithFixedDelay(this::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Moderates all rooms of a server, also what is published in them already.
     *
     * @param server    whose rooms.
     * @param settings  how.
     * @param moderator decides.
     * @return to be closed before the server.
     * @throws EngineException if the directory cannot be made.
     */
    public static RoomModerator watch(final RoomServer server, final Settings settings, final Moderator moderator) {
        try {
            Files.createDirectories(settings.directory());
        } catch (final IOException e) {
            throw new EngineException(EngineException.Category.IO, "moderation: " + settings.directory() + " cannot be made: " + e, e);
        }
        final RoomModerator watching = new RoomModerator(server, settings, moderator);
        server.observe(watching);
        server.rooms().readAll(room -> room.view().members().forEach(member -> server.tracks(room.view().name(), member.id()).values()
            .forEach(track -> watching.published(room, member.id(), track))));
        return watching;
    }

    private static Thread daemon(final Runnable task, final String name) {
        final Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private static ThreadPoolExecutor thread(final String name, final int mostWaiting) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(mostWaiting), task -> daemon(task, name));
    }

    // ---- what happens in rooms, on their threads ------------------------------------------------------------------------------------------

    @Override
    public void published(final Room room, final String owner, final TrackSpec track) {
        rooms.compute(room.view().name(), (name, known) -> {
            final ModeratedRoom moderated = known == null ? new ModeratedRoom(this, name) : known;
            moderated.published(owner, track);
            return moderated;
        });
    }

    @Override
    public void unpublished(final String room, final String owner, final TrackSpec track) {
        final ModeratedRoom known = rooms.get(room);
        if (known != null) {
            known.unpublished(track.track());
        }
    }

    @Override
    public void event(final Room room, final RoomEvent event) {
        final ModeratedRoom known = rooms.get(room.view().name());
        if (known == null) {
            return;
        }
        if (event instanceof RoomEvent.Muted muted) {
            known.note(muted.byHost() ? "muted" : muted.bySelf() ? "muted-itself" : "unmuted", muted.id(), muted.kind().name());
        } else if (event instanceof RoomEvent.Left left) {
            known.note("left", left.id(), left.why() + (left.by().isEmpty() ? "" : " by " + left.by()) + (left.reason().isEmpty() ? ""
                : ": " + left.reason()));
        } else if (event instanceof RoomEvent.Closed) {
            known.end();
        }
    }

    // ---- for its rooms --------------------------------------------------------------------------------------------------------------------

    RoomServer server() {
        return server;
    }

    Settings settings() {
        return settings;
    }

    MediaClock clock() {
        return server.clock();
    }

    InstantSource wallClock() {
        return () -> {
            final long now = clock().epochNs(clock().nanoTime());
            return Instant.ofEpochSecond(now / NANOS, now % NANOS);
        };
    }

    /** Makes evidence and writes notes, in order. */
    ThreadPoolExecutor worker() {
        return worker;
    }

    /** On the worker's thread, in the order of the calls; counted if too much waits. */
    void later(final Runnable task) {
        try {
            worker.execute(task);
        } catch (final RejectedExecutionException e) {
            lost.incrementAndGet();
        }
    }

    /**
     * The moderator is asked on a thread of its own: while it thinks nothing else waits. What follows from its decision happens on one of ours,
     * as an interrupt of its threads would close the audit.
     */
    CompletableFuture<Decision> judge(final Evidence evidence) {
        return CompletableFuture.supplyAsync(() -> moderator.judge(evidence), asking).thenCompose(decision -> decision)
            .thenApplyAsync(decision -> decision, deciding);
    }

    /** Asks the room as the server; what it refuses is noted. */
    void ask(final ModeratedRoom room, final RoomCommand command) {
        final boolean will = server.rooms().post(room.name(), command, (where, answer) -> {
            if (answer instanceof RoomEvent.Refused refused) {
                room.note("refused", "", command + ": " + refused.words());
            }
        });
        if (!will) {
            throw new EngineException(EngineException.Category.RESOURCE, "moderation: room " + room.name() + " has too much to do");
        }
    }

    private void tick() {
        final long nowNs = clock().nanoTime();
        rooms.values().forEach(room -> room.tick(nowNs));
        rooms.keySet().forEach(name -> rooms.computeIfPresent(name, (n, room) -> room.isOver() ? ended(room) : room));
    }

    private ModeratedRoom ended(final ModeratedRoom room) {
        synchronized (this) {
            endedDecisions = sum(endedDecisions, room.decisions());
            endedTaps = sum(endedTaps, room.taps());
        }
        later(room::closeAudit);
        return null;
    }

    // ---- figures --------------------------------------------------------------------------------------------------------------------------

    /**
     * What was decided in all rooms. Any thread.
     *
     * @return sums.
     */
    public synchronized ModerationStatistics decisions() {
        ModerationStatistics all = endedDecisions;
        for (final ModeratedRoom room : rooms.values()) {
            all = sum(all, room.decisions());
        }
        return all;
    }

    /**
     * What was looked at in all rooms. Any thread.
     *
     * @return sums.
     */
    public synchronized TapStatistics taps() {
        TapStatistics all = endedTaps;
        for (final ModeratedRoom room : rooms.values()) {
            all = sum(all, room.taps());
        }
        return all;
    }

    /**
     * How many tracks are looked at or listened to now. Any thread.
     *
     * @return count.
     */
    public int tracks() {
        return rooms.values().stream().mapToInt(ModeratedRoom::tracks).sum();
    }

    /**
     * How many notes and other tasks were left out because too many waited. Any thread.
     *
     * @return count.
     */
    public long lost() {
        return lost.get();
    }

    static ModerationStatistics sum(final ModerationStatistics a, final ModerationStatistics b) {
        return new ModerationStatistics(a.shown() + b.shown(), a.decided() + b.decided(), a.timeouts() + b.timeouts(), a.late() + b.late(),
            a.failures() + b.failures(), a.refused() + b.refused(), a.enforced() + b.enforced(), a.errors() + b.errors(),
            a.pending() + b.pending());
    }

    static TapStatistics sum(final TapStatistics a, final TapStatistics b) {
        return new TapStatistics(a.taken() + b.taken(), a.failures() + b.failures(), a.incomplete() + b.incomplete(), a.busy() + b.busy(),
            a.requests() + b.requests());
    }

    /** Looks no longer; who has not decided yet has not decided. Waits until the audits are written, ten seconds at most each. Again: nothing. */
    @Override
    public void close() {
        if (worker.isShutdown()) {
            return;
        }
        server.ignore(this);
        final List<ModeratedRoom> all = List.copyOf(rooms.values());
        all.forEach(ModeratedRoom::end);
        // One after the other: what was seen is shown, then nobody is waited for, and only then threads are interrupted and files closed.
        finish(worker, () -> { });
        finish(deciding, () -> all.forEach(ModeratedRoom::conclude));
        asking.shutdownNow();
        deciding.shutdown();
        finish(worker, () -> all.forEach(ModeratedRoom::closeAudit));
        worker.shutdown();
    }

    private static void finish(final ExecutorService thread, final Runnable last) {
        try {
            thread.submit(last).get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | TimeoutException | RejectedExecutionException e) {
            System.getLogger(RoomModerator.class.getName()).log(System.Logger.Level.WARNING, "moderation did not end as it should", e);
        }
    }
}
