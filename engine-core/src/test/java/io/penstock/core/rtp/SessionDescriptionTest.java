package io.penstock.core.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SessionDescriptionTest {
    private static final SessionDescription CALL = new SessionDescription("a call", "127.0.0.1",
        List.of(SessionDescription.Media.h264(5004, 96), SessionDescription.Media.opus(5006, 111)));

    @Test
    void writesWhatPlayersRead() {
        assertEquals("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=a call\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            + "m=video 5004 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 packetization-mode=1\r\n"
            + "m=audio 5006 RTP/AVP 111\r\na=rtpmap:111 opus/48000/2\r\n", CALL.toSdp());
        assertTrue(new SessionDescription("", "::1", List.of()).toSdp().contains("c=IN IP6 ::1"));
    }

    @Test
    void readsWhatItWrites() {
        assertEquals(CALL, SessionDescription.parse(CALL.toSdp()));
    }

    @Test
    void readsWhatFfmpegWrites() {
        final SessionDescription sdp = SessionDescription.parse("SDP:\n".substring(5) + """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=No Name
            c=IN IP4 127.0.0.1
            t=0 0
            a=tool:libavformat 59.27.100
            m=video 5004 RTP/AVP 96
            b=AS:500
            a=rtpmap:96 H264/90000
            a=fmtp:96 packetization-mode=1; sprop-parameter-sets=Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg==; profile-level-id=42C01E
            m=audio 5006 RTP/AVP 0
            b=AS:64
            """);
        assertEquals(2, sdp.media().size());
        assertEquals(Optional.of("Z0LAHtkDxWhAAAADAEAAAAwDxYuS,aMuMsg=="), sdp.first("video").orElseThrow().parameter("sprop-parameter-sets"));
        assertEquals("PCMU", sdp.first("audio").orElseThrow().encoding());
    }

    @Test
    void namesTheLineThatIsWrong() {
        final String message = assertThrows(ConfigurationException.class,
            () -> SessionDescription.parse("v=0\r\nm=video x RTP/AVP 96\r\n")).getMessage();
        assertTrue(message.contains("line 2") && message.contains("\"x\""), message);
    }

    @Test
    void answersAnyTextWithADescriptionOrAClearError() {
        final long seed = Long.getLong("penstock.fuzz.seed", 4);
        final Random random = new Random(seed);
        final String valid = new SessionDescription("a call", "127.0.0.1", List.of(SessionDescription.Media.h264(5004, 96).repaired(97)
            .feedback("ack ccfb").protection(new SessionDescription.Protection(100, "red", 90_000, 0, "96/96")).extension(1, "urn:x")
            .reducedSize(true), SessionDescription.Media.opus(5006, 111))).toSdp();
        for (int i = 0; i < Integer.getInteger("penstock.fuzz.cases", 20_000); i++) {
            final StringBuilder text = new StringBuilder(valid.substring(0, random.nextInt(valid.length() + 1)));
            for (int k = random.nextInt(8); k > 0 && text.length() > 0; k--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            }
            try {
                SessionDescription.parse(text.toString());
            } catch (final EngineException expected) {
                assertTrue(expected.getMessage().startsWith("sdp"), "seed " + seed + " round " + i);
            }
        }
    }

    @Test
    void saysWhatMayBeAskedForAndHowItIsSentAgain() {
        final SessionDescription told = new SessionDescription("Call", "127.0.0.1",
            List.of(SessionDescription.Media.h264(5004, 96).repaired(97), SessionDescription.Media.opus(5006, 111)));
        final String sdp = told.toSdp();
        for (final String line : List.of("m=video 5004 RTP/AVPF 96 97", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli", "a=rtpmap:97 rtx/90000",
            "a=fmtp:97 apt=96")) {
            assertTrue(sdp.contains(line + "\r\n"), sdp);
        }
        assertEquals(told, SessionDescription.parse(sdp));
        assertEquals(RepairConfig.rtx(97), told.media().get(0).repair().orElseThrow());
        assertTrue(told.media().get(1).repair().isEmpty());
    }

    @Test
    void saysAllThatHelpsOnBadNetworks() {
        final SessionDescription told = new SessionDescription("Call", "127.0.0.1", List.of(
            SessionDescription.Media.h264(5004, 96).repaired(97).feedback(SessionDescription.Media.CONGESTION_FEEDBACK)
                .feedback(SessionDescription.Media.TRANSPORT_FEEDBACK).feedback(SessionDescription.Media.RECEIVER_ESTIMATE)
                .feedback(SessionDescription.Media.FULL_INTRA_REQUEST).protection(new SessionDescription.Protection(100, "red", 90_000, 0, ""))
                .protection(new SessionDescription.Protection(101, "ulpfec", 90_000, 0, ""))
                .protection(new SessionDescription.Protection(102, "flexfec-03", 90_000, 0, "repair-window=10000000"))
                .extension(3, "urn:ietf:params:rtp-hdrext:framemarking").reducedSize(true),
            SessionDescription.Media.opus(5006, 111).protection(new SessionDescription.Protection(63, "red", 48_000, 2, "111/111"))));
        final String sdp = told.toSdp();
        for (final String line : List.of("m=video 5004 RTP/AVPF 96 97 100 101 102", "a=rtcp-fb:* ack ccfb", "a=rtcp-fb:96 transport-cc",
            "a=rtcp-fb:96 goog-remb", "a=rtcp-fb:96 ccm fir", "a=rtpmap:100 red/90000", "a=rtpmap:101 ulpfec/90000", "a=rtpmap:102 flexfec-03/90000",
            "a=fmtp:102 repair-window=10000000", "a=extmap:3 urn:ietf:params:rtp-hdrext:framemarking", "a=rtcp-rsize", "m=audio 5006 RTP/AVP 111 63",
            "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111")) {
            assertTrue(sdp.contains(line + "\r\n"), line + " in " + sdp);
        }
        assertEquals(told, SessionDescription.parse(sdp));
        final SessionDescription.Media video = told.first("video").orElseThrow();
        assertEquals(RepairConfig.rtx(97).reducedSize(true), video.repair().orElseThrow());
        assertEquals(101, video.protection("ULPFEC").orElseThrow().payloadType());
        assertEquals(3, video.extension("urn:ietf:params:rtp-hdrext:framemarking").orElseThrow());
        assertTrue(video.extension("urn:other").isEmpty() && video.takes("ack ccfb"));
    }

    @Test
    void findsTheMediaBehindItsRepairAndWhatTheSessionSaysForAll() {
        final SessionDescription sdp = SessionDescription.parse("""
            v=0
            s=-
            a=rtcp-rsize
            a=extmap:1/sendrecv urn:ietf:params:rtp-hdrext:sdes:mid
            m=video 9 RTP/AVPF 100 98 99 96 97
            c=IN IP4 0.0.0.0
            a=fmtp:97 apt=96;rtx-time=3000
            a=rtpmap:97 rtx/90000
            a=fmtp:99 apt=98
            a=rtpmap:99 rtx/90000
            a=rtpmap:100 red/90000
            a=rtpmap:98 ULPFEC/90000
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:* nack
            a=rtcp-fb:96 ccm fir
            a=rtcp-fb:98 transport-cc
            a=extmap:300 urn:too-large
            a=extmap:x urn:no-number
            m=audio 9 RTP/AVP 0
            """);
        final SessionDescription.Media video = sdp.media().get(0);
        assertEquals("VP8", video.encoding());
        assertEquals(96, video.payloadType());
        assertEquals(97, video.rtxType());
        assertEquals(List.of("nack", "ccm fir"), video.feedback());
        assertEquals(List.of("red", "ULPFEC"), video.protection().stream().map(SessionDescription.Protection::encoding).toList());
        assertEquals(List.of(new SessionDescription.Extension(1, "urn:ietf:params:rtp-hdrext:sdes:mid")), video.extensions());
        assertTrue(video.reducedSize() && sdp.media().get(1).reducedSize());
    }

    @Test
    void boundsWhatALongTextCanFill() {
        final StringBuilder text = new StringBuilder("v=0\nm=video 9 RTP/AVPF");
        for (int i = 0; i < 128; i++) {
            text.append(' ').append(i);
        }
        text.append('\n');
        for (int i = 0; i < 900; i++) {
            text.append("a=rtcp-fb:* x").append(i).append("\na=extmap:").append(i % 250 + 1).append(" u\na=rtpmap:").append(i % 128)
                .append(i % 128 == 5 ? " VP8/90000\n" : " red/90000\n");
        }
        final SessionDescription.Media media = SessionDescription.parse(text.toString()).media().get(0);
        assertEquals("VP8", media.encoding());
        assertEquals(32, media.feedback().size());
        assertEquals(32, media.extensions().size());
        assertEquals(8, media.protection().size());
    }
}
