package io.penstock.rtc.signal;

import io.penstock.format.CodecId;
import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomCommand;
import io.penstock.rtc.statistics.ParticipantQuality;
import java.util.List;

/**
 * What a {@link SignalServer} hands the requests of its clients to. Calls for one connection come one after another; they must not block. Each
 * request with an id is answered once, by {@link SignalSession#accept} or {@link SignalSession#refuse}, now or later.
 */
public interface RoomHost {
    /**
     * What a participant sends.
     *
     * @param kind   sound or pictures.
     * @param codec  how it is coded.
     * @param label  what the participant calls it.
     * @param layers encodings, smallest first.
     */
    record Publication(MediaKind kind, CodecId codec, String label, List<Layer> layers) {
        /**
         * An encoding.
         *
         * @param ssrc    of its packets.
         * @param rtxSsrc of its retransmissions; 0 = none.
         * @param width   of the picture; 0 for sound.
         * @param height  of the picture; 0 for sound.
         * @param bitrate bits a second at most.
         */
        public record Layer(int ssrc, int rtxSsrc, int width, int height, int bitrate) { }
    }

    /**
     * Somebody with a token comes in, or comes back.
     *
     * @param session whose connection.
     * @param request id of the request.
     * @param token   checked.
     * @param resume  what it was told when it came in first; null = it comes new.
     */
    void join(SignalSession session, long request, Token token, String resume);

    /**
     * A command to the room.
     *
     * @param session whose connection.
     * @param request id of the request.
     * @param command from the participant that the token names.
     */
    void command(SignalSession session, long request, RoomCommand command);

    /**
     * Wants to send a track.
     *
     * @param session whose connection.
     * @param request id of the request.
     * @param what    checked for ranges.
     */
    void publish(SignalSession session, long request, Publication what);

    /**
     * Sends a track no longer.
     *
     * @param session whose connection.
     * @param request id of the request.
     * @param track   number.
     */
    void unpublish(SignalSession session, long request, int track);

    /**
     * Wants to get a track.
     *
     * @param session   whose connection.
     * @param request   id of the request.
     * @param track     number.
     * @param maxHeight highest picture of use; 0 = any.
     * @param priority  higher first.
     */
    void subscribe(SignalSession session, long request, int track, int maxHeight, int priority);

    /**
     * Wants to get a track no longer.
     *
     * @param session whose connection.
     * @param request id of the request.
     * @param track   number.
     */
    void unsubscribe(SignalSession session, long request, int track);

    /**
     * Wants the sound of all others mixed in one track, or no longer.
     *
     * @param session whose connection.
     * @param request id of the request.
     * @param on      whether it wants it.
     */
    void mix(SignalSession session, long request, boolean on);

    /**
     * Wants no more pictures than so many: those of who spoke last.
     *
     * @param session  whose connection.
     * @param request  id of the request.
     * @param pictures at most; {@link Integer#MAX_VALUE} = all that it subscribed to.
     */
    void lastN(SignalSession session, long request, int pictures);

    /**
     * Tells how well things go at the client; on average once a second at most.
     *
     * @param session whose connection.
     * @param request id of the request.
     * @param report  about the participant that the token names; ranges are checked, whether it is true is not.
     */
    void quality(SignalSession session, long request, ParticipantQuality report);

    /**
     * A connection whose token was accepted has ended, however.
     *
     * @param session which.
     */
    void gone(SignalSession session);
}
