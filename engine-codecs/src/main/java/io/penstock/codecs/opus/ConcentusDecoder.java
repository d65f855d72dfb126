package io.penstock.codecs.opus;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.Decoder;
import io.penstock.spi.LossRecovery;

/**
 * Opus decoder. Packets of any length, rate and channel count follow each other; the sample rate and channels put out stay. An empty frame
 * flagged {@code GAP} is concealed.
 *
 * <p>Allocates nothing of its own after construction, unless the length of packets changes; Concentus does for every frame
 * (see docs/codecs.md).
 */
final class ConcentusDecoder implements Decoder, LossRecovery {
    private final AudioFormat format;
    private final short[] pcm;
    private final int maxSamples;
    private final int stepSamples;
    private byte[] scratch = new byte[OpusPacket.MAX_SINGLE_FRAME_BYTES];
    private AudioFormat output;
    private OpusDecoder decoder;

    ConcentusDecoder(final AudioFormat format) {
        this.format = format;
        output = format;
        maxSamples = format.sampleRateHz() / 25 * 3; // 120 ms
        stepSamples = format.sampleRateHz() / 400; // Concentus conceals in steps of 2.5 ms
        pcm = new short[maxSamples * format.channels()];
        decoder = create();
    }

    @Override
    public Status decode(final Frame in, final MutableFrame out) {
        final int length = in.length();
        if (length == 0 && in.has(FrameFlags.GAP)) {
            conceal(format.frameSamples(), out);
            return Status.FRAME;
        }
        final byte[] packet = bytes(in);
        final int at = offset(in);
        final int samples = (int) ((long) OpusPacket.check(packet, at, length) * format.sampleRateHz() / OpusPacket.CLOCK_RATE_HZ);
        requireRoom(samples, out);
        write(run(packet, at, length, maxSamples, false), out);
        return Status.FRAME;
    }

    @Override
    public boolean recover(final Frame next, final int samples, final MutableFrame out) {
        final byte[] packet = bytes(next);
        final int at = offset(next);
        if (!OpusPacket.hasRedundancy(packet, at, next.length())) {
            return false;
        }
        final long copySamples = (long) OpusPacket.frameSamples(packet[at]) * format.sampleRateHz() / OpusPacket.CLOCK_RATE_HZ;
        if (samples < copySamples || samples > maxSamples || samples % stepSamples != 0) {
            return false;
        }
        requireRoom(samples, out);
        write(run(packet, at, next.length(), samples, true), out);
        return true;
    }

    @Override
    public void conceal(final int samples, final MutableFrame out) {
        if (samples < 1 || samples > maxSamples) {
            throw new CodecException("opus decoder: cannot conceal " + samples + " samples at " + format.sampleRateHz() + " Hz; accepted are 1–"
                + maxSamples + " (120 ms)");
        }
        requireRoom(samples, out);
        run(null, 0, 0, (samples + stepSamples - 1) / stepSamples * stepSamples, false);
        write(samples, out);
    }

    @Override
    public Format output() {
        return output;
    }

    @Override
    public void reset() {
        decoder = create();
        output = format;
    }

    private int run(final byte[] packet, final int at, final int length, final int samples, final boolean redundancy) {
        try {
            return decoder.decode(packet, at, length, pcm, 0, samples, redundancy);
        } catch (final OpusException e) {
            throw new CodecException("opus decoder: " + e.getMessage(), e);
        } catch (final RuntimeException | AssertionError e) {
            reset();
            throw new CodecException("opus decoder: Concentus failed (" + e + "); it starts afresh", e);
        }
    }

    private void requireRoom(final int samples, final MutableFrame out) {
        if (samples * format.channels() * format.sampleType().bytes() > out.capacity()) {
            throw new CodecException("opus decoder: a packet lasts " + samples * 1000L / format.sampleRateHz() + " ms, which does not fit the "
                + format.frameNs() / 1_000_000 + " ms that were negotiated; state the packet time of the incoming format");
        }
    }

    private void write(final int samples, final MutableFrame out) {
        if (samples != output.frameSamples()) {
            output = samples == format.frameSamples() ? format
                : new AudioFormat(format.sampleRateHz(), format.channels(), format.sampleType(), samples);
        }
        Pcm.write(pcm, samples * format.channels(), format.sampleType(), out);
    }

    private byte[] bytes(final Frame in) {
        if (in.hasArray()) {
            return in.array();
        }
        if (scratch.length < in.length()) {
            scratch = new byte[in.length()];
        }
        in.buffer().getBytes(0, scratch, 0, in.length());
        return scratch;
    }

    private static int offset(final Frame in) {
        return in.hasArray() ? in.arrayOffset() : 0;
    }

    private OpusDecoder create() {
        try {
            return new OpusDecoder(format.sampleRateHz(), format.channels());
        } catch (final OpusException | IllegalArgumentException e) {
            throw new ConfigurationException("opus decoder: cannot be made for " + format + ": " + e.getMessage(), e);
        }
    }
}
