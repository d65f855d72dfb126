package io.penstock.examples.call;

import io.penstock.clock.MediaClock;
import io.penstock.core.Providers;
import io.penstock.core.stages.CodecWarmup;
import io.penstock.error.EngineException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

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
        // A thread of its own: the common pool may have one worker, and that one busy for as long as the program runs.
        final FutureTask<CodecWarmup.Result> sound = new FutureTask<>(() ->
            CodecWarmup.run(media.audioEncoder(), media.audioDecoder(), media.sound(), providers, clock, LIMIT));
        final Thread thread = new Thread(sound, "warm-up-sound");
        thread.setDaemon(true);
        thread.start();
        CodecWarmup.run(media.videoEncoder(), media.videoDecoder(), media.picture(), providers, clock, LIMIT);
        finish(sound);
    }

    private static void finish(final FutureTask<?> task) {
        try {
            task.get();
        } catch (final ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException(EngineException.Category.STATE, "warm-up: interrupted", e);
        }
    }
}
