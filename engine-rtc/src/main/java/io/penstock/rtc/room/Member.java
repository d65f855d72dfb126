package io.penstock.rtc.room;

import io.penstock.format.MediaKind;

/**
 * A participant as the room sees it. Immutable.
 *
 * @param id         who.
 * @param name       shown to others.
 * @param role       as what.
 * @param connected  whether it has a connection; without one it is still a member for a while.
 * @param seated     whether it has a seat, and so the floor; a host needs none.
 * @param handNumber number of the event by which its hand went up, smaller = earlier; 0 = the hand is down.
 * @param handSinceNs when the hand went up, nanoseconds of the room's clock; 0 while it is down.
 * @param sound      who has muted its sound.
 * @param pictures   who has muted its pictures.
 * @param consented  whether it has agreed to be recorded.
 */
public record Member(String id, String name, Role role, boolean connected, boolean seated, long handNumber, long handSinceNs,
                     Mutes sound, Mutes pictures, boolean consented) {

    /**
     * Who has muted something.
     *
     * @param bySelf the participant.
     * @param byHost a host, or the server.
     */
    public record Mutes(boolean bySelf, boolean byHost) {
        private static final Mutes[] ALL = {new Mutes(false, false), new Mutes(true, false), new Mutes(false, true), new Mutes(true, true)};

        static Mutes of(boolean bySelf, boolean byHost) {
            return ALL[(bySelf ? 1 : 0) + (byHost ? 2 : 0)];
        }

        /**
         * Whether it is muted at all.
         *
         * @return by whomever.
         */
        public boolean any() {
            return bySelf || byHost;
        }
    }

    static Member joined(String id, String name, Role role) {
        return new Member(id, name, role, true, false, 0, 0, Mutes.of(false, false), Mutes.of(false, false), false);
    }

    /**
     * Whether it has the floor, connected or not: hosts always, others with a seat, observers never.
     *
     * @return whether it may speak.
     */
    public boolean hasFloor() {
        return role == Role.HOST || seated && role != Role.OBSERVER;
    }

    /**
     * Whether its media may be forwarded now: it has the floor, is connected, and nobody has muted it.
     *
     * @param kind sound or pictures; anything else never.
     * @return whether.
     */
    public boolean maySend(MediaKind kind) {
        return connected && hasFloor() && (kind == MediaKind.AUDIO && !sound.any() || kind == MediaKind.VIDEO && !pictures.any());
    }

    /**
     * Who has muted its sound or its pictures.
     *
     * @param kind sound or pictures.
     * @return who.
     */
    public Mutes mutes(MediaKind kind) {
        return kind == MediaKind.AUDIO ? sound : pictures;
    }

    /**
     * Whether it would like to speak.
     *
     * @return whether its hand is up.
     */
    public boolean handRaised() {
        return handNumber != 0;
    }

    Member connected(boolean now) {
        return new Member(id, name, role, now, seated, handNumber, handSinceNs, sound, pictures, consented);
    }

    Member seated(boolean now) {
        return new Member(id, name, role, connected, now, handNumber, handSinceNs, sound, pictures, consented);
    }

    Member role(Role now) {
        return new Member(id, name, now, connected, seated, handNumber, handSinceNs, sound, pictures, consented);
    }

    Member hand(long number, long sinceNs) {
        return new Member(id, name, role, connected, seated, number, sinceNs, sound, pictures, consented);
    }

    Member muted(MediaKind kind, boolean bySelf, boolean byHost) {
        Mutes mutes = Mutes.of(bySelf, byHost);
        return new Member(id, name, role, connected, seated, handNumber, handSinceNs, kind == MediaKind.AUDIO ? mutes : sound,
            kind == MediaKind.VIDEO ? mutes : pictures, consented);
    }

    Member consented(boolean now) {
        return new Member(id, name, role, connected, seated, handNumber, handSinceNs, sound, pictures, now);
    }
}
