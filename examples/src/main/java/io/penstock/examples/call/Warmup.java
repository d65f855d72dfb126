package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.core.stages.CodecWarmup;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Runs the codecs until they are compiled, pictures and sound side by side. */
final class Warmup {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private Warmup() {
    }

    /**
     * Warms up.
     *
     * @param media     codecs and formats of the call.
     * @param providers makes the codecs.
     * @param clock     measures.
     */
    static void run(final CallEndpoint.Media media, final Providers providers, final MediaClock clock) {
        final CompletableFuture<CodecWarmup.Result> sound = CompletableFuture.supplyAsync(() ->
            CodecWarmup.run(media.audioEncoder(), media.audioDecoder(), media.sound(), providers, clock, LIMIT));
        CodecWarmup.run(media.videoEncoder(), media.videoDecoder(), media.picture(), providers, clock, LIMIT);
        sound.join();
    }
}
