package io.penstock.core.rtp;

import io.penstock.error.ConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a player must know of RTP streams: the part of SDP (RFC 8866) that ffmpeg, GStreamer and VLC use. Immutable.
 *
 * @param name    name of the session, one line.
 * @param address IP address that the streams are sent to, for a file read by the receiver.
 * @param media   the streams.
 */
public record SessionDescription(String name, String address, List<Media> media) {
    private static final int MAX_TEXT = 1 << 16;

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
     * @param protection  forms in which the stream may be repeated or protected; at most 8.
     * @param extensions  header extensions (RFC 8285); at most 64.
     * @param reducedSize whether feedback may go without a report (RFC 5506, {@code a=rtcp-rsize}).
     */
    public record Media(String kind, int port, int payloadType, String encoding, int clockRateHz, int channels, String parameters,
                        List<String> feedback, int rtxType, List<Protection> protection, List<Extension> extensions, boolean reducedSize) {
        /** Feedback: congestion control feedback for all streams (RFC 8888, section 6). */
        public static final String CONGESTION_FEEDBACK = "ack ccfb";
        /** Feedback: transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions). */
        public static final String TRANSPORT_FEEDBACK = "transport-cc";
        /** Feedback: REMB (draft-alvestrand-rmcat-remb). */
        public static final String RECEIVER_ESTIMATE = "goog-remb";
        /** Feedback: full intra request (RFC 5104, section 7.1). */
        public static final String FULL_INTRA_REQUEST = "ccm fir";
        /** Feedback: lost packets (RFC 4585, section 4.2). */
        public static final String NACK = "nack";
        /** Feedback: picture loss indication (RFC 4585, section 4.2). */
        public static final String PICTURE_LOSS = "nack pli";

        static final int MAX_FEEDBACK = 32;
        static final int MAX_PROTECTIONS = 8;
        static final int MAX_EXTENSIONS = 64;

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
         * @param protection see the record
         * @param extensions see the record
         * @param reducedSize see the record
         */
        public Media {
            feedback = List.copyOf(feedback);
            feedback.forEach(SessionDescription::line);
            protection = List.copyOf(protection);
            extensions = List.copyOf(extensions);
            if (protection.size() > MAX_PROTECTIONS || extensions.size() > MAX_EXTENSIONS) {
                throw new ConfigurationException("sdp: " + protection.size() + " kinds of protection and " + extensions.size()
                    + " header extensions; accepted are " + MAX_PROTECTIONS + " and " + MAX_EXTENSIONS);
            }
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
         * A stream without protection and header extensions.
         *
         * @param kind        see the record
         * @param port        see the record
         * @param payloadType see the record
         * @param encoding    see the record
         * @param clockRateHz see the record
         * @param channels    see the record
         * @param parameters  see the record
         * @param feedback    see the record
         * @param rtxType     see the record
         */
        public Media(final String kind, final int port, final int payloadType, final String encoding, final int clockRateHz, final int channels,
                     final String parameters, final List<String> feedback, final int rtxType) {
            this(kind, port, payloadType, encoding, clockRateHz, channels, parameters, feedback, rtxType, List.of(), List.of(), false);
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

        private Media with(final List<String> messages, final int rtx, final List<Protection> forms, final List<Extension> headers,
                           final boolean alone) {
            return new Media(kind, port, payloadType, encoding, clockRateHz, channels, parameters, messages, rtx, forms, headers, alone);
        }

        private static <T> List<T> plus(final List<T> list, final T one) {
            final List<T> all = new ArrayList<>(list);
            if (!all.contains(one)) {
                all.add(one);
            }
            return all;
        }

        /**
         * Adds what {@link RtpSession#repair} does: {@code nack}, {@code nack pli}, and retransmissions.
         *
         * @param rtx payload type of retransmissions; −1 = packets are sent again as they were.
         * @return a changed copy.
         */
        public Media repaired(final int rtx) {
            return with(plus(plus(feedback, NACK), PICTURE_LOSS), rtx, protection, extensions, reducedSize);
        }

        /**
         * Adds a kind of feedback.
         *
         * @param message one of the constants of this class, or another.
         * @return a changed copy.
         */
        public Media feedback(final String message) {
            return with(plus(feedback, message), rtxType, protection, extensions, reducedSize);
        }

        /**
         * Adds a form of protection.
         *
         * @param form payload type, encoding and parameters of it.
         * @return a changed copy.
         */
        public Media protection(final Protection form) {
            return with(feedback, rtxType, plus(protection, form), extensions, reducedSize);
        }

        /**
         * Adds a header extension.
         *
         * @param id  its identifier in packets, 1–255.
         * @param uri what it is.
         * @return a changed copy.
         */
        public Media extension(final int id, final String uri) {
            return with(feedback, rtxType, protection, plus(extensions, new Extension(id, uri)), reducedSize);
        }

        /**
         * Lets feedback go without a report.
         *
         * @param allowed whether it may.
         * @return a changed copy.
         */
        public Media reducedSize(final boolean allowed) {
            return with(feedback, rtxType, protection, extensions, allowed);
        }

        /**
         * Whether a kind of feedback is taken.
         *
         * @param message one of the constants of this class, or another.
         * @return true if so.
         */
        public boolean takes(final String message) {
            return feedback.contains(message);
        }

        /**
         * A form of protection.
         *
         * @param form name of its encoding, any case: {@code red}, {@code ulpfec}, {@code flexfec-03}.
         * @return the first such; empty when there is none.
         */
        public Optional<Protection> protection(final String form) {
            return protection.stream().filter(one -> one.encoding().equalsIgnoreCase(form)).findFirst();
        }

        /**
         * Identifier of a header extension.
         *
         * @param uri what it is.
         * @return 1–255; empty when there is none.
         */
        public OptionalInt extension(final String uri) {
            return extensions.stream().filter(one -> one.uri().equals(uri)).mapToInt(Extension::id).findFirst();
        }

        /**
         * How to repair with the other side, by what was agreed.
         *
         * @return the settings; empty when it takes no NACK.
         */
        public Optional<RepairConfig> repair() {
            return !takes(NACK) ? Optional.empty()
                : Optional.of((rtxType < 0 ? RepairConfig.plain() : RepairConfig.rtx(rtxType)).reducedSize(reducedSize));
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

    /**
     * A form in which a stream may be repeated or protected: RED (RFC 2198), ULPFEC (RFC 5109), FlexFEC (RFC 8627).
     *
     * @param payloadType 0–127.
     * @param encoding    {@code red}, {@code ulpfec}, {@code flexfec}, {@code flexfec-03}.
     * @param clockRateHz RTP clock rate, positive.
     * @param channels    0 = not given.
     * @param parameters  text of {@code fmtp}, such as {@code 111/111} for RED; empty = none.
     */
    public record Protection(int payloadType, String encoding, int clockRateHz, int channels, String parameters) {
        /**
         * Checks the ranges.
         *
         * @param payloadType see the record
         * @param encoding see the record
         * @param clockRateHz see the record
         * @param channels see the record
         * @param parameters see the record
         */
        public Protection {
            line(encoding);
            line(parameters);
            if (payloadType < 0 || payloadType > 127 || clockRateHz < 1 || channels < 0 || channels > 255 || encoding.isBlank()) {
                throw new ConfigurationException("sdp: protection by " + encoding + ", payload type " + payloadType + ", " + clockRateHz + " Hz, "
                    + channels + " channels; accepted are types 0–127, positive rates, 0–255 channels");
            }
        }
    }

    /**
     * A header extension (RFC 8285, section 5).
     *
     * @param id  identifier in packets, 1–255; up to 14 fit the short form.
     * @param uri what it is.
     */
    public record Extension(int id, String uri) {
        static final int MAX_ID = 255;

        /**
         * Checks the range.
         *
         * @param id see the record
         * @param uri see the record
         */
        public Extension {
            line(uri);
            if (id < 1 || id > MAX_ID || uri.isBlank() || uri.indexOf(' ') >= 0) {
                throw new ConfigurationException("sdp: header extension " + id + " \"" + uri + "\"; accepted are identifiers 1–255 and a URI");
            }
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
            append(text, m);
        }
        return text.toString();
    }

    private static void append(final StringBuilder text, final Media m) {
        text.append("m=").append(m.kind).append(' ').append(m.port).append(m.feedback.isEmpty() ? " RTP/AVP " : " RTP/AVPF ")
            .append(m.payloadType).append(m.rtxType < 0 ? "" : " " + m.rtxType);
        m.protection.forEach(form -> text.append(' ').append(form.payloadType));
        text.append("\r\n");
        append(text, m.payloadType, m.encoding, m.clockRateHz, m.channels, m.parameters);
        for (final String message : m.feedback) {
            text.append("a=rtcp-fb:").append(message.equals(Media.CONGESTION_FEEDBACK) ? "*" : Integer.toString(m.payloadType)) // RFC 8888, 6
                .append(' ').append(message).append("\r\n");
        }
        if (m.rtxType >= 0) {
            append(text, m.rtxType, "rtx", m.clockRateHz, 0, "apt=" + m.payloadType);
        }
        m.protection.forEach(form -> append(text, form.payloadType, form.encoding, form.clockRateHz, form.channels, form.parameters));
        m.extensions.forEach(extension -> text.append("a=extmap:").append(extension.id).append(' ').append(extension.uri).append("\r\n"));
        text.append(m.reducedSize ? "a=rtcp-rsize\r\n" : "");
    }

    private static void append(final StringBuilder text, final int type, final String encoding, final int clockRateHz, final int channels,
                               final String parameters) {
        text.append("a=rtpmap:").append(type).append(' ').append(encoding).append('/').append(clockRateHz)
            .append(channels > 0 ? "/" + channels : "").append("\r\n");
        if (!parameters.isEmpty()) {
            text.append("a=fmtp:").append(type).append(' ').append(parameters).append("\r\n");
        }
    }

    /**
     * Reads SDP. Of each stream the first payload type counts that is no repair of another; types without {@code rtpmap} are known for the
     * static types of RFC 3551, and left out otherwise. Lines not understood are ignored, as RFC 8866 asks.
     *
     * @param sdp the text, up to 64 Ki characters, lines ended by LF or CR LF.
     * @return the description.
     * @throws ConfigurationException if a line that matters is malformed; the message names it.
     */
    public static SessionDescription parse(final String sdp) {
        if (sdp.length() > MAX_TEXT) {
            throw new ConfigurationException("sdp: " + sdp.length() + " characters; accepted are " + MAX_TEXT);
        }
        return new SdpReader().read(sdp);
    }
}
