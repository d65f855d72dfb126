package io.penstock.examples.join;

import io.penstock.format.MediaKind;
import io.penstock.rtc.room.Role;
import io.penstock.rtc.room.RoomCommand;
import java.util.Locale;

/** What was typed: something to say, something to ask of the room, or something for the terminal itself. */
final class Typed {
    static final String HELP = """
        text            say it to all
        /who            who is here               /stats          how well it goes
        /hand  /down    ask to speak, or not      /seat           take a free seat
        /mute [sound|pictures]  /unmute [...]     be heard and seen, or not
        /consent  /refuse  agree to be recorded   /leave          leave
        hosts:
        /grant ID  /revoke ID  /pass FROM TO      give, take, hand over the floor
        /silence ID [sound|pictures]  /voice ID [sound|pictures]
        /role ID host|speaker|audience|observer   /kick ID [REASON]   /ban ID [REASON]   /unban ID
        /lock  /unlock  /record  /stop            /close [REASON]""";

    private final Kind kind;
    private final String text;
    private final RoomCommand command;

    /** What to do. */
    enum Kind {
        /** Say the text. */
        SAY,
        /** Ask the command of the room. */
        ASK,
        /** Tell who is here. */
        WHO,
        /** Tell how well it goes. */
        STATS,
        /** Show the commands. */
        HELP,
        /** Leave. */
        LEAVE,
        /** Say what is wrong: the text. */
        WRONG,
        /** Nothing was typed. */
        NOTHING
    }

    private Typed(final Kind kind, final String text, final RoomCommand command) {
        this.kind = kind;
        this.text = text;
        this.command = command;
    }

    Kind kind() {
        return kind;
    }

    String text() {
        return text;
    }

    RoomCommand command() {
        return command;
    }

    private static Typed of(final Kind kind) {
        return new Typed(kind, "", null);
    }

    private static Typed ask(final RoomCommand command) {
        return new Typed(Kind.ASK, "", command);
    }

    /**
     * Reads a line.
     *
     * @param line as typed.
     * @param self who types.
     */
    static Typed read(final String line, final String self) {
        final String text = line.strip();
        if (text.isEmpty()) {
            return of(Kind.NOTHING);
        }
        if (!text.startsWith("/")) {
            return new Typed(Kind.SAY, text, null);
        }
        final String[] words = text.split("\\s+", 3);
        try {
            final Typed simple = simple(words[0]);
            return simple != null ? simple : words.length == 1 || words[0].matches("/(mute|unmute|close)") ? own(words, text, self) : of(words, text);
        } catch (final IllegalArgumentException e) {
            return new Typed(Kind.WRONG, e.getMessage() + "; /help lists the commands", null);
        }
    }

    private static Typed simple(final String word) {
        return switch (word) {
            case "/who" -> of(Kind.WHO);
            case "/stats" -> of(Kind.STATS);
            case "/help" -> of(Kind.HELP);
            case "/leave" -> of(Kind.LEAVE);
            case "/hand" -> ask(new RoomCommand.RaiseHand("", true));
            case "/down" -> ask(new RoomCommand.RaiseHand("", false));
            case "/seat" -> ask(new RoomCommand.TakeSeat(""));
            case "/consent" -> ask(new RoomCommand.Consent("", true));
            case "/refuse" -> ask(new RoomCommand.Consent("", false));
            case "/lock" -> ask(new RoomCommand.Lock("", true));
            case "/unlock" -> ask(new RoomCommand.Lock("", false));
            case "/record" -> ask(new RoomCommand.Record("", true));
            case "/stop" -> ask(new RoomCommand.Record("", false));
            default -> null;
        };
    }

    private static Typed own(final String[] words, final String text, final String self) {
        return switch (words[0]) {
            case "/mute" -> ask(new RoomCommand.Mute("", self, media(words, 1), true));
            case "/unmute" -> ask(new RoomCommand.Mute("", self, media(words, 1), false));
            case "/close" -> ask(new RoomCommand.Close("", words.length == 1 ? "" : text.substring(words[0].length()).strip()));
            default -> throw new IllegalArgumentException(words[0] + ": no such command, or it needs a name");
        };
    }

    private static Typed of(final String[] words, final String text) {
        final String who = words[1];
        final String rest = words.length > 2 ? words[2] : "";
        return switch (words[0]) {
            case "/grant" -> ask(new RoomCommand.Grant("", who));
            case "/revoke" -> ask(new RoomCommand.Revoke("", who));
            case "/pass" -> ask(new RoomCommand.HandOver("", who, need(rest, "/pass FROM TO")));
            case "/silence" -> ask(new RoomCommand.Mute("", who, media(words, 2), true));
            case "/voice" -> ask(new RoomCommand.Mute("", who, media(words, 2), false));
            case "/role" -> ask(new RoomCommand.ChangeRole("", who, role(need(rest, "/role ID ROLE"))));
            case "/kick" -> ask(new RoomCommand.Kick("", who, rest, false));
            case "/ban" -> ask(new RoomCommand.Kick("", who, rest, true));
            case "/unban" -> ask(new RoomCommand.Unban("", who));
            default -> throw new IllegalArgumentException(text + ": no such command");
        };
    }

    private static String need(final String word, final String usage) {
        if (word.isEmpty()) {
            throw new IllegalArgumentException("say it as " + usage);
        }
        return word;
    }

    private static Role role(final String word) {
        try {
            return Role.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (final IllegalArgumentException e) {
            throw new IllegalArgumentException(word + ": accepted are host, speaker, audience and observer", e);
        }
    }

    private static MediaKind media(final String[] words, final int at) {
        final String word = words.length > at ? words[at] : "sound";
        return switch (word) {
            case "sound" -> MediaKind.AUDIO;
            case "pictures" -> MediaKind.VIDEO;
            default -> throw new IllegalArgumentException(word + ": accepted are sound and pictures");
        };
    }
}
