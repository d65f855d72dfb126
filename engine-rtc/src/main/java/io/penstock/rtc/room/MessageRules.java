package io.penstock.rtc.room;

import io.penstock.rtc.room.RoomCommand.Say;
import io.penstock.rtc.room.RoomEvent.Message;
import io.penstock.rtc.room.RoomEvent.Refusal;

/** Messages: one order for all, each once however often it is sent, not too long, not too many. */
final class MessageRules {
    private final RoomConfig config;
    private final RoomState state;
    private final Changes changes;
    /** What the server called its last messages; made when first needed. */
    private Presence server;

    MessageRules(RoomConfig config, RoomState state, Changes changes) {
        this.config = config;
        this.state = state;
        this.changes = changes;
    }

    /**
     * A message.
     *
     * @param member who sends it; null = the server, which has no limits of number.
     */
    Answer say(Say c, Presence member) {
        if (member != null && state.member(c.by()).role() == Role.OBSERVER) {
            return Answer.no(Refusal.NOT_ALLOWED, "an observer sends no messages");
        }
        if (!RoomText.isLine(c.clientKey(), RoomText.ID) || !RoomText.isLine(c.topic(), RoomText.TOPIC)) {
            return Answer.no(Refusal.MALFORMED, "a message has a key of 1 to " + RoomText.ID + " printable characters and a topic of 1 to "
                + RoomText.TOPIC);
        }
        Presence sender = member != null ? member : server();
        long before = sentBefore(c, sender);
        if (before > 0) {
            return Answer.doneBy(before);
        }
        if (c.body() == null || c.body().length() > config.messageBytes()) {
            return tooLong(c.body() == null ? 0 : c.body().length());
        }
        int bytes = RoomText.utf8Length(c.body());
        if (bytes < 0) {
            return Answer.no(Refusal.MALFORMED, "the text has half a character");
        }
        if (bytes == 0 || bytes > config.messageBytes()) {
            return tooLong(bytes);
        }
        if (member != null && !member.mayTalk(config.messages(), changes.nowNs())) {
            return Answer.no(Refusal.LIMIT, "more than " + config.messages().perSecond() + " messages a second");
        }
        long number = changes.next();
        changes.change(new Message(number, changes.nowNs(), c.by(), c.clientKey(), c.topic(), c.body()));
        sender.said(c.clientKey(), number);
        return Answer.doneBy(number);
    }

    private Presence server() {
        server = server == null ? new Presence(-1) : server;
        return server;
    }

    private Answer tooLong(int bytes) {
        return Answer.no(Refusal.LIMIT, "a message of " + bytes + " bytes; 1 to " + config.messageBytes() + " are accepted");
    }

    /** Its number if it was sent before: as far as the sender's last keys and the history go back. */
    private long sentBefore(Say c, Presence sender) {
        long number = sender.saidAs(c.clientKey());
        if (number == 0) {
            for (Message message : state.history()) {
                if (message.clientKey().equals(c.clientKey()) && message.id().equals(c.by())) {
                    return message.sequence();
                }
            }
        }
        return number;
    }
}
