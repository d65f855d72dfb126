package io.penstock.rtc.server;

import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.Forwarder;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.moderate.Audit;
import io.penstock.rtc.moderate.Evidence;
import io.penstock.rtc.moderate.Moderation;
import io.penstock.rtc.moderate.ModerationStatistics;
import io.penstock.rtc.moderate.RoomEnforcer;
import io.penstock.rtc.moderate.SnapshotTap;
import io.penstock.rtc.moderate.SoundTap;
import io.penstock.rtc.moderate.Subject;
import io.penstock.rtc.moderate.TapStatistics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One room of a {@link RoomModerator}: its taps, its moderation, its audit. Taps come and go on the room's thread; files are touched on the
 * worker's and on those that bring decisions.
 */
final class ModeratedRoom {
    private static final Logger LOG = System.getLogger(ModeratedRoom.class.getName());
    private static final int MOST_FILES = 100;

    private final RoomModerator owner;
    private final String name;
    private final Map<Integer, Tap> taps = new LinkedHashMap<>();
    private TapStatistics endedTaps = new TapStatistics(0, 0, 0, 0, 0);
    private boolean drained;
    private volatile Audit audit;
    private volatile Moderation moderation;

    /** A tap, and how it is asked what it has done and told that it is over. */
    private record Tap(PacketTap tap, Supplier<TapStatistics> statistics, Runnable end) { }

    ModeratedRoom(final RoomModerator owner, final String name) {
        this.owner = owner;
        this.name = name;
        owner.later(this::open);
    }

    String name() {
        return name;
    }

    /** On the worker's thread: a log that is gone on with is read first, whatever its length. */
    private void open() {
        final Path directory = owner.settings().directory();
        // Names come from tokens, which allow no slash; a leading dot is not left to a file system.
        final String base = name.replaceAll("[^A-Za-z0-9_@-]", "_");
        for (int i = 1; i <= MOST_FILES && audit == null; i++) {
            try {
                audit = Audit.open(directory.resolve(base + (i == 1 ? "" : "-" + i) + ".audit.jsonl"), owner.wallClock());
            } catch (final CodecException e) {
                LOG.log(Level.ERROR, e.getMessage()); // was changed: it is kept as it is, and another begun
            } catch (final EngineException e) {
                LOG.log(Level.ERROR, e.getMessage());
                if (e.category() != EngineException.Category.STATE) {
                    break;
                }
            }
        }
        // Without an audit others are protected all the same.
        moderation = new Moderation(owner.settings().decisions(), owner.clock(), owner::judge,
            new RoomEnforcer((room, command) -> owner.ask(this, command), Long.toString(owner.clock().epochNs(owner.clock().nanoTime()), 36)),
            audit);
    }

    // ---- tracks, on the room's thread -----------------------------------------------------------------------------------------------------

    synchronized void published(final String participant, final TrackSpec track) {
        drained = false; // a room that has ended can be opened again before its last decision has come
        if (taps.containsKey(track.track())) {
            return;
        }
        final Forwarder forwarder = owner.server().forwarder();
        final Subject subject = new Subject(name, participant, track);
        final RoomModerator.Settings settings = owner.settings();
        final Tap made;
        try {
            if (track.kind() == MediaKind.VIDEO) {
                final SnapshotTap tap = new SnapshotTap(subject, settings.taps(), settings.providers(), owner.clock(), owner.worker(),
                    () -> forwarder.requestKeyframe(track.track()), this::show);
                made = new Tap(tap, tap::statistics, tap::close);
            } else {
                final SoundTap tap = new SoundTap(subject, settings.taps(), settings.providers(), owner.clock(), owner.worker(), this::show);
                made = new Tap(tap, tap::statistics, tap::close);
            }
        } catch (final ConfigurationException e) {
            note("not-moderated", participant, e.getMessage());
            return;
        }
        taps.put(track.track(), made);
        forwarder.tap(track.track(), made.tap());
        note("tapped", participant, track.kind() + " track " + track.track());
    }

    synchronized void unpublished(final int track) {
        final Tap gone = taps.remove(track);
        if (gone != null) {
            owner.server().forwarder().untap(track, gone.tap());
            gone.end().run();
            endedTaps = RoomModerator.sum(endedTaps, gone.statistics().get());
        }
    }

    /** The room has ended: nothing more is looked at, what is being decided still is. */
    void end() {
        List.copyOf(numbers()).forEach(this::unpublished);
        owner.later(() -> {
            synchronized (this) {
                drained = taps.isEmpty();
            }
        });
    }

    private synchronized List<Integer> numbers() {
        return List.copyOf(taps.keySet());
    }

    synchronized int tracks() {
        return taps.size();
    }

    synchronized boolean isOver() {
        return drained && (moderation == null || moderation.statistics().pending() == 0);
    }

    // ---- evidence and decisions -----------------------------------------------------------------------------------------------------------

    /** On the worker's thread, after {@link #open}. */
    private void show(final Evidence evidence) {
        synchronized (this) {
            if (drained) {
                return; // the room has ended, and its audit with it
            }
        }
        moderation.accept(evidence);
    }

    void tick(final long nowNs) {
        final Moderation known = moderation;
        if (known != null) {
            known.tick(nowNs);
        }
    }

    /** Nobody is waited for any longer. */
    void conclude() {
        tick(Long.MAX_VALUE);
    }

    void note(final String event, final String participant, final String detail) {
        owner.later(() -> {
            if (audit != null) {
                try {
                    audit.note(event, name, participant, detail);
                } catch (final EngineException e) {
                    LOG.log(Level.ERROR, e.getMessage());
                }
            }
        });
    }

    /** On the worker's thread. */
    void closeAudit() {
        if (audit != null) {
            audit.close();
        }
    }

    ModerationStatistics decisions() {
        final Moderation known = moderation;
        return known == null ? new ModerationStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0) : known.statistics();
    }

    synchronized TapStatistics taps() {
        TapStatistics all = endedTaps;
        for (final Tap tap : taps.values()) {
            all = RoomModerator.sum(all, tap.statistics().get());
        }
        return all;
    }
}
