package io.penstock.rtc.server;

import io.penstock.rtc.room.Role;
import io.penstock.rtc.statistics.ParticipantQuality;

/**
 * A participant of a room at a moment. Immutable.
 *
 * @param id           who.
 * @param name         shown to others.
 * @param role         as what.
 * @param connected    whether its connection stands; false = its seat is kept for it.
 * @param seated       whether it has a seat.
 * @param handForMs    for how long its hand has been up, milliseconds; -1 = it is not.
 * @param audioMuted   whether its sound is muted, by itself or a host.
 * @param videoMuted   whether its pictures are muted, by itself or a host.
 * @param mayBeHeard   whether its sound is forwarded.
 * @param mayBeSeen    whether its pictures are forwarded.
 * @param quality      how well it goes; null = nothing is known.
 */
public record MemberStatus(String id, String name, Role role, boolean connected, boolean seated, long handForMs, boolean audioMuted,
                           boolean videoMuted, boolean mayBeHeard, boolean mayBeSeen, ParticipantQuality quality) {
}
