package io.penstock.core.stages;

import static io.penstock.clock.Timebase.ms;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.clock.MediaClock;
import io.penstock.error.CodecException;
import io.penstock.error.EngineException;
import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.format.VideoFormat;
import io.penstock.spi.CodecSpec;
import io.penstock.spi.Codecs;

import java.util.List;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;

class CodecWarmupTest {
    private final FakeCodec codec = new FakeCodec();
    private LongSupplier compilerMs = () -> 0;

    /** Each look at the clock takes a while, the first the longest: as if code were being compiled. */
    private static final class Warming implements MediaClock {
        private final long floorNs;
        private long nowNs;
        private long stepNs;

        Warming(final long firstNs, final long floorNs) {
            this.stepNs = firstNs;
            this.floorNs = floorNs;
        }

        @Override
        public long nanoTime() {
            nowNs += stepNs;
            stepNs = Math.max(floorNs, stepNs - stepNs / 50);
            return nowNs;
        }

        @Override
        public long epochNs(final long nanoTime) {
            return nanoTime;
        }
    }

    private CodecWarmup.Result warmUp(final CodecSpec encoder, final CodecSpec decoder, final Format raw, final MediaClock clock,
                                      final int limitMs) {
        return CodecWarmup.run(encoder, codec, decoder, decoder == null ? null : codec, raw, clock, compilerMs, ms(limitMs));
    }

    @Test
    void endsWhenTheTimeForAFrameNoLongerFalls() {
        final CodecWarmup.Result result = warmUp(Codecs.encoder(FakeCodec.VIDEO), Codecs.decoder(FakeCodec.VIDEO), VideoFormat.i420(32, 16, 15),
            new Warming(20_000_000, 1_000_000), 60_000);
        assertTrue(result.settled(), result.toString());
        assertEquals(1_000_000, result.settledNs(), 200_000);
        assertTrue(result.firstNs() > 15_000_000);
        assertTrue(result.frames() > 50 && result.frames() < 200, result.toString());
        assertEquals(List.of("encoder 32x16 i420 15 fps", "decoder 32x16 i420 15 fps", "key"), codec.told.subList(0, 3));
        assertEquals(List.of("close", "close"), codec.told.subList(codec.told.size() - 2, codec.told.size()));
    }

    @Test
    void endsAtTheLimit() {
        final CodecWarmup.Result result = warmUp(Codecs.encoder(FakeCodec.AUDIO), Codecs.decoder(FakeCodec.AUDIO), AudioFormat.mono(8000, ms(20)),
            new Warming(20_000_000, 1_000_000), 300);
        assertFalse(result.settled());
        assertTrue(result.tookNs() >= 300_000_000 && result.tookNs() < 400_000_000, result.toString());
        assertTrue(result.toString().endsWith("(not settled)"), result.toString());
    }

    @Test
    void doesNotTakeThePlateauBeforeTheCompilerGetsToItForTheEnd() {
        final Warming clock = new Warming(1_000_000, 1_000_000);
        compilerMs = () -> Math.min(400, clock.nowNs / 1_000_000 / 2);
        final CodecWarmup.Result result = warmUp(Codecs.encoder(FakeCodec.VIDEO), null, VideoFormat.i420(32, 16, 15), clock, 5000);
        assertTrue(result.settled() && result.tookNs() > 800_000_000, result.toString());
    }

    @Test
    void warmsAnEncoderAlone() {
        assertTrue(warmUp(Codecs.encoder(FakeCodec.VIDEO), null, VideoFormat.i420(32, 16, 15), new Warming(1_000_000, 1_000_000), 5000).settled());
    }

    @Test
    void saysSoWhenACodecAlwaysFails() {
        codec.failure = new CodecException("no key");
        final EngineException failed = assertThrows(EngineException.class, () -> warmUp(Codecs.encoder(FakeCodec.VIDEO), null,
            VideoFormat.i420(32, 16, 15), new Warming(1_000_000, 1_000_000), 5000));
        assertTrue(failed.getMessage().contains("no key") && failed.getMessage().contains("32x16"), failed.getMessage());
        assertEquals("close", codec.told.get(codec.told.size() - 1));
    }
}
