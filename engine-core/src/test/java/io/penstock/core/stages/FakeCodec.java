package io.penstock.core.stages;

import io.penstock.error.CodecException;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.EncodedSpec;
import io.penstock.format.Format;
import io.penstock.format.FormatSpec;
import io.penstock.format.MediaKind;
import io.penstock.format.VideoFormat;
import io.penstock.format.VideoSpec;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.MutableFrame;
import io.penstock.spi.BitrateControl;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.CodecTraits;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;
import io.penstock.spi.LossControl;
import io.penstock.spi.LossRecovery;
import io.penstock.stage.Latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A codec of eight bytes a frame that records what it is told. Layout: magic, key, width (2), height (2), number, redundancy. A frame
 * of {@link #DEFECT} makes it fail as only a defect does.
 */
final class FakeCodec implements CodecProvider {
    static final CodecId VIDEO = CodecId.of("fakevideo", MediaKind.VIDEO);
    static final CodecId AUDIO = CodecId.of("fakeaudio", MediaKind.AUDIO);
    static final byte MAGIC = (byte) 0xFA;
    static final byte[] DEFECT = {'b', 'u', 'g'};

    /** Roomy, so that listening does not show as allocation of the stage. */
    final List<String> told = new ArrayList<>(10_000);
    boolean withRecovery = true;
    boolean holdsOneBack;
    int maxOutputs = 1;
    RuntimeException failure;

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Set<CodecId> encoders() {
        return Set.of(VIDEO, AUDIO);
    }

    @Override
    public Set<CodecId> decoders() {
        return encoders();
    }

    @Override
    public CodecTraits traits(final CodecSpec spec) {
        final boolean video = spec.codec().equals(VIDEO);
        if (spec.direction() == CodecSpec.Direction.ENCODE) {
            return new CodecTraits(video ? VideoSpec.any() : AudioSpec.any(), raw -> FormatSpec.of(new EncodedFormat(spec.codec(), raw, 64)),
                Latency.ZERO, maxOutputs, video);
        }
        return new CodecTraits(EncodedSpec.of(spec.codec()), in -> FormatSpec.of(((EncodedFormat) in).media()), Latency.ZERO, maxOutputs, video);
    }

    @Override
    public Encoder encoder(final CodecSpec spec, final Format input, final EncodedFormat output) {
        told.add("encoder " + input.describe());
        return spec.codec().equals(VIDEO) ? new Video(input) : new Sound();
    }

    @Override
    public Decoder decoder(final CodecSpec spec, final EncodedFormat input, final Format output) {
        told.add("decoder " + output.describe());
        return spec.codec().equals(VIDEO) ? new VideoDecoder((VideoFormat) output)
            : withRecovery ? new RecoveringDecoder((AudioFormat) output) : new SoundDecoder((AudioFormat) output);
    }

    static byte[] picture(final boolean key, final int width, final int height, final int number) {
        return new byte[] {MAGIC, (byte) (key ? 1 : 0), (byte) (width >> 8), (byte) width, (byte) (height >> 8), (byte) height, (byte) number, 0};
    }

    private static void write(final MutableFrame out, final boolean key, final int width, final int height, final int number) {
        out.length(8);
        final byte[] to = out.array();
        final int at = out.arrayOffset();
        to[at] = MAGIC;
        to[at + 1] = (byte) (key ? 1 : 0);
        to[at + 2] = (byte) (width >> 8);
        to[at + 3] = (byte) width;
        to[at + 4] = (byte) (height >> 8);
        to[at + 5] = (byte) height;
        to[at + 6] = (byte) number;
        to[at + 7] = (byte) (width == 0 ? 1 : 0);
    }

    private void fail() {
        if (failure != null) {
            throw failure;
        }
    }

    private final class Video implements Encoder, KeyframeControl, BitrateControl, LossControl {
        private final VideoFormat format;
        private boolean key = true;
        private int number;
        private int held = -1;

        Video(final Format format) {
            this.format = (VideoFormat) format;
        }

        @Override
        public boolean encode(final Frame in, final MutableFrame out) {
            fail();
            write(out, key, format.width(), format.height(), number++);
            if (key) {
                out.set(FrameFlags.KEYFRAME);
            }
            key = false;
            if (holdsOneBack && held < 0) {
                held = number;
                return false;
            }
            return true;
        }

        @Override
        public boolean drain(final MutableFrame out) {
            if (held < 0) {
                return false;
            }
            held = -1;
            write(out, false, format.width(), format.height(), number++);
            return true;
        }

        @Override
        public void reset() {
            told.add("reset");
            key = true;
        }

        @Override
        public void close() {
            told.add("close");
        }

        @Override
        public void requestKeyframe() {
            told.add("key");
            key = true;
        }

        @Override
        public void bitrate(final int bitsPerSecond) {
            told.add("bitrate " + bitsPerSecond);
        }

        @Override
        public void expectedLoss(final int permille) {
            told.add("loss " + permille);
        }
    }

    private final class Sound implements Encoder {
        private int number;

        @Override
        public boolean encode(final Frame in, final MutableFrame out) {
            fail();
            write(out, true, 0, 0, number++);
            return true;
        }

        @Override
        public void reset() {
            told.add("reset");
        }
    }

    private abstract class FakeDecoder<F extends Format> implements Decoder {
        F format;

        FakeDecoder(final F format) {
            this.format = format;
        }

        byte at(final Frame in, final int index) {
            return in.array()[in.arrayOffset() + index];
        }

        void check(final Frame in) {
            if (in.length() == DEFECT.length && at(in, 0) == DEFECT[0] && at(in, 1) == DEFECT[1] && at(in, 2) == DEFECT[2]) {
                throw new IllegalStateException("a defect");
            }
            if (in.length() != 8 || at(in, 0) != MAGIC) {
                throw new CodecException("fake decoder: " + in.length() + " bytes that are no fake frame");
            }
        }

        void fill(final MutableFrame out, final int value, final int length) {
            out.length(length);
            Arrays.fill(out.array(), out.arrayOffset(), out.arrayOffset() + length, (byte) value);
        }

        @Override
        public Format output() {
            return format;
        }

        @Override
        public void reset() {
            told.add("reset");
        }

        @Override
        public void close() {
            told.add("close");
        }
    }

    private final class VideoDecoder extends FakeDecoder<VideoFormat> {
        private boolean synced;

        VideoDecoder(final VideoFormat format) {
            super(format);
        }

        @Override
        public Status decode(final Frame in, final MutableFrame out) {
            check(in);
            synced |= at(in, 1) == 1;
            if (!synced) {
                return Status.NEED_KEYFRAME;
            }
            final int width = (at(in, 2) & 0xFF) << 8 | at(in, 3) & 0xFF;
            final int height = (at(in, 4) & 0xFF) << 8 | at(in, 5) & 0xFF;
            if (width < 1 || height < 1 || width > 1024 || height > 1024) {
                throw new CodecException("fake decoder: " + width + 'x' + height);
            }
            if (width != format.width() || height != format.height()) {
                format = format.sized(width, height);
            }
            if (format.frameBytes() > out.capacity()) {
                // As a decoder would that learns its limit only from what downstream planned.
                out.length(0);
                return Status.FRAME;
            }
            fill(out, at(in, 6), format.frameBytes());
            return Status.FRAME;
        }

        @Override
        public void reset() {
            super.reset();
            synced = false;
        }
    }

    private class SoundDecoder extends FakeDecoder<AudioFormat> {
        SoundDecoder(final AudioFormat format) {
            super(format);
        }

        @Override
        public Status decode(final Frame in, final MutableFrame out) {
            check(in);
            fill(out, at(in, 6), format.frameBytes());
            return Status.FRAME;
        }
    }

    private final class RecoveringDecoder extends SoundDecoder implements LossRecovery {
        RecoveringDecoder(final AudioFormat format) {
            super(format);
        }

        @Override
        public boolean recover(final Frame next, final int samples, final MutableFrame out) {
            check(next);
            if (at(next, 7) == 0) {
                return false;
            }
            fill(out, at(next, 6) - 1, samples * format.channels() * format.sampleType().bytes());
            return true;
        }

        @Override
        public void conceal(final int samples, final MutableFrame out) {
            fill(out, 99, samples * format.channels() * format.sampleType().bytes());
        }
    }
}
