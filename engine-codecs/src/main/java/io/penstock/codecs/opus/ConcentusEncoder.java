package io.penstock.codecs.opus;

import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.format.AudioFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.Encoder;
import io.penstock.spi.LossControl;
import java.util.Arrays;

/** Opus encoder. Allocates nothing of its own after construction; Concentus does for every frame (see docs/codecs.md). */
final class ConcentusEncoder implements Encoder, BitrateControl, LossControl {
    /** Packets of one or two bytes hold no sound: what a decoder makes of a missing packet is the same. */
    private static final int EMPTY_PACKET_BYTES = 2;

    private final OpusSettings settings;
    private final AudioFormat format;
    private final short[] pcm;
    private final byte[] scratch = new byte[OpusPacket.MAX_SINGLE_FRAME_BYTES];
    private OpusEncoder encoder;
    private int bitrate;
    private int lossPermille;

    ConcentusEncoder(final OpusSettings settings, final AudioFormat format) {
        this.settings = settings;
        this.format = format;
        pcm = new short[format.frameSamples() * format.channels()];
        bitrate = settings.bitrateFor(format.sampleRateHz(), format.channels());
        lossPermille = settings.fec() ? settings.lossPermille() : 0;
        encoder = create();
    }

    @Override
    public boolean encode(final Frame in, final MutableFrame out) {
        final int bytes = in.length();
        final int sampleBytes = format.channels() * format.sampleType().bytes();
        if (bytes == 0 || bytes > format.frameBytes() || bytes % sampleBytes != 0) {
            throw new CodecException("opus encoder: frame of " + bytes + " bytes, expected up to " + format.frameBytes() + " in whole samples of "
                + format);
        }
        final int read = Pcm.read(in, pcm);
        Arrays.fill(pcm, read, pcm.length, (short) 0); // the last frame of a stream may be short
        final boolean direct = out.hasArray();
        final byte[] to = direct ? out.array() : scratch;
        final int at = direct ? out.arrayOffset() : 0;
        final int length = encode(to, at, Math.min(out.capacity(), OpusPacket.MAX_SINGLE_FRAME_BYTES));
        if (settings.dtx() && length <= EMPTY_PACKET_BYTES) {
            return false;
        }
        if (!direct) {
            out.buffer().putBytes(0, scratch, 0, length);
        }
        out.length(length).set(FrameFlags.KEYFRAME);
        return true;
    }

    @Override
    public void bitrate(final int bitsPerSecond) {
        bitrate = Math.max(OpusSettings.MIN_BITRATE, Math.min(OpusSettings.MAX_BITRATE, bitsPerSecond));
        encoder.setBitrate(bitrate);
    }

    @Override
    public void expectedLoss(final int permille) {
        lossPermille = Math.max(0, Math.min(1000, permille));
        encoder.setPacketLossPercent(percent(lossPermille));
    }

    @Override
    public void reset() {
        // Not resetState(): it leaves parts of the state behind, and after an exception no part of it is worth keeping.
        encoder = create();
    }

    private int encode(final byte[] to, final int at, final int room) {
        try {
            return encoder.encode(pcm, 0, format.frameSamples(), to, at, room);
        } catch (final OpusException | RuntimeException | AssertionError e) {
            reset();
            throw new CodecException("opus encoder: Concentus failed (" + e + "); it starts afresh", e);
        }
    }

    private OpusEncoder create() {
        try {
            final OpusEncoder made = new OpusEncoder(format.sampleRateHz(), format.channels(), settings.applicationFor(format.channels()));
            made.setBitrate(bitrate);
            made.setComplexity(settings.complexity());
            made.setSignalType(settings.signal());
            made.setUseInbandFEC(settings.fec());
            made.setPacketLossPercent(percent(lossPermille));
            made.setUseDTX(settings.dtx());
            made.setUseVBR(settings.vbr());
            made.setUseConstrainedVBR(settings.constrained());
            return made;
        } catch (final OpusException | IllegalArgumentException e) {
            throw new ConfigurationException("opus encoder: cannot be made for " + format + ": " + e.getMessage(), e);
        }
    }

    private static int percent(final int permille) {
        return (permille + 9) / 10;
    }
}
