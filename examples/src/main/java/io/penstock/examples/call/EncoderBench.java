package io.penstock.examples.call;

import com.sun.management.ThreadMXBean;
import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.examples.report.CallReport.EncodedPicture;
import io.penstock.examples.report.CallReport.EncoderFigures;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** One encoder that is given pictures, with a decoder behind it that shows what became of them; only the encoder is timed. One thread. */
final class EncoderBench {
    private static final ThreadMXBean THREADS =
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean extended ? extended : null;
    private static final double NS_PER_MS = 1e6;
    private static final int BITS = 8;
    private final String name;
    private final VideoFormat format;
    private final MediaClock clock;
    private final Encoder encoder;
    private final Decoder decoder;
    private final UnpooledFrame raw;
    private final UnpooledFrame coded;
    private final UnpooledFrame shown;
    private final Series took;
    private final List<EncodedPicture> pictures = new ArrayList<>();
    private long cpuNs;
    private long allocated;
    private long bytes;
    private long skipped;
    private double sumDb;

    /**
     * Makes encoder and decoder.
     *
     * @param codec     the encoder.
     * @param name      what it is called in the report.
     * @param bitrate   its target.
     * @param options   of the call: key interval, decoder.
     * @param format    of the pictures.
     * @param count     how many will come at most.
     * @param providers make the codecs.
     * @param clock     measures.
     */
    EncoderBench(final VideoEncoder codec, final String name, final int bitrate, final CallOptions options, final VideoFormat format,
                 final int count, final Providers providers, final MediaClock clock) {
        this.name = name;
        this.format = format;
        this.clock = clock;
        final CodecSpec encoderSpec = codec.spec(bitrate, options.keyInterval());
        final CodecSpec decoderSpec = options.codec().pictureDecoder();
        final EncodedFormat encoded = EncodedFormat.of(encoderSpec.codec(), format);
        encoder = providers.codec(encoderSpec).encoder(encoderSpec, format, encoded);
        decoder = providers.codec(decoderSpec).decoder(decoderSpec, encoded, format);
        raw = UnpooledFrame.allocate(format);
        coded = UnpooledFrame.allocate(encoded);
        shown = UnpooledFrame.allocate(format);
        took = new Series(count);
        // What measures allocates once, when it is first asked.
        cpuTimeNs();
        allocatedBytes();
    }

    /** Encodes the next picture, and looks at what is shown then. */
    void code(final byte[] picture, final int index) {
        final long ptsNs = format.rate().ptsNs(index);
        raw.payload(picture).ptsNs(ptsNs).captureNs(ptsNs).durationNs((int) format.frameNs()).sequence(index);
        coded.copyMetadata(raw).flags(0).length(coded.capacity());
        final long allocatedBefore = allocatedBytes();
        final long cpuBefore = cpuTimeNs();
        final long startNs = clock.nanoTime();
        final boolean filled = encoder.encode(raw, coded);
        final long tookNs = clock.nanoTime() - startNs;
        cpuNs += cpuTimeNs() - cpuBefore;
        allocated += allocatedBytes() - allocatedBefore;
        took.add(ptsNs, tookNs);
        if (filled) {
            shown.copyMetadata(coded).length(shown.capacity());
            decoder.decode(coded, shown);
            bytes += coded.length();
        } else {
            skipped++;
        }
        final double db = PictureQuality.psnr(picture, shown.array(), shown.arrayOffset(), format.width() * format.height());
        sumDb += db;
        pictures.add(new EncodedPicture(Series.round(ptsNs / 1e9), Series.round(db), Series.round(tookNs / NS_PER_MS),
            filled ? Series.round(coded.length() * BITS / 1e3) : 0));
    }

    private static long cpuTimeNs() {
        return THREADS == null || !THREADS.isCurrentThreadCpuTimeSupported() ? 0 : THREADS.getCurrentThreadCpuTime();
    }

    private static long allocatedBytes() {
        return THREADS == null || !THREADS.isThreadAllocatedMemorySupported() ? 0 : THREADS.getCurrentThreadAllocatedBytes();
    }

    EncoderFigures figures() {
        final int n = pictures.size();
        final double seconds = n / format.rate().fps();
        final boolean cpuKnown = THREADS != null && THREADS.isCurrentThreadCpuTimeSupported();
        final boolean memoryKnown = THREADS != null && THREADS.isThreadAllocatedMemorySupported();
        return new EncoderFigures(name, Series.round(sumDb / n), Series.round(bytes * BITS / 1e3 / seconds),
            cpuKnown ? Double.valueOf(Series.round(cpuNs / NS_PER_MS / n)) : null, took.latency(),
            memoryKnown ? Double.valueOf(Series.round(allocated / (double) n)) : null, skipped, pictures);
    }

    void close() {
        encoder.close();
        decoder.close();
    }
}
