package io.penstock.examples.h264;

import io.penstock.error.EngineException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * x264 as ffmpeg runs it: one thread, constrained to what the engine's encoder writes (Baseline, no delay), measured the same way. Its CPU time
 * is that of the ffmpeg process, which takes the raw pictures from a pipe. One thread.
 */
final class X264 {
    private static final int MINUTES = 10;
    private static final int NO_KEY_PICTURES = 100_000;
    private static final Pattern BENCHMARK = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");

    private final PictureClip clip;
    private final int keyInterval;

    X264(final PictureClip clip, final int keyInterval) {
        this.clip = clip;
        this.keyInterval = keyInterval;
    }

    /** Whether there is an ffmpeg with x264. */
    static boolean isThere() throws IOException {
        try {
            final Process process = new ProcessBuilder("ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-f", "lavfi", "-i",
                "color=size=64x64:duration=0.1", "-c:v", "libx264", "-f", "null", "-").redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return await(process) == 0;
        } catch (final IOException notInstalled) {
            return false;
        }
    }

    /** Encodes the clip, decodes it again and compares. */
    EncodeRun.Result run(final String preset, final int bitrate) throws IOException {
        final Path file = Files.createTempFile("penstock-x264", ".264");
        try {
            final double cpuSeconds = encode(preset, bitrate, file);
            final Quality quality = decode(file);
            return new EncodeRun.Result(clip.pictures().size(), 0, 0, 0, 0, Files.size(file), 0, cpuSeconds, 0, clip.seconds(), quality);
        } finally {
            Files.delete(file);
        }
    }

    private double encode(final String preset, final int bitrate, final Path file) throws IOException {
        final List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-y", "-v", "info", "-nostats", "-benchmark", "-f", "rawvideo",
            "-pix_fmt", "yuv420p", "-s", clip.format().width() + "x" + clip.format().height(), "-r",
            clip.rateNumerator() + "/" + clip.rateDenominator(), "-i", "pipe:0", "-fps_mode", "passthrough", "-c:v", "libx264", "-preset",
                preset.toLowerCase(Locale.ROOT), "-tune", "zerolatency",
            "-profile:v", "baseline", "-threads", "1", "-b:v", Integer.toString(bitrate), "-g",
            Integer.toString(keyInterval > 0 ? keyInterval : NO_KEY_PICTURES), "-f", "h264", file.toString()));
        final Path log = Files.createTempFile("penstock-x264", ".log");
        try {
            final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            try (OutputStream raw = process.getOutputStream()) {
                for (final byte[] picture : clip.pictures()) {
                    raw.write(picture, 0, clip.format().frameBytes());
                }
            } catch (final IOException ended) {
                // What it says tells why.
                process.destroy();
            }
            final int code = await(process);
            final String said = Files.readString(log);
            final Matcher benchmark = BENCHMARK.matcher(said);
            if (code != 0 || !benchmark.find()) {
                throw new EngineException(EngineException.Category.IO, "x264 " + preset + " failed: " + said.strip().replaceAll("(?s).*\\n", ""));
            }
            return Double.parseDouble(benchmark.group(1)) + Double.parseDouble(benchmark.group(2));
        } finally {
            Files.delete(log);
        }
    }

    private Quality decode(final Path file) throws IOException {
        final Process process = new ProcessBuilder("ffmpeg", "-hide_banner", "-nostdin", "-v", "error", "-i", file.toString(), "-fps_mode",
            "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1").redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final Quality quality = new Quality(clip.format().width(), clip.format().height());
        final byte[] shown = new byte[clip.format().frameBytes()];
        try (DataInputStream in = new DataInputStream(process.getInputStream())) {
            for (final byte[] picture : clip.pictures()) {
                in.readFully(shown);
                quality.add(picture, 0, shown, 0);
            }
        } catch (final EOFException e) {
            throw new EngineException(EngineException.Category.IO, "x264: only " + quality.pictures() + " of " + clip.pictures().size()
                + " pictures were decoded", e);
        } finally {
            process.destroy();
        }
        return quality;
    }

    private static int await(final Process process) {
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return -1;
            }
            return process.exitValue();
        } catch (final InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return -1;
        }
    }
}
