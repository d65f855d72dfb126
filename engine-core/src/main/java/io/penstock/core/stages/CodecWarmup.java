package io.penstock.core.stages;

import io.penstock.clock.MediaClock;
import io.penstock.clock.Timebase;
import io.penstock.core.Providers;
import io.penstock.error.CodecException;
import io.penstock.error.ConfigurationException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.EncodedFormat;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import io.penstock.frame.Pcm;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.CodecProvider;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Decoder;
import io.penstock.spi.Encoder;
import io.penstock.spi.KeyframeControl;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Runs an encoder, and the decoder of what it makes, on synthetic frames until the JIT compiler has done its work: the first frames of a cold
 * codec take ten times as long and would show as latency of the first call.
 *
 * <p>Ends when the time for a frame no longer falls (the median of {@value #WINDOW} frames within {@value #SETTLED_PERCENT} % of the one
 * before, twice in a row) while the JIT compiler has next to nothing to do, or at the limit. Without the second condition it would end on
 * the plateau before the compiler gets to it: 38 ms a frame instead of 1 ms, with Opus on JDK 25. Blocks the calling thread; for the
 * start of a server or a program, not for a region.
 */
public final class CodecWarmup {
    private static final int WINDOW = 12;
    private static final int SETTLED_PERCENT = 10;
    private static final int KEY_EVERY = 30;
    /** Of one core; what a running program compiles anyway is below. */
    private static final int QUIET_COMPILER_PERCENT = 10;

    /**
     * What a warm-up did.
     *
     * @param frames    frames encoded.
     * @param tookNs    how long it took.
     * @param firstNs   encoding and decoding of the first frame.
     * @param settledNs median for a frame at the end.
     * @param settled   whether it ended because the time no longer fell and the compiler was quiet; false = at the limit.
     */
    public record Result(int frames, long tookNs, long firstNs, long settledNs, boolean settled) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%d frames in %.0f ms; first %.1f ms, then %.2f ms a frame%s", frames, Timebase.toMs(tookNs),
                Timebase.toMs(firstNs), Timebase.toMs(settledNs), settled ? "" : " (not settled)");
        }
    }

    private CodecWarmup() {
    }

    /**
     * Warms a codec up in both directions.
     *
     * @param encoder   codec and settings that will be used.
     * @param decoder   decoder of the same codec; null = encode only.
     * @param raw       format that will be encoded: {@link AudioFormat} or I420 {@link VideoFormat}.
     * @param providers what the host's class loader sees.
     * @param clock     measures.
     * @param limit     longest time to spend.
     * @return what was done.
     * @throws ConfigurationException if the codec is not there or does not take the format.
     */
    public static Result run(final CodecSpec encoder, final CodecSpec decoder, final Format raw, final Providers providers,
                             final MediaClock clock, final Duration limit) {
        return run(encoder, providers.codec(encoder), decoder, decoder == null ? null : providers.codec(decoder), raw, clock,
            CodecWarmup::compilerMs, limit);
    }

    private static long compilerMs() {
        final CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        return compiler != null && compiler.isCompilationTimeMonitoringSupported() ? compiler.getTotalCompilationTime() : 0;
    }

    static Result run(final CodecSpec encoderSpec, final CodecProvider encoders, final CodecSpec decoderSpec, final CodecProvider decoders,
                      final Format raw, final MediaClock clock, final LongSupplier compilerMs, final Duration limit) {
        final EncodedFormat encoded = (EncodedFormat) encoders.traits(encoderSpec).output().apply(raw).first().orElseThrow(() ->
            new ConfigurationException("warm-up: " + encoderSpec + " does not take " + raw.describe()));
        final Format decoded = decoderSpec == null ? raw : decoders.traits(decoderSpec).output().apply(encoded).first().orElseThrow(() ->
            new ConfigurationException("warm-up: " + decoderSpec + " does not take " + encoded.describe()));
        final Encoder encoder = encoders.encoder(encoderSpec, raw, encoded);
        try {
            final Decoder decoder = decoderSpec == null ? null : decoders.decoder(decoderSpec, encoded, decoded);
            try {
                return new Loop(encoder, decoder, raw, encoded, decoded, clock, compilerMs).run(limit.toNanos());
            } finally {
                if (decoder != null) {
                    decoder.close();
                }
            }
        } finally {
            encoder.close();
        }
    }

    private static final class Loop {
        private final Encoder encoder;
        private final Decoder decoder;
        private final MediaClock clock;
        private final LongSupplier compilerMs;
        private final Format raw;
        private final UnpooledFrame in;
        private final UnpooledFrame packet;
        private final UnpooledFrame out;
        private final long[] window = new long[WINDOW];
        private final short[] sound;
        private int noise = 1;

        Loop(final Encoder encoder, final Decoder decoder, final Format raw, final EncodedFormat encoded, final Format decoded,
             final MediaClock clock, final LongSupplier compilerMs) {
            this.compilerMs = compilerMs;
            this.encoder = encoder;
            this.decoder = decoder;
            this.clock = clock;
            this.raw = raw;
            in = UnpooledFrame.allocate(raw);
            packet = UnpooledFrame.allocate(encoded);
            out = UnpooledFrame.allocate(decoded);
            sound = raw instanceof AudioFormat audio ? new short[audio.frameSamples() * audio.channels()] : new short[0];
        }

        Result run(final long limitNs) {
            final long startNs = clock.nanoTime();
            int frames = 0;
            int failures = 0;
            long firstNs = 0;
            long medianNs = Long.MAX_VALUE;
            int steady = 0;
            long windowStartNs = startNs;
            long compiledMs = compilerMs.getAsLong();
            while (steady < 2 && clock.nanoTime() - startNs < limitNs) {
                paint(frames);
                final long beforeNs = clock.nanoTime();
                try {
                    step(frames);
                } catch (final CodecException e) {
                    // Synthetic media may be more than a codec can take now and then; always is another matter.
                    if (++failures == WINDOW) {
                        throw new EngineException(EngineException.Category.CODEC, "warm-up with " + raw.describe() + " fails: " + e.getMessage(),
                            e);
                    }
                }
                final long tookNs = clock.nanoTime() - beforeNs;
                window[frames % WINDOW] = tookNs;
                firstNs = frames == 0 ? tookNs : firstNs;
                frames++;
                if (frames % WINDOW == 0) {
                    final long now = median(WINDOW);
                    final long endNs = clock.nanoTime();
                    final long nowCompiledMs = compilerMs.getAsLong();
                    final boolean quiet = (nowCompiledMs - compiledMs) * Timebase.NANOS_PER_MS * 100
                        <= (endNs - windowStartNs) * QUIET_COMPILER_PERCENT;
                    final boolean level = medianNs != Long.MAX_VALUE && Math.abs(now - medianNs) * 100 <= medianNs * SETTLED_PERCENT;
                    steady = quiet && level ? steady + 1 : 0;
                    medianNs = now;
                    windowStartNs = endNs;
                    compiledMs = nowCompiledMs;
                }
            }
            final long settledNs = medianNs != Long.MAX_VALUE ? medianNs : frames == 0 ? 0 : median(frames);
            return new Result(frames, clock.nanoTime() - startNs, firstNs, settledNs, steady == 2);
        }

        private long median(final int n) {
            final long[] sorted = Arrays.copyOf(window, n);
            Arrays.sort(sorted);
            return sorted[n / 2];
        }

        private void step(final int frame) {
            packet.copyMetadata(in).flags(0).length(packet.capacity());
            if (frame % KEY_EVERY == 0 && encoder instanceof KeyframeControl keyframes) {
                keyframes.requestKeyframe();
            }
            if (encoder.encode(in, packet) && decoder != null) {
                out.copyMetadata(packet).length(out.capacity());
                decoder.decode(packet, out);
            }
        }

        private void paint(final int frame) {
            in.ptsNs(frame * raw.frameNs()).captureNs(frame * raw.frameNs()).durationNs((int) raw.frameNs()).sequence(frame)
                .flags(frame == 0 ? FrameFlags.DISCONTINUITY : 0).length(in.capacity());
            if (raw instanceof VideoFormat picture) {
                paintPicture(picture, frame);
            } else {
                paintSound((AudioFormat) raw, frame);
            }
        }

        /** A textured slope that drifts, with a little noise: work for motion search, transform and entropy coder alike. */
        private void paintPicture(final VideoFormat picture, final int frame) {
            final byte[] bytes = in.array();
            final int luma = picture.width() * picture.height();
            for (int y = 0, i = 0; y < picture.height() && i < bytes.length; y++) {
                for (int x = 0; x < picture.width(); x++, i++) {
                    final int wave = (x + 2 * frame & 31) + (y + frame & 63);
                    bytes[i] = (byte) (48 + wave + (x + y) / 16 % 64 + (random() & 3));
                }
            }
            for (int i = luma; i < bytes.length; i++) {
                bytes[i] = (byte) (112 + (i - luma + frame & 31));
            }
        }

        /** A tone that glides, with noise that comes and goes, as speech does. */
        private void paintSound(final AudioFormat audio, final int frame) {
            for (int i = 0; i < audio.frameSamples(); i++) {
                final long at = (long) frame * audio.frameSamples() + i;
                final double seconds = (double) at / audio.sampleRateHz();
                final double tone = Math.sin(2 * Math.PI * (180 + 60 * Math.sin(seconds)) * seconds);
                final int hiss = (random() & 0x7FF) - 1024;
                for (int c = 0; c < audio.channels(); c++) {
                    sound[i * audio.channels() + c] = (short) (6000 * tone + (frame / 8 % 2 == 0 ? hiss : 0));
                }
            }
            Pcm.write(sound, sound.length, audio.sampleType(), in);
        }

        private int random() {
            // Marsaglia's xorshift: the same frames in every run.
            noise ^= noise << 13;
            noise ^= noise >>> 17;
            noise ^= noise << 5;
            return noise;
        }
    }
}
