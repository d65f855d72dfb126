package io.penstock.rtc.client;

import io.penstock.rtc.room.RoomSnapshot;
import java.util.List;

/**
 * What the server says to one who comes in.
 *
 * @param participant who one is.
 * @param room        the room as it is.
 * @param media       where media goes.
 * @param tracks      that can be had.
 * @param resumed     whether one was here before, and one's tracks and subscriptions still stand.
 * @param own         one's own tracks that still stand.
 */
public record JoinedRoom(String participant, RoomSnapshot room, Media media, List<RemoteTrack> tracks, boolean resumed, List<Integer> own) {
    /**
     * Where media goes: to one UDP port, from an address that is proven by STUN with this name and password.
     *
     * @param host     name or address.
     * @param port     UDP port.
     * @param user     STUN user name.
     * @param password STUN password.
     */
    public record Media(String host, int port, String user, String password) { }
}
