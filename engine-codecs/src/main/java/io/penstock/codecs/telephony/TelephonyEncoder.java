package io.penstock.codecs.telephony;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.Encoder;
import java.util.Arrays;

/** What the telephone encoders have in common: blocks of samples to blocks of bytes. */
abstract class TelephonyEncoder implements Encoder {
    private final String name;
    private final AudioFormat format;
    private final int blockSamples;
    private final int blockBytes;
    private final short[] pcm;
    private final byte[] scratch;

    TelephonyEncoder(final String name, final AudioFormat format, final int blockSamples, final int blockBytes) {
        this.name = name;
        this.format = format;
        this.blockSamples = blockSamples;
        this.blockBytes = blockBytes;
        final int blocks = (format.frameSamples() + blockSamples - 1) / blockSamples;
        pcm = new short[blocks * blockSamples];
        scratch = new byte[blocks * blockBytes];
    }

    /** Encodes {@code blocks} blocks from the head of {@code from}. */
    abstract void encodeBlocks(short[] from, int blocks, byte[] to, int at);

    @Override
    public final boolean encode(final Frame in, final MutableFrame out) {
        if (in.length() == 0 || in.length() > format.frameBytes() || in.length() % format.sampleType().bytes() != 0) {
            throw new CodecException(name + " encoder: frame of " + in.length() + " bytes, expected up to " + format.frameBytes()
                + " in whole samples of " + format);
        }
        final int samples = Pcm.read(in, pcm);
        final int blocks = (samples + blockSamples - 1) / blockSamples;
        Arrays.fill(pcm, samples, blocks * blockSamples, (short) 0); // the last frame of a stream may be short
        final int length = blocks * blockBytes;
        if (length > out.capacity()) {
            throw new CodecException(name + " encoder: " + length + " bytes do not fit " + out.capacity());
        }
        try {
            if (out.hasArray()) {
                encodeBlocks(pcm, blocks, out.array(), out.arrayOffset());
            } else {
                encodeBlocks(pcm, blocks, scratch, 0);
                out.buffer().putBytes(0, scratch, 0, length);
            }
        } catch (final RuntimeException | AssertionError e) {
            reset();
            throw new CodecException(name + " encoder failed (" + e + "); it starts afresh", e);
        }
        out.length(length).set(FrameFlags.KEYFRAME);
        return true;
    }
}
