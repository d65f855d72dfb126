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
        final Random random = new Random(4);
        final String valid = CALL.toSdp();
        for (int i = 0; i < 20_000; i++) {
            final StringBuilder text = new StringBuilder(valid.substring(0, random.nextInt(valid.length() + 1)));
            for (int k = random.nextInt(8); k > 0 && text.length() > 0; k--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(128));
            }
            try {
                SessionDescription.parse(text.toString());
            } catch (final EngineException expected) {
                assertTrue(expected.getMessage().startsWith("sdp"), "seed 4 round " + i);
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
}
