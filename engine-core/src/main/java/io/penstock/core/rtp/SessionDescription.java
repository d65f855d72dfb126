package io.penstock.core.rtp;

import io.penstock.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a player must know of RTP streams: the part of SDP (RFC 8866) that ffmpeg, GStreamer and VLC use. Immutable.
 *
 * @param name    name of the session, one line.
 * @param address IP address that the streams are sent to, for a file read by the receiver.
 * @param media   the streams.
 */
public record SessionDescription(String name, String address, List<Media> media) {
    private static final int MAX_TEXT = 1 << 16;
    private static final int MAX_MEDIA = 64;
    private static final int MAX_FEEDBACK = 32;

    /**
     * Checks and copies.
     *
     * @param name see the record
     * @param address see the record
     * @param media see the record
     */
    public SessionDescription {
        line(name);
        line(address);
        media = List.copyOf(media);
    }

    /**
     * One stream with one codec.
     *
     * @param kind        {@code audio} or {@code video}.
     * @param port        UDP port that it is sent to, 0–65535.
     * @param payloadType 0–127.
     * @param encoding    name of the encoding: {@code H264}, {@code opus}.
     * @param clockRateHz RTP clock rate, positive.
     * @param channels    channels of sound, 0 = not given.
     * @param parameters  text of {@code fmtp}; empty = none.
     * @param feedback    what a receiver may ask for, as in {@code rtcp-fb} (RFC 4585, section 4.2): {@code nack}, {@code nack pli}; at most 32.
     * @param rtxType     payload type of retransmissions (RFC 4588, section 8), 0–127; −1 = none.
     */
    public record Media(String kind, int port, int payloadType, String encoding, int clockRateHz, int channels, String parameters,
                        List<String> feedback, int rtxType) {
        /**
         * Checks the ranges.
         *
         * @param kind see the record
         * @param port see the record
         * @param payloadType see the record
         * @param encoding see the record
         * @param clockRateHz see the record
         * @param channels see the record
         * @param parameters see the record
         * @param feedback see the record
         * @param rtxType see the record
         */
        public Media {
            feedback = List.copyOf(feedback);
            feedback.forEach(SessionDescription::line);
            if (rtxType < -1 || rtxType > 127 || rtxType == payloadType || feedback.size() > MAX_FEEDBACK) {
                throw new ConfigurationException("sdp: retransmissions of payload type " + payloadType + " as " + rtxType + ", " + feedback.size()
                    + " kinds of feedback; accepted are another type 0–127 or -1, and up to " + MAX_FEEDBACK);
            }
            line(kind);
            line(encoding);
            line(parameters);
            if (port < 0 || port > 65_535 || payloadType < 0 || payloadType > 127 || clockRateHz < 1 || channels < 0 || channels > 255
                || kind.isBlank() || encoding.isBlank()) {
                throw new ConfigurationException("sdp: " + kind + ' ' + encoding + " on port " + port + ", payload type " + payloadType + ", "
                    + clockRateHz + " Hz, " + channels + " channels; accepted are ports 0–65535, types 0–127, positive rates, 0–255 channels");
            }
        }

        /**
         * A stream without feedback and retransmission.
         *
         * @param kind        see the record
         * @param port        see the record
         * @param payloadType see the record
         * @param encoding    see the record
         * @param clockRateHz see the record
         * @param channels    see the record
         * @param parameters  see the record
         */
        public Media(final String kind, final int port, final int payloadType, final String encoding, final int clockRateHz, final int channels,
                     final String parameters) {
            this(kind, port, payloadType, encoding, clockRateHz, channels, parameters, List.of(), -1);
        }

        /**
         * Adds what {@link RtpSession#repair} does: {@code nack}, {@code nack pli}, and retransmissions.
         *
         * @param rtx payload type of retransmissions; −1 = packets are sent again as they were.
         * @return a changed copy.
         */
        public Media repaired(final int rtx) {
            return new Media(kind, port, payloadType, encoding, clockRateHz, channels, parameters, List.of("nack", "nack pli"), rtx);
        }

        /**
         * How to repair with the other side, by what was agreed.
         *
         * @return the settings; empty when it takes no NACK.
         */
        public Optional<RepairConfig> repair() {
            return !feedback.contains("nack") ? Optional.empty() : Optional.of(rtxType < 0 ? RepairConfig.plain() : RepairConfig.rtx(rtxType));
        }

        /**
         * A picture stream of H.264 with packetisation mode 1 (RFC 6184).
         *
         * @param port        UDP port.
         * @param payloadType 0–127.
         * @return the stream.
         */
        public static Media h264(final int port, final int payloadType) {
            return new Media("video", port, payloadType, "H264", 90_000, 0, "packetization-mode=1");
        }

        /**
         * A sound stream of Opus (RFC 7587), which is always described as two channels.
         *
         * @param port        UDP port.
         * @param payloadType 0–127.
         * @return the stream.
         */
        public static Media opus(final int port, final int payloadType) {
            return new Media("audio", port, payloadType, "opus", 48_000, 2, "");
        }

        /**
         * A value of {@code fmtp}.
         *
         * @param key name, any case.
         * @return the value, such as the base64 texts of {@code sprop-parameter-sets}; empty when there is none.
         */
        public Optional<String> parameter(final String key) {
            for (final String part : parameters.split(";")) {
                final int equals = part.indexOf('=');
                if (equals > 0 && part.substring(0, equals).trim().equalsIgnoreCase(key)) {
                    return Optional.of(part.substring(equals + 1).trim());
                }
            }
            return Optional.empty();
        }
    }

    private static void line(final String text) {
        if (Objects.requireNonNull(text, "text").chars().anyMatch(c -> c < ' ')) {
            throw new ConfigurationException("sdp: a value must be one line without control characters");
        }
    }

    /**
     * The stream of a kind.
     *
     * @param kind {@code audio} or {@code video}.
     * @return the first such; empty when there is none.
     */
    public Optional<Media> first(final String kind) {
        return media.stream().filter(stream -> stream.kind().equals(kind)).findFirst();
    }

    /**
     * Writes SDP.
     *
     * @return the text, lines ended by CR LF.
     */
    public String toSdp() {
        final String network = address.indexOf(':') >= 0 ? "IN IP6 " : "IN IP4 ";
        final StringBuilder text = new StringBuilder();
        text.append("v=0\r\no=- 0 0 ").append(network).append(address).append("\r\ns=").append(name.isEmpty() ? "-" : name)
            .append("\r\nc=").append(network).append(address).append("\r\nt=0 0\r\n");
        for (final Media m : media) {
            text.append("m=").append(m.kind).append(' ').append(m.port).append(m.feedback.isEmpty() ? " RTP/AVP " : " RTP/AVPF ")
                .append(m.payloadType).append(m.rtxType < 0 ? "" : " " + m.rtxType).append("\r\na=rtpmap:")
                .append(m.payloadType).append(' ').append(m.encoding).append('/').append(m.clockRateHz);
            if (m.channels > 0) {
                text.append('/').append(m.channels);
            }
            text.append("\r\n");
            if (!m.parameters.isEmpty()) {
                text.append("a=fmtp:").append(m.payloadType).append(' ').append(m.parameters).append("\r\n");
            }
            for (final String message : m.feedback) {
                text.append("a=rtcp-fb:").append(m.payloadType).append(' ').append(message).append("\r\n");
            }
            if (m.rtxType >= 0) {
                text.append("a=rtpmap:").append(m.rtxType).append(" rtx/").append(m.clockRateHz).append("\r\na=fmtp:").append(m.rtxType)
                    .append(" apt=").append(m.payloadType).append("\r\n");
            }
        }
        return text.toString();
    }

    /**
     * Reads SDP. Of each stream the first payload type counts; streams without {@code rtpmap} are known for the static types of RFC 3551, and
     * left out otherwise. Lines not understood are ignored, as RFC 8866 asks.
     *
     * @param sdp the text, up to 64 Ki characters, lines ended by LF or CR LF.
     * @return the description.
     * @throws ConfigurationException if a line that matters is malformed; the message names it.
     */
    public static SessionDescription parse(final String sdp) {
        if (sdp.length() > MAX_TEXT) {
            throw new ConfigurationException("sdp: " + sdp.length() + " characters; accepted are " + MAX_TEXT);
        }
        return new Reader().read(sdp);
    }

    private static final class Reader {
        private final List<Media> media = new ArrayList<>();
        private String name = "";
        private String address = "";
        private int number;
        private String kind;
        private int port;
        private int type = -1;
        private String map = "";
        private String parameters = "";
        private final List<String> feedback = new ArrayList<>();
        private final List<String> rtxMaps = new ArrayList<>();
        private int rtxType = -1;

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
                case 's' -> name = value.replaceAll("\\p{Cntrl}", " ");
                case 'c' -> {
                    final String[] words = value.split(" ");
                    if (words.length != 3) {
                        throw malformed(line, "c=IN IP4|IP6 <address>");
                    }
                    address = address.isEmpty() ? words[2].split("/")[0].replaceAll("\\p{Cntrl}", "") : address;
                }
                case 'm' -> {
                    finish();
                    final String[] words = value.split(" ");
                    if (words.length < 4 || media.size() == MAX_MEDIA) {
                        throw malformed(line, "m=<kind> <port> <protocol> <type>…, at most " + MAX_MEDIA);
                    }
                    kind = words[0].toLowerCase(Locale.ROOT);
                    port = integer(words[1].split("/")[0], line);
                    type = words[2].startsWith("RTP/") ? integer(words[3], line) : -1;
                }
                case 'a' -> {
                    map = attribute(value, "rtpmap:", map);
                    parameters = attribute(value, "fmtp:", parameters);
                    repair(value);
                }
                default -> {
                }
            }
        }

        private void repair(final String value) {
            final String message = attribute(value, "rtcp-fb:", value.startsWith("rtcp-fb:* ") ? value.substring(10).strip() : "");
            if (!message.isEmpty() && feedback.size() < MAX_FEEDBACK) {
                feedback.add(message.replaceAll("\\p{Cntrl}", " "));
            }
            final String[] words = value.split("[ :;]", 5);
            if (type < 0 || words.length < 3 || !words[1].matches("\\d{1,3}")) {
                return;
            }
            if (words[0].equals("rtpmap") && words[2].toLowerCase(Locale.ROOT).startsWith("rtx/") && rtxMaps.size() < MAX_FEEDBACK) {
                rtxMaps.add(words[1]);
            } else if (words[0].equals("fmtp") && words[2].equals("apt=" + type) && rtxMaps.contains(words[1])) {
                rtxType = Integer.parseInt(words[1]);
            }
        }

        private String attribute(final String value, final String key, final String before) {
            final String prefix = key + type + ' ';
            return type >= 0 && value.startsWith(prefix) ? value.substring(prefix.length()).strip() : before;
        }

        private void finish() {
            if (type >= 0) {
                final String encoding = map.isEmpty() ? staticType() : map;
                if (encoding != null) {
                    final String[] parts = encoding.split("/");
                    if (parts.length < 2) {
                        throw malformed("rtpmap:" + type + ' ' + map, "<encoding>/<clock rate>[/<channels>]");
                    }
                    media.add(new Media(kind, port, type, parts[0], integer(parts[1], map),
                        parts.length > 2 ? integer(parts[2], map) : 0, parameters, feedback, rtxType));
                }
            }
            type = -1;
            map = "";
            parameters = "";
            feedback.clear();
            rtxMaps.clear();
            rtxType = -1;
        }

        private String staticType() {
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
}
