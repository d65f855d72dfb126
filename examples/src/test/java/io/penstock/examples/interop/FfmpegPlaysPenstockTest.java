package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ffmpeg, as someone else's player, shows and plays what Penstock sends as RTP. */
@Timeout(25)
class FfmpegPlaysPenstockTest {
    private static final int PICTURES = 60;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsFfmpeg() {
        PeerProcess.requireFfmpeg("-c:v", "rawvideo", "-c:a", "pcm_s16le");
    }

    @Test
    void showsEveryPictureAndPlaysTheWholeVoiceWithoutAnError() throws Exception {
        final int[] ports = Ports.pairs(2);
        Files.writeString(folder.resolve("call.sdp"), CallSender.description(ports[0], ports[1]).toSdp());
        try (PeerProcess ffmpeg = PeerProcess.start(folder, List.of("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning",
                "-protocol_whitelist", "file,udp,rtp", "-err_detect", "explode", "-i", "call.sdp",
                // Its clocks are set by our sender reports while it plays; the files, which hold no times, do not take a step back.
                "-map", "0:v", "-vf", "setpts=N/15/TB", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "pictures.yuv",
                "-map", "0:a", "-af", "asetpts=N/SR/TB", "-ac", "1", "-f", "s16le", "sound.pcm"));
            CallSender sender = new CallSender(ports[0], ports[1], PICTURES)) {
            CallSender.warmUp(); // meanwhile the peer opens its ports
            assertTrue(sender.send(LIMIT), sender::state);
            ffmpeg.awaitSuccess(LIMIT); // by the RTCP BYE
            assertEquals("", ffmpeg.said());
            final Sound heard = Sound.read(folder.resolve("sound.pcm"), CallSender.AUDIO.sampleRateHz());
            PlayedByPeer.checkPictures(Pictures.read(folder.resolve("pictures.yuv"), CallSender.VIDEO), sender.pictures());
            PlayedByPeer.checkSound(heard, sender.sound());
        }
    }
}
