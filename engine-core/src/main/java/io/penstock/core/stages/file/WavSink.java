package io.penstock.core.stages.file;

import io.penstock.clock.Timebase;
import io.penstock.format.AudioFormat;
import io.penstock.format.AudioSpec;
import io.penstock.format.Format;
import io.penstock.format.SampleType;
import io.penstock.frame.Frame;
import io.penstock.frame.FrameFlags;
import io.penstock.stage.Counter;
import io.penstock.stage.Sink;
import io.penstock.stage.StageContext;
import io.penstock.stage.StageSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes sound to a WAV file: 16-bit PCM or 32-bit floats, as it comes.
 *
 * <p>The sizes in the header are set right once for every second of sound and at the end, so that a file whose writer was killed can be read
 * up to its last second. Gaps, and frames that stand for one without a payload, become silence of their length, up to 10 s each (counted
 * {@code filled}), so that the file keeps the time. What does not fit the 4 GiB that a WAV can hold is dropped (counted {@code dropped.full}),
 * as is sound of another rate, channel count or sample type (counted {@code dropped.format}) and a payload that ends within a sample (counted
 * {@code dropped.truncated}). Writing happens on the graph's thread, buffered. Allocates nothing per frame.
 */
public final class WavSink implements Sink {
    private static final StageSpec SPEC = StageSpec.sink("wav-sink", AudioSpec.any()).build();
    private static final int HEADER_BYTES = 44;
    private static final int RIFF_SIZE_AT = 4;
    private static final int DATA_SIZE_AT = 40;
    private static final long MOST_DATA = 0xFFFF_FFFFL - HEADER_BYTES;
    private static final long LONGEST_GAP_NS = 10 * Timebase.NANOS_PER_SECOND;

    private final Path path;
    private FileOutput out;
    private AudioFormat format;
    private boolean fits = true;
    private int stride;
    private long dataBytes;
    private long patchedBytes;
    private Counter filled;
    private Counter droppedFull;
    private Counter droppedFormat;
    private Counter droppedTruncated;

    private WavSink(final Path path) {
        this.path = path;
    }

    /**
     * A sink; the file is made, or emptied, when the graph starts.
     *
     * @param path the file.
     * @return the sink.
     */
    public static WavSink to(final Path path) {
        return new WavSink(path);
    }

    @Override
    public StageSpec spec() {
        return SPEC;
    }

    @Override
    public void onStart(final StageContext context) {
        filled = context.counter("filled");
        droppedFull = context.counter("dropped.full");
        droppedFormat = context.counter("dropped.format");
        droppedTruncated = context.counter("dropped.truncated");
        format = (AudioFormat) context.inputFormat(0);
        stride = format.channels() * format.sampleType().bytes();
        out = FileOutput.create("wav", path);
        out.write(header());
        out.flush();
    }

    private byte[] header() {
        final byte[] bytes = new byte[HEADER_BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).put(ascii("RIFF")).putInt(HEADER_BYTES - 8).put(ascii("WAVEfmt ")).putInt(16)
            .putShort((short) (format.sampleType() == SampleType.F32 ? WavHeader.TAG_FLOAT : WavHeader.TAG_PCM))
            .putShort((short) format.channels()).putInt(format.sampleRateHz()).putInt(format.sampleRateHz() * stride).putShort((short) stride)
            .putShort((short) (8 * format.sampleType().bytes())).put(ascii("data")).putInt(0);
        return bytes;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void onFormatChange(final Format changed) {
        final AudioFormat sound = (AudioFormat) changed;
        fits = sound.sampleRateHz() == format.sampleRateHz() && sound.channels() == format.channels()
            && sound.sampleType() == format.sampleType();
    }

    @Override
    public void onFrame(final Frame in) {
        if (!fits) {
            droppedFormat.increment();
        } else if (in.length() == 0 && in.has(FrameFlags.GAP)) {
            onGap(in.ptsNs(), in.durationNs());
        } else if (in.length() % stride != 0) {
            droppedTruncated.increment();
        } else if (dataBytes + in.length() > MOST_DATA) {
            droppedFull.increment();
        } else {
            out.write(in);
            dataBytes += in.length();
            if (dataBytes - patchedBytes >= (long) format.sampleRateHz() * stride) {
                patch();
            }
        }
    }

    @Override
    public void onGap(final long ptsNs, final long durationNs) {
        final long bytes = Timebase.nsToUnits(Math.max(0, Math.min(LONGEST_GAP_NS, durationNs)), format.sampleRateHz()) * stride;
        if (fits && dataBytes + bytes <= MOST_DATA) {
            out.writeZeros(bytes);
            dataBytes += bytes;
            filled.increment();
        }
    }

    private void patch() {
        out.flush();
        out.patchInt(RIFF_SIZE_AT, (int) (HEADER_BYTES - 8 + dataBytes));
        out.patchInt(DATA_SIZE_AT, (int) dataBytes);
        patchedBytes = dataBytes;
    }

    @Override
    public void onEndOfStream() {
        patch();
    }

    @Override
    public void close() {
        if (out != null) {
            final FileOutput closing = out;
            try (closing) {
                patch();
            } finally {
                out = null;
            }
        }
    }
}
