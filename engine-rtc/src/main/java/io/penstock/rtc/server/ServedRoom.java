package io.penstock.rtc.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.penstock.format.MediaKind;
import io.penstock.rtc.forward.MediaPlane;
import io.penstock.rtc.forward.TrackSpec;
import io.penstock.rtc.room.Member;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.Room;
import io.penstock.rtc.room.RoomEvent;
import io.penstock.rtc.room.RoomPermits;
import io.penstock.rtc.signal.RoomHost.Publication;
import io.penstock.rtc.signal.SignalCodec;
import io.penstock.rtc.signal.SignalFrame;
import io.penstock.rtc.signal.SignalSession;
import io.penstock.rtc.signal.Token;
import io.penstock.rtc.statistics.ParticipantQuality;
import io.penstock.rtc.statistics.QualitySummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A room as the server has it: who is connected, what is published, and what the media plane is told of it. Everything on the room's thread,
 * so that media obeys the room in the order in which it changes.
 */
final class ServedRoom {
    private static final int MOST_TRACKS = 16;
    /** With more members, only hosts hear of the quality of others. */
    private static final int LARGE_ROOM = 50;
    private static final String TRACK = "track";
    private final String name;
    private final RoomServer server;
    private final MediaPlane plane;
    private final RoomPermits permits;
    private final Map<String, ServedMember> members = new LinkedHashMap<>();
    private final Map<Integer, ServedMember> owners = new LinkedHashMap<>();
    private final RoomPost post = new RoomPost();
    private final ServedMix mix;
    private final RoomSpeech speech;
    /** What those who come in at the same time are told is written once. */
    private final SnapshotText snapshots = new SnapshotText();
    private byte[] snapshot;
    private String trackList;
    private volatile String speaker;

    ServedRoom(final String name, final RoomServer server) {
        this.name = name;
        this.server = server;
        plane = server.forwarder();
        permits = new RoomPermits(this::permit);
        mix = new ServedMix(name, server);
        speech = new RoomSpeech(server.speakers(), () -> server.inRoom(name, room -> { }), this::speaks);
    }

    private void permit(final String id, final MediaKind kind, final boolean allowed) {
        final ServedMember member = members.get(id);
        if (member != null) {
            permit(member, kind, allowed);
        }
    }

    private void permit(final ServedMember member, final MediaKind kind, final boolean allowed) {
        plane.permit(member.peer(), kind, allowed);
        if (kind == MediaKind.AUDIO) {
            speech.permit(member.peer(), member.id(), allowed);
        }
    }

    // ---- who comes and goes ---------------------------------------------------------------------------------------------------------------

    /** Before the room hears of it: a participant that its first event is about has to be known. */
    void expect(final SignalSession session, final Token token, final String resume) {
        final ServedMember before = members.get(token.id());
        if (before != null && before.session() != null) {
            final SignalSession old = before.session();
            before.session(null);
            old.close("replaced", "another connection of this participant has come");
        }
        if (before == null || !before.resumeKey().equals(resume)) {
            if (before != null) {
                drop(before);
            }
            final int peer = server.nextPeer();
            final ServedMember member = new ServedMember(token.id(), peer, server.secret(), "p" + peer + ':' + server.secret().substring(0, 8),
                server.secret());
            members.put(token.id(), member);
            server.peers().put(peer, new RoomServer.Place(name, token.id()));
            server.quality().enters(new RoomServer.Place(name, token.id()), peer);
            plane.join(peer, member.user(), member.password());
        }
        members.get(token.id()).session(session);
    }

    /** The room did not take it. */
    void turnedAway(final SignalSession session, final Token token, final boolean isMember) {
        final ServedMember member = members.get(token.id());
        if (member != null && member.session() == session) {
            member.session(null);
            if (!isMember) {
                drop(member);
                members.remove(token.id());
            }
        }
    }

    void entered(final Room room, final SignalSession session, final long request, final Token token, final String resume) {
        final ServedMember member = members.get(token.id());
        final boolean resumed = resume != null && member.resumeKey().equals(resume);
        for (final MediaKind kind : List.of(MediaKind.AUDIO, MediaKind.VIDEO)) { // a new peer of one who was here is allowed what that one is
            permit(member, kind, room.view().maySend(token.id(), kind));
        }
        post.greet(() -> greet(room, member, session, request, resumed));
    }

    /** Tells one who has come in how the room is now. */
    private void greet(final Room room, final ServedMember member, final SignalSession session, final long request, final boolean resumed) {
        if (member.session() != session) {
            return; // it has gone already
        }
        if (snapshot == null) {
            snapshot = snapshots.of(room.view());
            trackList = tracksWithout(null).toString();
        }
        final String before = SignalCodec.text(SignalCodec.message("joined").put("id", request).put("participant", member.id()));
        final ObjectNode rest = SignalCodec.object();
        rest.putObject("media").put("host", server.config().mediaHost()).put("port", server.mediaPort()).put("user", member.user())
            .put("password", member.password());
        rest.putRawValue("tracks", new RawValue(member.tracks().isEmpty() ? trackList : tracksWithout(member).toString()));
        rest.put("resumed", resumed);
        final ArrayNode own = rest.putArray("own");
        member.tracks().keySet().forEach(own::add);
        rest.put("resumeKey", member.resumeKey());
        session.send(SignalFrame.of(SignalFrame.utf8(before.substring(0, before.length() - 1) + ",\"room\":"), snapshot,
            SignalFrame.utf8(',' + SignalCodec.text(rest).substring(1))));
        member.follows(post.next());
        if (speaker != null) {
            session.send(SignalCodec.message("speaker").put("participant", speaker));
        }
    }

    private ArrayNode tracksWithout(final ServedMember member) {
        final ArrayNode tracks = SignalCodec.list();
        owners.forEach((number, owner) -> {
            if (owner != member) {
                tracks.add(describe(owner, owner.tracks().get(number)));
            }
        });
        return tracks;
    }

    /** The room's thread has a moment: what was collected is told. Returns when to ask again. */
    long settled(final long nowNs) {
        snapshot = null;
        trackList = null;
        return Math.min(speech.settled(nowNs), post.settled(members.values(), nowNs));
    }

    /** Says something to one after everything that the room has told so far. */
    void answer(final Runnable answer) {
        post.answer(answer);
    }

    /** Whether a connection is still the one of its participant. */
    boolean isCurrent(final SignalSession session) {
        final ServedMember member = members.get(session.participant());
        return member != null && member.session() == session;
    }

    void lost(final SignalSession session) {
        if (isCurrent(session)) {
            members.get(session.participant()).session(null);
        }
    }

    private void drop(final ServedMember member) {
        for (final TrackSpec track : List.copyOf(member.tracks().values())) {
            end(member, track);
        }
        mix.leave(member.id());
        speech.permit(member.peer(), member.id(), false);
        server.peers().remove(member.peer());
        server.quality().leaves(new RoomServer.Place(name, member.id()), member.peer());
        plane.leave(member.peer());
    }

    // ---- what happens ---------------------------------------------------------------------------------------------------------------------

    void told(final Room room, final RoomEvent event) {
        permits.after(room.view(), event); // media first: who lost the floor is silent before anybody is told
        broadcast(SignalCodec.message(event));
        if (event instanceof RoomEvent.Left left) {
            left(left);
        } else if (event instanceof RoomEvent.Closed closed) {
            closed(closed);
        } else if (event instanceof RoomEvent.RoleChanged changed && changed.role() == Role.OBSERVER) {
            final ServedMember member = members.get(changed.id());
            if (member != null) {
                List.copyOf(member.tracks().values()).forEach(track -> end(member, track));
            }
        }
    }

    private void left(final RoomEvent.Left event) {
        final ServedMember gone = members.remove(event.id());
        if (gone == null) {
            return;
        }
        drop(gone);
        if (gone.session() != null) {
            post.farewell(gone, event.why().name().toLowerCase(Locale.ROOT).replace('_', '-'), event.reason());
        }
    }

    private void closed(final RoomEvent.Closed event) {
        for (final ServedMember member : List.copyOf(members.values())) {
            drop(member);
            if (member.session() != null) {
                post.farewell(member, "closed", event.reason());
            }
        }
        members.clear();
        mix.close();
        snapshot = null;
        trackList = null;
        post.flush(members.values()); // nobody asks for a room that has ended
    }

    private void broadcast(final ObjectNode message) {
        post.add(SignalCodec.text(message), null);
    }

    // ---- tracks ---------------------------------------------------------------------------------------------------------------------------

    private ObjectNode describe(final ServedMember owner, final TrackSpec track) {
        final TrackSpec.Layer largest = track.layers().get(track.layers().size() - 1);
        final ObjectNode node = SignalCodec.message(TRACK).put(TRACK, track.track()).put("owner", owner.id())
            .put("kind", track.kind().name().toLowerCase(Locale.ROOT)).put("label", track.label())
            .put("ssrc", MediaPlane.FORWARDED_SSRC_BASE + track.track()).put("height", largest.height());
        final ArrayNode layers = node.putArray("layers");
        track.layers().forEach(layer -> layers.addObject().put("width", layer.width()).put("height", layer.height())
            .put("bitrate", layer.bitrate()));
        return node;
    }

    void publish(final Room room, final SignalSession session, final long request, final Publication what) {
        final ServedMember member = members.get(session.participant());
        final Member known = room.view().member(session.participant());
        if (member == null || known == null || !isCurrent(session)) {
            session.refuse(request, "not-here", "not a member of the room");
        } else if (known.role() == Role.OBSERVER) {
            session.refuse(request, "not-allowed", "an observer sends nothing");
        } else if (member.tracks().size() >= MOST_TRACKS) {
            session.refuse(request, "limit", "a participant has at most " + MOST_TRACKS + " tracks");
        } else if (isTaken(member, what)) {
            session.refuse(request, "malformed", "a track of this participant has this ssrc already");
        } else {
            final List<TrackSpec.Layer> layers = new ArrayList<>();
            what.layers().forEach(layer -> layers.add(new TrackSpec.Layer(layer.ssrc(), layer.rtxSsrc(), layer.width(), layer.height(),
                layer.bitrate())));
            final TrackSpec track = new TrackSpec(server.nextTrack(), member.peer(), what.kind(), what.codec(), what.label(), List.copyOf(layers));
            member.tracks().put(track.track(), track);
            owners.put(track.track(), member);
            plane.publish(track);
            mix.published(member.id(), track);
            post.add(SignalCodec.text(describe(member, track)), member);
            post.answer(() -> session.accept(request, SignalCodec.message("ok").put(TRACK, track.track())));
            server.observers().forEach(observer -> observer.published(room, member.id(), track));
        }
    }

    private static boolean isTaken(final ServedMember member, final Publication what) {
        return member.tracks().values().stream().flatMap(track -> track.layers().stream())
            .anyMatch(old -> what.layers().stream().anyMatch(layer -> layer.ssrc() == old.ssrc() || layer.ssrc() == old.rtxSsrc()
                || layer.rtxSsrc() != 0 && (layer.rtxSsrc() == old.ssrc() || layer.rtxSsrc() == old.rtxSsrc())));
    }

    void unpublish(final SignalSession session, final long request, final int number) {
        final ServedMember member = owners.get(number);
        if (member == null || member.session() != session) {
            session.refuse(request, "not-here", "track " + number + " is none of this participant's");
            return;
        }
        end(member, member.tracks().get(number));
        session.accept(request, null);
    }

    private void end(final ServedMember member, final TrackSpec track) {
        member.tracks().remove(track.track());
        owners.remove(track.track());
        plane.unpublish(track.track());
        mix.unpublished(track.track());
        broadcast(SignalCodec.message("track-ended").put(TRACK, track.track()));
        server.observers().forEach(observer -> observer.unpublished(name, member.id(), track));
    }

    void subscribe(final SignalSession session, final long request, final int number, final int maxHeight, final int priority) {
        final ServedMember member = members.get(session.participant());
        final ServedMember owner = owners.get(number);
        if (member != null && mix.isOf(number, member.id())) {
            session.accept(request, null); // it gets that as soon as it is there
            return;
        }
        if (member == null || owner == null || owner == member || member.session() != session) {
            session.refuse(request, "not-here", "there is no track " + number + " of another participant in this room");
            return;
        }
        plane.subscribe(member.peer(), number, maxHeight, priority);
        session.accept(request, null);
    }

    void unsubscribe(final SignalSession session, final long request, final int number) {
        final ServedMember member = members.get(session.participant());
        if (member != null) {
            plane.unsubscribe(member.peer(), number);
        }
        session.accept(request, null);
    }

    void mix(final SignalSession session, final long request, final boolean on) {
        final ServedMember member = members.get(session.participant());
        if (!on) {
            mix.leave(member.id());
            session.accept(request, null);
        } else {
            mix.listen(member, session, request);
        }
    }

    void lastN(final SignalSession session, final long request, final int pictures) {
        plane.lastN(members.get(session.participant()).peer(), pictures);
        session.accept(request, null);
    }

    void watched(final int number, final int layer, final boolean watched) {
        final ServedMember owner = owners.get(number);
        if (owner != null && owner.session() != null) {
            final SignalSession session = owner.session();
            post.answer(() -> session.send(SignalCodec.message("watched").put(TRACK, number).put("layer", layer).put("watched", watched)));
        }
    }

    /** Tells who may want to know; in large rooms those are few, or what is told would grow with the square of the members. */
    void quality(final Room room, final ParticipantQuality report) {
        final ServedMember member = members.get(report.participant());
        if (room == null || member == null || member.session() == null) {
            return; // gone meanwhile
        }
        final String text = SignalCodec.text(SignalCodec.message("quality").put("participant", member.id())
            .set("report", SignalCodec.tree(QualitySummary.of(report))));
        if (members.size() <= LARGE_ROOM) {
            post.add(text, null);
        } else {
            final SignalFrame frame = SignalFrame.of(text);
            tell(member, frame);
            int hosts = Math.min(LARGE_ROOM, room.view().hosts());
            for (final Member other : room.view().members()) {
                if (hosts == 0) {
                    break;
                }
                if (other.role() == Role.HOST) {
                    hosts--;
                    if (!other.id().equals(member.id())) {
                        tell(members.get(other.id()), frame);
                    }
                }
            }
        }
        server.observers().forEach(observer -> observer.quality(room, member.id(), report));
    }

    private static void tell(final ServedMember member, final SignalFrame frame) {
        if (member != null && member.follower() != null) {
            member.follower().send(frame);
        }
    }

    void speaks(final String participant) {
        speaker = participant;
        final ServedMember speaks = members.get(participant);
        if (speaks != null) {
            plane.spoke(speaks.peer());
        }
        broadcast(SignalCodec.message("speaker").put("participant", participant));
        server.observers().forEach(observer -> observer.speaker(name, participant));
    }

    String speaker() {
        return speaker;
    }

    Map<String, ServedMember> members() {
        return members;
    }
}
