package io.penstock.rtc.server;

import io.penstock.core.Providers;
import io.penstock.error.EngineException;
import io.penstock.format.CodecId;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.moderate.Evidence;
import io.penstock.rtc.moderate.SnapshotTap;
import io.penstock.rtc.moderate.Subject;
import io.penstock.rtc.moderate.TapConfig;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Takes a picture of what a participant shows at the moment when it is asked to: the participant is asked for a key frame, and that is decoded. So
 * the picture is as good as it was sent, however bad the network of those who watch is, and nothing is tapped or decoded between two pictures.
 *
 * <p>What may not be seen in the room is not seen by the camera. Any thread.
 */
public final class StillCamera implements AutoCloseable {
    private static final int MOST_WAITING = 64;
    private static final TapConfig WHEN_ASKED = new TapConfig().every(Duration.ZERO).image(TapConfig.Image.PNG).mostSize(4096, 2304);

    private final RoomServer server;
    private final Providers providers;
    private final Duration patience;
    private final ThreadPoolExecutor worker = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
        final Thread thread = new Thread(task, "stills");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A camera for all rooms of a server.
     *
     * @param server    whose rooms.
     * @param providers decoders, such as {@code engine.providers()}.
     * @param patience  how long to wait for a picture.
     */
    public StillCamera(final RoomServer server, final Providers providers, final Duration patience) {
        this.server = Objects.requireNonNull(server, "server");
        this.providers = Objects.requireNonNull(providers, "providers");
        this.patience = Objects.requireNonNull(patience, "patience");
    }

    /**
     * Takes a picture.
     *
     * @param room        name of the room.
     * @param participant whose first track of pictures.
     * @return a PNG, completed on the camera's thread; fails with an {@link EngineException} if there is no such track, it ends before, or what comes
     *     cannot be decoded, and with a {@link java.util.concurrent.TimeoutException} if nothing comes in time.
     */
    public CompletableFuture<Evidence> take(final String room, final String participant) {
        final CompletableFuture<Evidence> picture = new CompletableFuture<>();
        final boolean will = server.rooms().read(room, where -> {
            final TrackSpec track = server.tracks(room, participant).values().stream().filter(t -> CodecId.H264.equals(t.codec())).findFirst()
                .orElse(null);
            if (track == null) {
                picture.completeExceptionally(new EngineException(EngineException.Category.STATE, "still: " + participant + " in room " + room
                    + " shows no pictures"));
            } else {
                take(new Subject(room, participant, track), picture);
            }
        });
        if (!will) {
            picture.completeExceptionally(new EngineException(EngineException.Category.RESOURCE, "still: room " + room + " has too much to do"));
        }
        return picture.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void take(final Subject subject, final CompletableFuture<Evidence> picture) {
        final int track = subject.track().track();
        final SnapshotTap tap = new SnapshotTap(subject, WHEN_ASKED, providers, server.clock(), worker,
            () -> server.forwarder().requestKeyframe(track), evidence -> { });
        final CompletableFuture<Evidence> taken = tap.take();
        server.forwarder().tap(track, tap);
        taken.whenComplete((evidence, error) -> {
            if (error == null) {
                picture.complete(evidence);
            } else {
                picture.completeExceptionally(error);
            }
        });
        // Also when it took too long, or whoever asked wants it no more.
        picture.whenComplete((evidence, error) -> {
            server.forwarder().untap(track, tap);
            tap.close();
        });
    }

    /** Takes no more pictures; those that are waited for fail. */
    @Override
    public void close() {
        worker.shutdownNow();
    }
}
