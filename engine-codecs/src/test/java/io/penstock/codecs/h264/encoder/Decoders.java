package io.penstock.codecs.h264.encoder;

import io.penstock.codecs.jcodec.JCodecProvider;
import io.penstock.error.CodecException;
import io.penstock.format.CodecId;
import io.penstock.format.EncodedFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.UnpooledFrame;
import io.penstock.spi.Codecs;
import io.penstock.spi.Decoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What decoders of other people make of a stream. */
final class Decoders {
    private static final int MINUTES = 3;

    private Decoders() {
    }

    /** Pictures one after the other, of whatever size each has, and what was complained about: nothing if all is well. */
    record Shown(byte[] pictures, String complaints) {
    }

    /** Decodes by ffmpeg; strictly: what it would conceal is complained about. */
    static Shown ffmpeg(final byte[] stream, final boolean cropped, final boolean strict) {
        try {
            final Path folder = Files.createTempDirectory("penstock-h264");
            final Path in = folder.resolve("in.264");
            final Path out = folder.resolve("out.yuv");
            final Path log = folder.resolve("log");
            try {
                Files.write(in, stream);
                final List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-y", "-v", "warning", "-threads", "1"));
                if (strict) {
                    command.addAll(List.of("-err_detect", "+crccheck+bitstream+buffer+explode"));
                }
                if (!cropped) {
                    command.addAll(List.of("-flags", "unaligned", "-apply_cropping", "0"));
                }
                // The filter keeps samples as they are also where the stream begins to say that they have the full range.
                command.addAll(List.of("-f", "h264", "-i", in.toString(), "-autoscale", "0", "-vf", "scale=in_range=pc:out_range=pc,format=yuv420p",
                    "-fps_mode", "passthrough", "-f", "rawvideo", out.toString()));
                final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
                if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                    process.destroyForcibly();
                    throw new AssertionError("ffmpeg took more than " + MINUTES + " minutes");
                }
                // That the full range of samples has another name in newer pixel formats says nothing of the stream, and that there are more
                // slices than ffmpeg knows apart does no harm where all refer to the same picture; times are not compared.
                final StringBuilder complaints = new StringBuilder();
                Files.readAllLines(log).stream().filter(line -> !line.contains("deprecated pixel format") && !line.contains("too many slices")
                    && !line.contains("non monotonically") && !line.contains("Last message repeated")).limit(20)
                    .forEach(line -> complaints.append(line).append('\n'));
                return new Shown(Files.exists(out) ? Files.readAllBytes(out) : new byte[0], complaints.toString());
            } finally {
                for (final Path file : List.of(in, out, log)) {
                    Files.deleteIfExists(file);
                }
                Files.delete(folder);
            }
        } catch (final IOException e) {
            throw new IllegalStateException(e);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Decodes access units by JCodec's macroblock decoders behind this project's guard; an entry is null where nothing was shown. */
    static List<byte[]> jcodec(final List<Coded> coded) {
        int width = 16;
        int height = 16;
        int longest = 0;
        for (final Coded c : coded) {
            width = Math.max(width, c.codedWidth());
            height = Math.max(height, c.codedHeight());
            longest = Math.max(longest, c.bytes().length);
        }
        final int mostWidth = width;
        final int mostHeight = height;
        final VideoFormat format = VideoFormat.i420(width, height, 30);
        final EncodedFormat encoded = EncodedFormat.of(CodecId.H264, format);
        final UnpooledFrame in = UnpooledFrame.allocate(encoded, longest);
        final UnpooledFrame out = UnpooledFrame.allocate(format, format.frameBytes());
        final List<byte[]> shown = new ArrayList<>();
        try (Decoder decoder = new JCodecProvider().decoder(Codecs.decoder(CodecId.H264, s -> s.maxSize(mostWidth, mostHeight)), encoded, format)) {
            for (final Coded c : coded) {
                in.payload(c.bytes());
                in.flags(0);
                try {
                    shown.add(decoder.decode(in, out) == Decoder.Status.FRAME ? Arrays.copyOf(out.payload(), out.length()) : null);
                } catch (final CodecException e) {
                    throw new AssertionError("JCodec refuses picture " + c.number() + " (" + RandomSettings.text(c.settings()) + "): "
                        + e.getMessage(), e);
                }
            }
        }
        return shown;
    }
}
