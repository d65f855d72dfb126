package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.core.rtp.SessionDescription;
import io.penstock.format.AudioFormat;
import io.penstock.format.SampleType;
import io.penstock.format.VideoFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Penstock shows and plays what ffmpeg, as someone else's sender, sends as RTP: x264 and libopus. */
@Timeout(25)
class PenstockPlaysFfmpegTest {
    private static final VideoFormat VIDEO = VideoFormat.i420(640, 360, 15);
    /** SDP does not say how large pictures are: the stream itself does. */
    private static final VideoFormat LARGEST = VideoFormat.i420(1280, 720, 15);
    private static final AudioFormat AUDIO = AudioFormat.of(48_000, 1, SampleType.S16, Duration.ofMillis(20));
    private static final int SECONDS = 4;
    private static final int PICTURES = SECONDS * 15;
    private static final int SOUND_FRAMES = SECONDS * 50;
    private static final double TONE_HZ = 440;
    private static final double TONE_DBFS = -21.07; // ffmpeg's sine has an amplitude of 1/8
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsFfmpeg() {
        PeerProcess.requireFfmpeg("-c:v", "libx264", "-c:a", "libopus");
    }

    private static List<String> command(final CallReceiver receiver) {
        final String limit = " -t " + SECONDS;
        final String x264 = " -map 0:v" + limit + " -c:v libx264 -preset veryfast -profile:v baseline -tune zerolatency -g 30 -pix_fmt yuv420p"
            + " -threads:v 1";
        return List.of(("ffmpeg -hide_banner -nostdin -loglevel warning"
            + " -re -f lavfi -i testsrc2=size=640x360:rate=15 -re -f lavfi -i sine=frequency=440:sample_rate=48000"
            + x264 + rtp(receiver.videoPort())
            + " -map 1:a" + limit + " -c:a libopus -b:a 48k" + rtp(receiver.audioPort()) + " -sdp_file peer.sdp"
            + x264 + " -f h264 sent.h264").split(" ")); // the same stream once more, to see what it should look like
    }

    /** RTCP to the same port, with a BYE at the end. */
    private static String rtp(final int port) {
        return " -f rtp -rtpflags send_bye rtp://127.0.0.1:" + port + "?rtcpport=" + port + "&pkt_size=1200";
    }

    /** What ffmpeg itself makes of what it sent. */
    private List<byte[]> reference() throws Exception {
        try (PeerProcess ffmpeg = PeerProcess.start(folder, List.of("ffmpeg", "-hide_banner", "-nostdin", "-loglevel", "warning",
            "-i", "sent.h264", "-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-f", "rawvideo", "reference.yuv"))) {
            ffmpeg.awaitSuccess(LIMIT);
        }
        return Pictures.read(folder.resolve("reference.yuv"), VIDEO);
    }

    @Test
    void showsEveryPictureExactlyAndPlaysTheTone() throws Exception {
        CallReceiver.warmUp(VIDEO, AUDIO);
        try (CallReceiver receiver = new CallReceiver(PICTURES, SOUND_FRAMES);
            PeerProcess ffmpeg = PeerProcess.start(folder, command(receiver))) {
            final Path told = ffmpeg.awaitFile("peer.sdp", file -> Files.readString(file).contains("opus/48000"), LIMIT);
            receiver.start(SessionDescription.parse(Files.readString(told)), LARGEST, AUDIO);
            ffmpeg.awaitSuccess(LIMIT);
            assertTrue(receiver.await(LIMIT), receiver::state);
            assertTrue(receiver.end(LIMIT), receiver::state);
            assertTrue(receiver.peerLeft(), "no RTCP BYE seen");
            assertEquals(Map.of(), receiver.troubles());
            ShownByPenstock.checkPictures(receiver.pictures(), reference(), VIDEO, PICTURES);
            ShownByPenstock.checkTone(receiver.sound(), SECONDS, TONE_HZ, TONE_DBFS);
        }
    }
}
