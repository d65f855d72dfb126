package io.penstock.rtc.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.MediaPlane;
import io.penstock.rtc.forward.PacketTap;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.mix.MixListener;
import io.penstock.rtc.mix.RoomMix;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.SignalSession;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The mixes of one room for those who cannot take many streams: each gets the sound of all others in a track of its own. There is a mix only
 * while somebody wants one. Graphs change on the server's thread for that, so that no room waits for them.
 */
final class ServedMix {
    private static final int MOST_LISTENERS = 16;
    private static final int BITRATE = 48_000;
    private static final int PRIORITY = 100;

    private final String room;
    private final RoomServer server;
    private final MediaPlane plane;
    private final Executor executor;
    private final Map<String, Listener> listeners = new ConcurrentHashMap<>();
    /** By the thread of the executor only. */
    private final Map<Integer, Voice> voices = new LinkedHashMap<>();
    private final Map<Integer, PacketTap> taps = new HashMap<>();
    private RoomMix mix;

    /** Somebody who listens, and the peer that the server itself is to send it that. */
    private record Listener(ServedMember member, SignalSession session, int peer, int track, MixListener mixed) { }

    private record Voice(String owner, TrackSpec spec) { }

    ServedMix(final String room, final RoomServer server) {
        this.room = room;
        this.server = server;
        plane = server.forwarder();
        executor = server.mixing();
    }

    private void later(final Runnable task) {
        try {
            executor.execute(task);
        } catch (final RejectedExecutionException e) {
            return; // the server ends, and with it all mixes
        }
    }

    void published(final String owner, final TrackSpec spec) {
        if (spec.kind() == MediaKind.AUDIO) {
            later(() -> {
                voices.put(spec.track(), new Voice(owner, spec));
                if (mix != null) {
                    add(voices.get(spec.track()));
                }
            });
        }
    }

    void unpublished(final int track) {
        later(() -> {
            if (voices.remove(track) != null) {
                remove(track);
            }
        });
    }

    private void add(final Voice voice) {
        mix.add(voice.owner(), voice.spec()).ifPresent(tap -> {
            taps.put(voice.spec().track(), tap);
            server.forwarder().tap(voice.spec().track(), tap);
        });
    }

    private void remove(final int track) {
        final PacketTap tap = taps.remove(track);
        if (tap != null) {
            server.forwarder().untap(track, tap);
            mix.remove(track);
        }
    }

    /** Whether a track is the mix of a participant. Any thread. */
    boolean isOf(final int track, final String participant) {
        final Listener known = listeners.get(participant);
        return known != null && known.track() == track;
    }

    void listen(final ServedMember member, final SignalSession session, final long request) {
        later(() -> {
            final Listener known = listeners.get(member.id());
            if (known == null && listeners.size() >= MOST_LISTENERS) {
                session.refuse(request, "limit", "a room makes at most " + MOST_LISTENERS + " mixes");
                return;
            }
            final Listener listener = known != null ? known : begin(member, session);
            session.send(describe(listener));
            session.accept(request, SignalCodec.message("ok").put("track", listener.track()));
        });
    }

    private Listener begin(final ServedMember member, final SignalSession session) {
        if (mix == null) {
            mix = RoomMix.of(server.engine(), room + "-for-listeners", RoomMix.MOST_PLACES);
            voices.values().forEach(this::add);
        }
        final int peer = server.nextPeer();
        final int track = server.nextTrack();
        plane.join(peer, "mix-" + peer, server.secret());
        plane.publish(new TrackSpec(track, peer, MediaKind.AUDIO, CodecId.OPUS, "mix", List.of(new TrackSpec.Layer(track, 0, 0, 0, BITRATE))));
        plane.permit(peer, MediaKind.AUDIO, true);
        final MixListener mixed = mix.listen(member.id(), track, BITRATE, server.forwarder().inlet(peer));
        plane.subscribe(member.peer(), track, 0, PRIORITY);
        final Listener listener = new Listener(member, session, peer, track, mixed);
        listeners.put(member.id(), listener);
        return listener;
    }

    private static ObjectNode describe(final Listener listener) {
        final ObjectNode node = SignalCodec.message("track").put("track", listener.track()).put("owner", "").put("kind", "audio").put("label", "mix")
            .put("ssrc", MediaPlane.FORWARDED_SSRC_BASE + listener.track()).put("height", 0);
        node.putArray("layers");
        return node;
    }

    void leave(final String participant) {
        later(() -> {
            final Listener gone = listeners.remove(participant);
            if (gone != null) {
                end(gone);
            }
            if (listeners.isEmpty() && mix != null) {
                List.copyOf(taps.keySet()).forEach(this::remove);
                mix.close();
                mix = null;
            }
        });
    }

    private void end(final Listener gone) {
        plane.unsubscribe(gone.member().peer(), gone.track());
        plane.unpublish(gone.track());
        plane.leave(gone.peer());
        gone.mixed().close();
        gone.session().send(SignalCodec.message("track-ended").put("track", gone.track()));
    }

    /** The room has ended. */
    void close() {
        listeners.keySet().forEach(this::leave);
    }
}
