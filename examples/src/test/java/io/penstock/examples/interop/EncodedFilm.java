package io.penstock.examples.interop;

import io.penstock.codecs.h264.encoder.EncoderSettings;
import io.penstock.codecs.h264.encoder.H264Encoder;
import io.penstock.codecs.h264.picture.Picture;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A short film, encoded, with what the encoder says that decoders show. */
final class EncodedFilm {
    private static final double BILLION = 1e9;

    private final EncoderSettings settings;
    private final List<byte[]> units = new ArrayList<>();
    private final List<Boolean> keys = new ArrayList<>();
    private final List<byte[]> shown = new ArrayList<>();

    /** Encodes so many pictures of things that move, of settings whose size is even. */
    EncodedFilm(final EncoderSettings settings, final int pictures) {
        this.settings = settings;
        try (H264Encoder encoder = new H264Encoder(settings)) {
            encode(encoder, pictures);
        }
    }

    private void encode(final H264Encoder encoder, final int pictures) {
        final int width = settings.width();
        final int height = settings.height();
        final byte[] out = new byte[4 * width * height + 4096];
        for (int n = 0; n < pictures; n++) {
            final byte[] picture = picture(width, height, n);
            final int length = encoder.encode(picture, 0, width, picture, width * height, picture, width * height * 5 / 4, width / 2,
                (long) (n * BILLION * settings.fpsDenominator() / settings.fpsNumerator()), out, 0, out.length);
            if (length > 0) {
                units.add(Arrays.copyOf(out, length));
                keys.add(encoder.keyFrame());
                shown.add(cropped(encoder.reconstruction(), width, height));
            }
        }
    }

    private static byte[] picture(final int width, final int height, final int n) {
        final byte[] picture = new byte[width * height * 3 / 2];
        final Random random = new Random(n);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                final boolean box = Math.abs(x - width / 2 - 30 * Math.sin(n * 0.3)) < 20 && Math.abs(y - height / 2) < 25;
                picture[y * width + x] = (byte) (box ? 200 + (x * y & 15) : 110 + 40 * Math.sin((x + 1.3 * n) * 0.11) + 30 * Math.sin(y * 0.17)
                    + random.nextInt(6));
            }
        }
        for (int i = width * height; i < picture.length; i++) {
            picture[i] = (byte) (128 + 50 * Math.sin((i + n) * 0.01));
        }
        return picture;
    }

    private static byte[] cropped(final Picture p, final int width, final int height) {
        final byte[] planes = new byte[width * height * 3 / 2];
        int at = 0;
        for (int y = 0; y < height; y++, at += width) {
            System.arraycopy(p.luma, p.lumaAt(0, y), planes, at, width);
        }
        for (final byte[] plane : List.of(p.cb, p.cr)) {
            for (int y = 0; y < height / 2; y++, at += width / 2) {
                System.arraycopy(plane, p.chromaAt(0, y), planes, at, width / 2);
            }
        }
        return planes;
    }

    EncoderSettings settings() {
        return settings;
    }

    /** Access units as a byte stream. */
    byte[] stream() {
        final ByteArrayOutputStream stream = new ByteArrayOutputStream();
        units.forEach(stream::writeBytes);
        return stream.toByteArray();
    }

    List<byte[]> units() {
        return units;
    }

    boolean key(final int unit) {
        return keys.get(unit);
    }

    /** I420 pictures, one for each access unit. */
    List<byte[]> shown() {
        return shown;
    }
}
