package io.penstock.examples.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.core.ThreadingMode;
import io.penstock.error.EngineException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was asked for, defaults filled in.
 *
 * @param seconds     length of the call.
 * @param video       file of pictures; null = synthetic camera.
 * @param audio       file of sound; null = synthetic voice.
 * @param width       pixels.
 * @param height      pixels.
 * @param fps         pictures a second.
 * @param bitrate     of the pictures, bits a second.
 * @param network     between the ends.
 * @param seed        of camera, voice and link.
 * @param mode        who runs regions.
 * @param window      whether to show what is received.
 * @param microphone  whether to send what the microphone hears.
 * @param out         where files go.
 * @param listenPort  port to wait for a caller at; −1 = not.
 * @param connect     whom to call; null = not.
 * @param plain       whether the other end is not Penstock.
 * @param codec       what codes the media.
 * @param treatment   what happens to sound and picture before.
 * @param encoder     who encodes the pictures.
 * @param compared    whether both encoders are compared after the call.
 */
record CallOptions(int seconds, Path video, Path audio, int width, int height, int fps, int bitrate, CallNetwork network,
                   long seed, ThreadingMode mode, boolean window, boolean microphone, Path out, int listenPort,
                   InetSocketAddress connect, boolean plain, CallCodec codec, Treatment treatment, VideoEncoder encoder, boolean compared) {
    private static final int AUDIO_BITRATE = 32_000;
    private static final int KEY_SECONDS = 2;
    /** The least; more where the network asks for it. */
    private static final int VIDEO_DELAY_MS = 8;
    private static final int AUDIO_DELAY_MS = 10;
    /** Programs that know no more than RTP get what evens out most networks. */
    private static final int PLAIN_VIDEO_DELAY_MS = 30;
    private static final int PLAIN_AUDIO_DELAY_MS = 40;
    private static final double HEADERS_AND_REPORTS = 1.08;
    private static final int SOUND_BPS = 90_000;
    /** What is tried before anything is known of the network, of the most. */
    private static final double START_SHARE = 0.6;
    /** Waiting costs nothing where nothing is lost, and giving up a picture costs all up to the next key frame. */
    private static final int LEAST_WAIT_MS = 600;

    /** What is said: programs that know no more than RTP get the usual 20 ms. */
    io.penstock.format.AudioFormat sound() {
        return plain ? codec.sound() : codec.sound(java.time.Duration.ofMillis(network.soundFrameMs()));
    }

    boolean isBoth() {
        return listenPort < 0 && connect == null;
    }

    boolean isImpaired() {
        return network.isImpaired();
    }

    /** The same without files and devices. */
    CallOptions synthetic() {
        return new CallOptions(seconds, null, null, width, height, fps, bitrate, network, seed, mode, window, false, out,
            listenPort, connect, plain, codec, treatment, encoder, compared);
    }

    /** What the caller says holds for both ends. */
    CallOptions asCalled(final JsonNode caller) {
        final int calledWidth = within(caller, "width", 64, 1920);
        final int calledHeight = within(caller, "height", 64, 1920);
        return new CallOptions(within(caller, "seconds", 1, 86_400), video, audio, calledWidth, calledHeight, within(caller, "fps", 1, 60),
            within(caller, "bitrate", 16_000, 50_000_000), network, seed, mode, window, microphone, out, listenPort, connect,
            plain, codec, treatment, encoder, compared);
    }

    private static int within(final JsonNode caller, final String name, final int least, final int most) {
        final int value = caller.path(name).asInt(-1);
        if (value < least || value > most) {
            throw new EngineException(EngineException.Category.IO, "call: the caller asks for " + name + ' ' + caller.path(name) + "; accepted are "
                + least + " to " + most);
        }
        return value;
    }

    /** Pictures from a key frame to the next where the other end cannot ask for one; 0 = it can. */
    int keyInterval() {
        return plain ? KEY_SECONDS * fps : 0;
    }

    /** Most that an end sends, headers included: what the picture and the sound were meant to have. */
    private int maxBitrate() {
        return network.maxBitrate() > 0 ? network.maxBitrate() : (int) Math.min(Integer.MAX_VALUE, bitrate * HEADERS_AND_REPORTS + SOUND_BPS);
    }

    /** How the media are coded and held: as little as the link allows. */
    CallEndpoint.Media media(final io.penstock.format.VideoFormat picture, final io.penstock.format.AudioFormat sound) {
        final int most = Math.max(maxBitrate(), network.minBitrate());
        final CallEndpoint.Rates rates = new CallEndpoint.Rates(Math.max(network.minBitrate(), (int) (most * START_SHARE)), network.minBitrate(),
            most);
        return new CallEndpoint.Media(codec, encoder, picture, sound, bitrate, AUDIO_BITRATE, keyInterval(),
            plain ? PLAIN_VIDEO_DELAY_MS : VIDEO_DELAY_MS, LEAST_WAIT_MS, plain ? PLAIN_AUDIO_DELAY_MS : AUDIO_DELAY_MS,
            network.lossPercent() > 0 || network.burst() != null, rates);
    }

    /** The options as they would be typed, in the order of the help. */
    Map<String, String> shown() {
        final Map<String, String> all = new LinkedHashMap<>();
        all.put("--seconds", Integer.toString(seconds));
        all.put("--video", video == null ? "synthetic camera" : video.toString());
        all.put("--audio", microphone ? "microphone" : audio == null ? "synthetic voice" : audio.toString());
        all.put("--size", width + "x" + height);
        all.put("--fps", Integer.toString(fps));
        all.put("--bitrate", Integer.toString(bitrate));
        all.put("--video-encoder", encoder.toString());
        all.put("--loss", network.lossPercent() + " %");
        if (network.burst() != null) {
            all.put("--burst", network.burst());
        }
        all.put("--rtt", network.rttMs() + " ms");
        all.put("--jitter", network.jitterMs() + " ms");
        if (network.rate() != null) {
            all.put("--rate", network.rate());
            all.put("--queue", network.queueMs() + " ms");
        }
        if (network.oneWay()) {
            all.put("--oneway", "A to B");
        }
        if (network.settleSeconds() > 0) {
            all.put("--settle", Integer.toString(network.settleSeconds()));
        }
        all.put("--sound-frame", network.soundFrameMs() + " ms");
        all.put("--min-bitrate", Integer.toString(network.minBitrate()));
        all.put("--max-bitrate", Integer.toString(maxBitrate()));
        all.put("--seed", Long.toString(seed));
        all.put("--mode", mode.toString().toLowerCase(java.util.Locale.ROOT));
        if (treatment.isOfSound()) {
            all.put("--voice", treatment.voice() ? "on" : "off");
        }
        if (treatment.echoDb() != null) {
            all.put("--echo", treatment.echoDb() + " dB");
        }
        if (treatment.isOfPicture()) {
            all.put("--beauty", Integer.toString(treatment.beauty()));
            all.put("--white", Integer.toString(treatment.white()));
        }
        if (listenPort >= 0) {
            all.put("--listen", Integer.toString(listenPort));
        }
        if (connect != null) {
            all.put("--connect", connect.getHostString() + ":" + connect.getPort());
        }
        return all;
    }
}
