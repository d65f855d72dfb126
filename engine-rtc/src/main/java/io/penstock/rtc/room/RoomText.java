package io.penstock.rtc.room;

/** Looks at text from outside before anybody keeps it: length, unprintable characters, halves of characters. */
final class RoomText {
    /** Characters of an id or of what a client calls a message, at most. */
    static final int ID = 128;
    /** Characters of a name that is shown. */
    static final int NAME = 128;
    /** Characters of a topic. */
    static final int TOPIC = 64;
    /** Characters of a reason. */
    static final int REASON = 512;
    /** Characters of somebody else's text that an answer repeats. */
    private static final int SHOWN = 48;

    private RoomText() {
    }

    /** To whom an answer goes: an id that is none is not repeated. */
    static String asker(RoomCommand command) {
        return command == null || !isLine(command.by(), ID) ? "" : command.by();
    }

    /** Whether it is one line of printable text, at least one character. */
    static boolean isLine(String text, int max) {
        return text != null && !text.isEmpty() && isLineOrEmpty(text, max);
    }

    static boolean isLineOrEmpty(String text, int max) {
        if (text == null || text.length() > max) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return utf8Length(text) >= 0;
    }

    /**
     * Bytes of the text in UTF-8.
     *
     * @return -1 = it has half a character (an unpaired surrogate), which no UTF-8 can carry.
     */
    static int utf8Length(String text) {
        int length = text.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes++;
                if (c >= 0x800) {
                    bytes++;
                    if (Character.isSurrogate(c)) {
                        if (Character.isLowSurrogate(c) || ++i == length || !Character.isLowSurrogate(text.charAt(i))) {
                            return -1;
                        }
                        // Two chars, four bytes: two were counted with the length, two are added for the pair.
                    }
                }
            }
        }
        return bytes;
    }

    /** Somebody else's text, short and printable, for an answer. */
    static String shown(String text) {
        if (text == null) {
            return "nothing";
        }
        String part = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        StringBuilder out = new StringBuilder(part.length() + 2).append('"');
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            out.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return out.append('"').toString();
    }
}
