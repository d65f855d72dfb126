package io.penstock.rtc.client;

import io.penstock.error.EngineException;
import io.penstock.format.MediaKind;
import io.penstock.graph.Flow;
import java.net.InetSocketAddress;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a {@link RoomParticipant} sends, wants and tells. One thread; by default it sends nothing and wants nothing. */
public final class ParticipantSettings {
    private String name = "participant";
    private Consumer<RoomMediaSettings> publishes = settings -> { };
    private Predicate<RemoteTrack> wants = track -> false;
    private BiConsumer<RemoteTrack, Flow> sinks = (track, flow) -> { };
    private Predicate<RemoteTrack> decodes = track -> true;
    private Function<JoinedRoom.Media, MediaLink> link = ParticipantSettings::udp;
    private int maxHeight;
    private boolean mixed;
    private int lastN = Integer.MAX_VALUE;
    private RoomClientListener listener = new RoomClientListener() { };
    private Consumer<Throwable> failures = failure -> { };

    /** Settings to start from. */
    public ParticipantSettings() {
        // The fields have their defaults.
    }

    private static MediaLink udp(final JoinedRoom.Media media) {
        final InetSocketAddress address = new InetSocketAddress(media.host(), media.port());
        if (address.isUnresolved()) {
            throw new EngineException(EngineException.Category.IO, "room media: unknown host " + media.host());
        }
        return MediaLink.udp(address);
    }

    /**
     * Names its graphs.
     *
     * @param value unique within the engine.
     * @return this.
     */
    public ParticipantSettings name(final String value) {
        name = value;
        return this;
    }

    /**
     * Sends media.
     *
     * @param what adds sound and pictures; called again, for new sources, when media has to begin anew after a lost connection.
     * @return this.
     */
    public ParticipantSettings publishing(final Consumer<RoomMediaSettings> what) {
        publishes = what;
        return this;
    }

    /**
     * Receives media.
     *
     * @param which of the others' tracks; called by one thread.
     * @param to    ends the graph of a track: gets sound as PCM, or pictures of any size up to the height of the track.
     * @return this.
     */
    public ParticipantSettings receiving(final Predicate<RemoteTrack> which, final BiConsumer<RemoteTrack, Flow> to) {
        wants = which;
        sinks = to;
        return this;
    }

    /**
     * Wants the sound of all others mixed in one track with an empty owner, and none of theirs: for clients that cannot take many streams.
     *
     * @return this.
     */
    public ParticipantSettings mixedSound() {
        mixed = true;
        return this;
    }

    /**
     * Leaves pictures as they come: their graphs end in access units of H.264.
     *
     * @return this.
     */
    public ParticipantSettings undecoded() {
        decodes = track -> track.kind() == MediaKind.AUDIO;
        return this;
    }

    /**
     * Wants no higher pictures.
     *
     * @param pixels height; 0 = any.
     * @return this.
     */
    public ParticipantSettings maxHeight(final int pixels) {
        maxHeight = pixels;
        return this;
    }

    /**
     * Wants no more pictures than so many at a time: those of who spoke last.
     *
     * @param pictures at most, 0–1000; {@link Integer#MAX_VALUE} = all.
     * @return this.
     */
    public ParticipantSettings lastN(final int pictures) {
        lastN = pictures;
        return this;
    }

    /**
     * Sends media another way than by UDP, for tests.
     *
     * @param way makes a link of what the server says.
     * @return this.
     */
    public ParticipantSettings link(final Function<JoinedRoom.Media, MediaLink> way) {
        link = way;
        return this;
    }

    /**
     * Follows what happens.
     *
     * @param who is told everything that the client hears, on the client's thread.
     * @return this.
     */
    public ParticipantSettings listener(final RoomClientListener who) {
        listener = who;
        return this;
    }

    /**
     * Hears of what goes wrong with the media; signalling goes on.
     *
     * @param who called by the participant's thread.
     * @return this.
     */
    public ParticipantSettings failures(final Consumer<Throwable> who) {
        failures = who;
        return this;
    }

    String name() {
        return name;
    }

    Consumer<RoomMediaSettings> publishes() {
        return publishes;
    }

    Predicate<RemoteTrack> wants() {
        return mixed ? wants.and(track -> track.kind() == MediaKind.VIDEO || track.owner().isEmpty()) : wants;
    }

    BiConsumer<RemoteTrack, Flow> sinks() {
        return sinks;
    }

    Predicate<RemoteTrack> decodes() {
        return decodes;
    }

    Function<JoinedRoom.Media, MediaLink> link() {
        return link;
    }

    boolean mixed() {
        return mixed;
    }

    int maxHeight() {
        return maxHeight;
    }

    int lastN() {
        return lastN;
    }

    RoomClientListener listener() {
        return listener;
    }

    Consumer<Throwable> failures() {
        return failures;
    }
}
