package io.penstock.rtc.moderate;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.RoomCommand;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Does what was decided by asking the room, as the server: a warning is a message, {@code BLUR} and {@code MUTE} are mutes that only a host
 * takes back. The room tells everybody, and its permits hold from the next packet on. Any thread.
 */
public final class RoomEnforcer implements Enforcer {
    /** Topic of warnings. */
    public static final String TOPIC = "moderation";
    private static final String SERVER = "";
    private static final int MOST_REASON = 200;

    private final BiConsumer<String, RoomCommand> ask;
    private final String run;
    private final AtomicLong warnings = new AtomicLong();

    /**
     * Asks rooms.
     *
     * @param ask takes the name of a room and a command, such as {@code server::ask}.
     * @param run tells this run of the server from others, so that no two warnings have the same key; up to 40 printable characters.
     */
    public RoomEnforcer(final BiConsumer<String, RoomCommand> ask, final String run) {
        this.ask = Objects.requireNonNull(ask, "ask");
        this.run = Objects.requireNonNull(run, "run");
    }

    @Override
    public void enforce(final Evidence evidence, final Decision decision) {
        final String who = evidence.participant();
        switch (decision.action()) {
            case WARN -> ask.accept(evidence.room(), new RoomCommand.Say(SERVER, TOPIC + '-' + run + '-' + warnings.incrementAndGet(), TOPIC,
                who + ": " + reason(decision)));
            case BLUR -> ask.accept(evidence.room(), new RoomCommand.Mute(SERVER, who, MediaKind.VIDEO, true));
            case MUTE -> ask.accept(evidence.room(), new RoomCommand.Mute(SERVER, who, MediaKind.AUDIO, true));
            case KICK -> ask.accept(evidence.room(), new RoomCommand.Kick(SERVER, who, reason(decision), false));
            case ALLOW -> { }
        }
    }

    /** Rooms take neither control characters nor novels. */
    private static String reason(final Decision decision) {
        final String line = decision.reason().isBlank() ? decision.action().name() : decision.reason().replaceAll("\\p{C}", " ");
        return line.length() <= MOST_REASON ? line : line.substring(0, MOST_REASON);
    }
}
