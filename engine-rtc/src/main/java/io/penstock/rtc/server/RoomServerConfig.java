package io.penstock.rtc.server;

import io.penstock.rtc.forward.ForwardConfig;
import io.penstock.rtc.room.RoomConfig;
import io.penstock.rtc.room.RoomsConfig;
import io.penstock.rtc.signal.SignalLimits;
import io.penstock.rtc.signal.TokenKey;
import java.net.InetSocketAddress;
import java.util.function.Function;

/**
 * What a {@link RoomServer} needs to know. Immutable.
 *
 * @param signalling where clients connect to; port 0 = any free one.
 * @param media      where their media goes; port 0 = any free one.
 * @param mediaHost  what clients are told of that address; empty = the host that they connected to.
 * @param key        checks their tokens.
 * @param opens      what a room of a name allows; null as its answer = there shall be none.
 * @param rooms      how many, and what drives them.
 * @param limits     how much signalling is taken.
 * @param forwarding how peers are treated.
 */
public record RoomServerConfig(InetSocketAddress signalling, InetSocketAddress media, String mediaHost, TokenKey key,
                               Function<String, RoomConfig> opens, RoomsConfig rooms, SignalLimits limits, ForwardConfig forwarding) {
    /**
     * A server at a port for both, with rooms of the standard kind.
     *
     * @param address where clients connect to, and, with UDP, their media goes to; port 0 = any free ones.
     * @param key     checks tokens.
     * @return what to start from.
     */
    public static RoomServerConfig at(final InetSocketAddress address, final TokenKey key) {
        return new RoomServerConfig(address, address, "", key, name -> RoomConfig.standard(), RoomsConfig.standard(), SignalLimits.standard(),
            ForwardConfig.defaults());
    }

    /**
     * Other rooms.
     *
     * @param kind what a room of a name allows.
     * @return the settings, changed.
     */
    public RoomServerConfig opening(final Function<String, RoomConfig> kind) {
        return new RoomServerConfig(signalling, media, mediaHost, key, kind, rooms, limits, forwarding);
    }

    /**
     * Other limits of signalling.
     *
     * @param other which.
     * @return the settings, changed.
     */
    public RoomServerConfig limits(final SignalLimits other) {
        return new RoomServerConfig(signalling, media, mediaHost, key, opens, rooms, other, forwarding);
    }

    /**
     * Another treatment of peers.
     *
     * @param other which.
     * @return the settings, changed.
     */
    public RoomServerConfig forwarding(final ForwardConfig other) {
        return new RoomServerConfig(signalling, media, mediaHost, key, opens, rooms, limits, other);
    }
}
