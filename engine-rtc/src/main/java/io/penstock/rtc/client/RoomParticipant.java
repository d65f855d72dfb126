package io.penstock.rtc.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.core.Engine;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.graph.Flow;
import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.room.RoomSnapshot;
import io.penstock.rtc.signal.RoomHost.Publication;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Somebody in a room: signalling and media together. Publishes what it sends, receives the tracks it wants as they come and go, pauses what may not
 * be heard or seen or is not watched, tells the server every two seconds how well it goes, and is back with all of it after a lost connection.
 *
 * <p>Any thread may call. Graphs are made and ended by a thread of its own, so that signalling never waits for them.
 */
public final class RoomParticipant implements AutoCloseable {
    private static final int LARGEST_WITHOUT_A_WORD = 720;
    private static final int ALIGNMENT = 16;
    private static final int RATE = 30;
    private static final long REPORT_SECONDS = 2;
    private static final long CLOSE_SECONDS = 10;

    private final Engine engine;
    private final ParticipantSettings settings;
    private final ScheduledThreadPoolExecutor executor;
    private final RoomClient client;
    private final Map<Integer, PublishedTrack> published = new ConcurrentHashMap<>();
    /** By the participant's thread only, from here on. */
    private final Map<Integer, ReceivedTrack> received = new HashMap<>();
    private final QualityReport quality;
    private int mixTrack = -1;
    private String user;
    private int generation;
    private volatile RoomMedia media;
    private volatile String id;

    private RoomParticipant(final Engine engine, final URI server, final String token, final ParticipantSettings settings) {
        this.engine = engine;
        this.settings = settings;
        quality = new QualityReport(engine.clock());
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            final Thread thread = new Thread(task, "penstock-participant-" + settings.name());
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        executor.scheduleWithFixedDelay(() -> guarded(this::report), REPORT_SECONDS, REPORT_SECONDS, TimeUnit.SECONDS);
        client = RoomClient.connect(server, token, new Told());
    }

    /**
     * Comes into a room.
     *
     * @param engine   runs its graphs; not closed with it.
     * @param server   such as {@code ws://127.0.0.1:9000/}.
     * @param token    as the host program signed it.
     * @param settings what it sends, wants and tells.
     * @return the participant; {@link RoomClientListener#joined} tells when it is in.
     */
    public static RoomParticipant connect(final Engine engine, final URI server, final String token, final ParticipantSettings settings) {
        return new RoomParticipant(engine, server, token, settings);
    }

    /**
     * Its signalling, to ask for what it wants.
     *
     * @return the client.
     */
    public RoomClient client() {
        return client;
    }

    /**
     * Its media.
     *
     * @return null before it is in the room.
     */
    public RoomMedia media() {
        return media;
    }

    /**
     * Who it is.
     *
     * @return id in the room; null before it is in.
     */
    public String id() {
        return id;
    }

    // ---- what signalling says, by the client's thread -------------------------------------------------------------------------------------

    private final class Told implements RoomClientListener {
        @Override
        public void joined(final JoinedRoom joined) {
            id = joined.participant();
            later(() -> entered(joined));
            settings.listener().joined(joined);
        }

        @Override
        public void event(final RoomEvent event) {
            later(RoomParticipant.this::obey);
            settings.listener().event(event);
        }

        @Override
        public void track(final RemoteTrack track) {
            later(() -> receive(track));
            settings.listener().track(track);
        }

        @Override
        public void trackEnded(final int track) {
            later(() -> end(track));
            settings.listener().trackEnded(track);
        }

        @Override
        public void watched(final int track, final int layer, final boolean watched) {
            final PublishedTrack own = published.get(track);
            if (own != null) {
                own.watched(layer, watched);
            }
            settings.listener().watched(track, layer, watched);
        }

        @Override
        public void speaker(final String participant) {
            settings.listener().speaker(participant);
        }

        @Override
        public void quality(final String participant, final JsonNode report) {
            settings.listener().quality(participant, report);
        }

        @Override
        public void disconnected(final String words) {
            settings.listener().disconnected(words);
        }

        @Override
        public void ended(final String reason, final String words) {
            later(RoomParticipant.this::silence);
            settings.listener().ended(reason, words);
        }
    }

    private void later(final Runnable task) {
        try {
            executor.execute(() -> guarded(task));
        } catch (final RejectedExecutionException e) {
            return; // closed meanwhile: there is nothing left to do it with
        }
    }

    private void guarded(final Runnable task) {
        try {
            task.run();
        } catch (final RuntimeException e) {
            settings.failures().accept(e);
        }
    }

    // ---- media, by the participant's thread -----------------------------------------------------------------------------------------------

    private void entered(final JoinedRoom joined) {
        final boolean stands = joined.resumed() && media != null && joined.media().user().equals(user);
        if (!stands) {
            silence();
            final RoomMediaSettings mine = RoomMedia.of(engine, settings.link().apply(joined.media()), joined.media().user(),
                joined.media().password()).name(settings.name() + '-' + ++generation);
            settings.publishes().accept(mine);
            media = mine.open();
            user = joined.media().user();
        }
        final List<Integer> gone = new ArrayList<>(received.keySet());
        joined.tracks().forEach(track -> gone.remove(Integer.valueOf(track.track())));
        gone.removeIf(track -> stands && track == mixTrack); // in no list, and still there
        gone.forEach(this::end);
        for (final PublishedTrack track : media.published()) {
            publish(track, joined.own());
        }
        if (settings.lastN() != Integer.MAX_VALUE) {
            client.lastN(settings.lastN()).whenComplete(this::refused);
        }
        joined.tracks().forEach(this::receive);
        if (settings.mixed()) {
            client.mix(true).whenComplete((answer, failure) -> {
                if (failure != null) {
                    later(() -> settings.failures().accept(failure));
                }
            });
        }
        obey();
    }

    private void publish(final PublishedTrack track, final List<Integer> standing) {
        for (final Map.Entry<Integer, PublishedTrack> known : published.entrySet()) {
            if (known.getValue() == track && standing.contains(known.getKey())) {
                return;
            }
        }
        published.values().remove(track);
        final List<Publication.Layer> layers = track.layers().stream()
            .map(layer -> new Publication.Layer(layer.ssrc(), layer.rtxSsrc(), layer.width(), layer.height(), layer.bitrate())).toList();
        client.publish(new Publication(track.kind(), track.codec(), track.label(), layers)).whenComplete((number, failure) -> {
            if (failure == null) {
                published.put(number, track);
            } else {
                later(() -> settings.failures().accept(failure));
            }
        });
    }

    private void receive(final RemoteTrack track) {
        if (media == null || track.owner().equals(id) || received.containsKey(track.track()) || !settings.wants().test(track)) {
            return;
        }
        if (track.owner().isEmpty()) {
            mixTrack = track.track();
        }
        final Consumer<Flow> sink = flow -> settings.sinks().accept(track, flow);
        final IncomingTrack incoming = track.kind() == MediaKind.AUDIO ? IncomingTrack.sound(track.track(), track.owner())
            : IncomingTrack.pictures(track.track(), track.owner(), largest(track.height()));
        received.put(track.track(), settings.decodes().test(track) ? media.receive(incoming, sink) : media.receiveEncoded(incoming, sink));
        client.subscribe(track.track(), settings.maxHeight(), track.kind() == MediaKind.AUDIO ? 1 : 0).whenComplete((answer, failure) -> {
            if (failure != null) {
                later(() -> end(track.track()));
            }
        });
    }

    private void refused(final JsonNode answer, final Throwable failure) {
        if (failure != null) {
            later(() -> settings.failures().accept(failure));
        }
    }

    /** Upright or lying: neither side is more than 16:9 times the height. */
    private static VideoFormat largest(final int height) {
        final int high = height > 0 ? height : LARGEST_WITHOUT_A_WORD;
        final int wide = Math.min(VideoFormat.MAX_SIDE, (high * 16 / 9 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        return VideoFormat.i420(wide, high + (high & 1), RATE);
    }

    private void end(final int track) {
        final ReceivedTrack gone = received.remove(track);
        if (gone != null) {
            quality.forget(track);
            gone.close();
        }
    }

    /** Nobody has to encode what is not forwarded. */
    private void obey() {
        final RoomSnapshot room = client.room();
        final RoomMedia mine = media;
        if (room == null || mine == null) {
            return;
        }
        for (final Member member : room.members()) {
            if (member.id().equals(id)) {
                for (final PublishedTrack track : mine.published()) {
                    final boolean silent = !member.hasFloor() || member.mutes(track.kind()).any();
                    if (track.isPaused() != silent) {
                        track.pause(silent);
                    }
                }
            }
        }
    }

    private void report() {
        final RoomMedia mine = media;
        if (mine != null && id != null) {
            client.quality(quality.of(id, mine.statistics()));
        }
    }

    private void silence() {
        received.values().forEach(ReceivedTrack::close);
        received.clear();
        published.clear();
        final RoomMedia mine = media;
        media = null;
        if (mine != null) {
            mine.close();
        }
    }

    /** Leaves the room and ends its media. */
    @Override
    public void close() {
        client.close();
        later(this::silence);
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (final InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
