package io.penstock.core.rtp;

import io.penstock.core.rtp.SessionDescription.Extension;
import io.penstock.core.rtp.SessionDescription.Media;
import io.penstock.core.rtp.SessionDescription.Protection;
import io.penstock.error.ConfigurationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads SDP once, line by line; what belongs to a stream is put together at its end. Hostile text is bounded in all it can fill. */
final class SdpReader {
    private static final int MAX_MEDIA = 64;
    private static final int MAX_TYPES = 64;
    private static final Set<String> PROTECTIONS = Set.of("red", "ulpfec", "flexfec", "flexfec-03");

    private final List<Media> media = new ArrayList<>();
    private String name = "";
    private String address = "";
    private int number;
    private String kind;
    private int port;
    /** Payload types of the stream, in its order; empty = none, or one that is not RTP. */
    private final List<Integer> types = new ArrayList<>();
    private final Map<Integer, String> maps = new HashMap<>();
    private final Map<Integer, String> parameters = new HashMap<>();
    /** Payload type or −1 for all, and the message. */
    private final List<Map.Entry<Integer, String>> feedback = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();
    private final List<Extension> ofSession = new ArrayList<>();
    private boolean reducedSize;
    private boolean reducedSizeOfSession;
    private boolean inMedia;

    SessionDescription read(final String sdp) {
        for (final String raw : sdp.split("\n", -1)) {
            number++;
            final String line = raw.strip();
            if (line.length() < 2 || line.charAt(1) != '=') {
                if (!line.isEmpty()) {
                    throw malformed(line, "<letter>=<value>");
                }
                continue;
            }
            read(line.charAt(0), line.substring(2), line);
        }
        finish();
        return new SessionDescription(name.equals("-") ? "" : name, address, media);
    }

    private void read(final char letter, final String value, final String line) {
        switch (letter) {
            case 's' -> name = printable(value);
            case 'c' -> {
                final String[] words = value.split(" ");
                if (words.length != 3) {
                    throw malformed(line, "c=IN IP4|IP6 <address>");
                }
                address = address.isEmpty() ? words[2].split("/")[0].replaceAll("\\p{Cntrl}", "") : address;
            }
            case 'm' -> begin(value, line);
            case 'a' -> attribute(value);
            default -> {
            }
        }
    }

    private void begin(final String value, final String line) {
        finish();
        inMedia = true;
        final String[] words = value.split(" ");
        if (words.length < 4 || media.size() == MAX_MEDIA) {
            throw malformed(line, "m=<kind> <port> <protocol> <type>…, at most " + MAX_MEDIA);
        }
        kind = words[0].toLowerCase(Locale.ROOT);
        port = integer(words[1].split("/")[0], line);
        if (words[2].startsWith("RTP/")) {
            types.add(integer(words[3], line));
            for (int i = 4; i < words.length && i < MAX_TYPES; i++) {
                types.add(typeOf(words[i]));
            }
        }
    }

    /** A payload type; −1 = none. */
    private static int typeOf(final String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    private void attribute(final String value) {
        if (value.equals("rtcp-rsize")) {
            reducedSize |= inMedia;
            reducedSizeOfSession |= !inMedia;
            return;
        }
        final int colon = value.indexOf(':');
        final int space = value.indexOf(' ');
        if (colon < 0 || space < colon) {
            return;
        }
        final String who = value.substring(colon + 1, space);
        final String what = printable(value.substring(space + 1).strip());
        switch (value.substring(0, colon)) {
            case "rtpmap" -> put(maps, who, what);
            case "fmtp" -> put(parameters, who, what);
            case "rtcp-fb" -> {
                if (feedback.size() < Media.MAX_FEEDBACK * 4 && (who.equals("*") || types.contains(typeOf(who)))) {
                    feedback.add(Map.entry(typeOf(who), what));
                }
            }
            case "extmap" -> extension(who.split("/")[0], what.split(" ")[0]);
            default -> {
            }
        }
    }

    private void put(final Map<Integer, String> to, final String who, final String what) {
        final int type = typeOf(who);
        if (type >= 0 && types.contains(type)) {
            to.put(type, what);
        }
    }

    private void extension(final String id, final String uri) {
        final List<Extension> to = inMedia ? extensions : ofSession;
        final int known = typeOf(id);
        if (known >= 1 && known <= Extension.MAX_ID && !uri.isEmpty() && to.size() < Media.MAX_EXTENSIONS / 2) {
            to.add(new Extension(known, uri));
        }
    }

    private void finish() {
        for (final int type : types) {
            final String encoding = maps.getOrDefault(type, staticType(type));
            if (encoding != null && !isRepair(encoding)) {
                media.add(media(type, encoding));
                break;
            }
        }
        types.clear();
        maps.clear();
        parameters.clear();
        feedback.clear();
        extensions.clear();
        reducedSize = false;
    }

    private Media media(final int type, final String encoding) {
        final String[] parts = parts(type, encoding);
        final List<String> told = feedback.stream().filter(entry -> entry.getKey() == type || entry.getKey() < 0).map(Map.Entry::getValue)
            .limit(Media.MAX_FEEDBACK).toList();
        final List<Protection> protection = new ArrayList<>();
        int rtx = -1;
        for (final int other : types) {
            final String map = maps.getOrDefault(other, "");
            if (other == type || other > 127 || !isRepair(map) || protection.size() == Media.MAX_PROTECTIONS) {
                continue;
            }
            final String[] how = parts(other, map);
            final String with = parameters.getOrDefault(other, "");
            if (!how[0].equalsIgnoreCase("rtx")) {
                protection.add(new Protection(other, how[0], integer(how[1], map), channels(how, map), with));
            } else if (with.split("[; ]", 2)[0].equals("apt=" + type)) {
                rtx = other;
            }
        }
        final List<Extension> all = new ArrayList<>(ofSession);
        all.addAll(extensions);
        return new Media(kind, port, type, parts[0], integer(parts[1], encoding), channels(parts, encoding), parameters.getOrDefault(type, ""),
            told, rtx, protection, all, reducedSize || reducedSizeOfSession);
    }

    private static boolean isRepair(final String encoding) {
        final String first = encoding.split("/", 2)[0].toLowerCase(Locale.ROOT);
        return first.equals("rtx") || PROTECTIONS.contains(first);
    }

    private String[] parts(final int type, final String map) {
        final String[] parts = map.split("/");
        if (parts.length < 2) {
            throw malformed("rtpmap:" + type + ' ' + map, "<encoding>/<clock rate>[/<channels>]");
        }
        return parts;
    }

    private int channels(final String[] parts, final String map) {
        return parts.length > 2 ? integer(parts[2], map) : 0;
    }

    private static String staticType(final int type) {
        return switch (type) { // RFC 3551, section 6
            case 0 -> "PCMU/8000";
            case 3 -> "GSM/8000";
            case 8 -> "PCMA/8000";
            case 10 -> "L16/44100/2";
            case 11 -> "L16/44100/1";
            case 18 -> "G729/8000";
            default -> null;
        };
    }

    private static String printable(final String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private int integer(final String text, final String line) {
        try {
            return Integer.parseInt(text);
        } catch (final NumberFormatException e) {
            throw malformed(line, "a number instead of \"" + text + '"');
        }
    }

    private ConfigurationException malformed(final String line, final String wanted) {
        return new ConfigurationException("sdp line " + number + ": \"" + line + "\"; wanted " + wanted);
    }
}
