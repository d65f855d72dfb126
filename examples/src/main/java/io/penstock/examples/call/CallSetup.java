package io.penstock.examples.call;

import io.penstock.core.ThreadingMode;
import io.penstock.error.ConfigurationException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/**
 * A call, or several at once, to be measured without window, files or report.
 *
 * @param codec       what codes the media.
 * @param calls       how many at once in one engine, 1 or more; each has two ends with sound and picture both ways.
 * @param seconds     length.
 * @param mode        who runs regions.
 * @param width       pixels, even.
 * @param height      pixels, even.
 * @param fps         pictures a second, 1–60.
 * @param bitrate     of the pictures, bits a second.
 * @param lossPercent packets lost, each way.
 * @param rttMs       round-trip time that the link adds.
 * @param jitterMs    jitter that the link adds, each way.
 * @param seed        of cameras, voices and links.
 */
public record CallSetup(CallCodec codec, int calls, int seconds, ThreadingMode mode, int width, int height, int fps, int bitrate,
                        double lossPercent, int rttMs, int jitterMs, long seed) {
    private static final int MOST_CALLS = 1000;

    /**
     * Checks.
     *
     * @param codec       see the record
     * @param calls       see the record
     * @param seconds     see the record
     * @param mode        see the record
     * @param width       see the record
     * @param height      see the record
     * @param fps         see the record
     * @param bitrate     see the record
     * @param lossPercent see the record
     * @param rttMs       see the record
     * @param jitterMs    see the record
     * @param seed        see the record
     */
    public CallSetup {
        if (calls < 1 || calls > MOST_CALLS || seconds < 1 || fps < 1 || fps > 60) {
            throw new ConfigurationException("call: found " + calls + " calls of " + seconds + " s with " + fps
                + " pictures a second; accepted are 1 to "
                + MOST_CALLS + ", 1 or more, 1 to 60");
        }
    }

    /**
     * Where an end in a process of its own sits: the other end is elsewhere, and so is the network between them.
     *
     * @param end         0 = A, which calls; 1 = B, which listens.
     * @param signal      where B listens for A (TCP), and where A finds it.
     * @param videoPort   own port for pictures.
     * @param audioPort   own port for sound.
     * @param videoRemote where pictures go.
     * @param audioRemote where sound goes.
     */
    public record Seat(int end, InetSocketAddress signal, int videoPort, int audioPort, InetSocketAddress videoRemote,
                       InetSocketAddress audioRemote) {
    }

    /** The same as options of the example. */
    CallOptions options() {
        return new CallOptions(seconds, null, null, width, height, fps, bitrate,
            CallNetwork.of(lossPercent, rttMs, jitterMs), seed, mode, false, false,
            Path.of("."), -1, null, false, codec, Treatment.NONE, VideoEncoder.PENSTOCK, false);
    }
}
