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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GStreamer, as someone else's player and sender. */
@Timeout(25)
class GStreamerInteropTest {
    private static final VideoFormat VIDEO = VideoFormat.i420(640, 360, 15);
    private static final AudioFormat AUDIO = AudioFormat.of(48_000, 1, SampleType.S16, Duration.ofMillis(20));
    private static final int SECONDS = 4;
    private static final int PICTURES = SECONDS * 15;
    private static final int SOUND_FRAMES = SECONDS * 50;
    private static final double TONE_HZ = 440;
    private static final double TONE_DBFS = -21.07; // an amplitude of 1/8
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsGStreamer() {
        for (final String element : "rtpbin rtph264depay rtpopusdepay avdec_h264 opusdec x264enc opusenc rtph264pay rtpopuspay".split(" ")) {
            PeerProcess.require("GStreamer's " + element, "gst-inspect-1.0", "--exists", element);
        }
    }

    private static List<String> launch(final String pipeline) {
        final List<String> command = new ArrayList<>(List.of("gst-launch-1.0", "-e", "-q"));
        command.addAll(Arrays.asList(pipeline.split("\\s+")));
        return command;
    }

    @Test
    void showsEveryPictureAndPlaysTheWholeVoiceOfPenstock() throws Exception {
        final int[] ports = Ports.pairs(2);
        try (PeerProcess player = PeerProcess.start(folder, launch("rtpbin name=video latency=300 rtpbin name=audio latency=300 "
                + "udpsrc address=127.0.0.1 port=" + ports[0] + " caps=application/x-rtp,media=video,clock-rate=90000,encoding-name=H264,payload="
                + CallSender.VIDEO_PAYLOAD_TYPE + " ! video.recv_rtp_sink_0 video. ! rtph264depay ! avdec_h264 ! videoconvert "
                + "! video/x-raw,format=I420 ! filesink location=pictures.yuv "
                + "udpsrc address=127.0.0.1 port=" + ports[1] + " caps=application/x-rtp,media=audio,clock-rate=48000,encoding-name=OPUS,payload="
                + CallSender.AUDIO_PAYLOAD_TYPE + " ! audio.recv_rtp_sink_0 audio. ! rtpopusdepay ! opusdec ! audioconvert "
                + "! audio/x-raw,format=S16LE,channels=1,rate=48000 ! filesink location=sound.pcm"));
            CallSender sender = new CallSender(ports[0], ports[1], PICTURES)) {
            CallSender.warmUp(); // meanwhile the peer opens its ports
            assertTrue(sender.send(LIMIT), sender::state);
            // All but the last picture, which may be in a buffer still: the end of the stream brings it out.
            final long bytes = (long) (sender.pictures().size() - 1) * CallSender.VIDEO.frameBytes();
            player.awaitFile("pictures.yuv", file -> Files.size(file) >= bytes, LIMIT);
            player.interrupt(LIMIT);
            final Sound heard = Sound.read(folder.resolve("sound.pcm"), CallSender.AUDIO.sampleRateHz());
            PlayedByPeer.checkPictures(Pictures.read(folder.resolve("pictures.yuv"), CallSender.VIDEO), sender.pictures());
            PlayedByPeer.checkSound(heard, sender.sound());
        }
    }

    @Test
    void isShownAndPlayedByPenstock() throws Exception {
        CallReceiver.warmUp(VIDEO, AUDIO);
        try (CallReceiver receiver = new CallReceiver(PICTURES, SOUND_FRAMES);
            PeerProcess sender = PeerProcess.start(folder, launch("videotestsrc is-live=true pattern=ball num-buffers=" + PICTURES
                + " ! video/x-raw,format=I420,width=640,height=360,framerate=15/1 "
                + "! x264enc tune=zerolatency speed-preset=veryfast key-int-max=30 bitrate=800 "
                + "! video/x-h264,profile=baseline,stream-format=byte-stream ! tee name=sent "
                + "! queue ! rtph264pay pt=96 mtu=1200 ! udpsink host=127.0.0.1 port=" + receiver.videoPort()
                + " sent. ! queue ! avdec_h264 ! videoconvert ! video/x-raw,format=I420 ! filesink location=reference.yuv "
                + "audiotestsrc is-live=true freq=440 volume=0.125 samplesperbuffer=960 num-buffers=" + SOUND_FRAMES
                + " ! audio/x-raw,format=S16LE,channels=1,rate=48000 ! opusenc ! rtpopuspay pt=97 ! udpsink host=127.0.0.1 port="
                + receiver.audioPort()))) {
            receiver.start(new SessionDescription("", "127.0.0.1", List.of(SessionDescription.Media.h264(receiver.videoPort(), 96),
                SessionDescription.Media.opus(receiver.audioPort(), 97))), VIDEO, AUDIO);
            sender.awaitSuccess(LIMIT);
            assertTrue(receiver.await(LIMIT), receiver::state);
            assertTrue(receiver.end(LIMIT), receiver::state);
            assertEquals(Map.of(), receiver.troubles());
            ShownByPenstock.checkPictures(receiver.pictures(), Pictures.read(folder.resolve("reference.yuv"), VIDEO), VIDEO, PICTURES);
            ShownByPenstock.checkTone(receiver.sound(), SECONDS, TONE_HZ, TONE_DBFS);
        }
    }
}
