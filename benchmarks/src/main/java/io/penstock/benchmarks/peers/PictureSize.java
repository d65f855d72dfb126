package io.penstock.benchmarks.peers;

import io.penstock.core.stages.measure.PictureStamp;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Width and height of an I420 picture with room for a stamp. */
record PictureSize(int width, int height) {
    private static final int MOST = 4096;

    int bytes() {
        return width * height * 3 / 2;
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }

    static PictureSize of(final String text) {
        final String[] parts = text.split("x", -1);
        try {
            final PictureSize size = new PictureSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[parts.length - 1]));
            if (parts.length == 2 && size.width % 2 == 0 && size.height % 2 == 0 && Math.max(size.width, size.height) <= MOST
                && PictureStamp.fits(size.width, size.height)) {
                return size;
            }
        } catch (final NumberFormatException e) {
            // Said below.
        }
        throw new TypeConversionException("'" + text + "' is no size; accepted are even numbers up to 4096 with room for the stamp, such as 360x640");
    }

    /** Lets picocli read a size. */
    static final class Converter implements ITypeConverter<PictureSize> {
        @Override
        public PictureSize convert(final String text) {
            return of(text);
        }
    }
}
