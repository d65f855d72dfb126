package io.penstock.codecs.h264.encoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Pictures and what is asked of the encoder before each of them; the same for the same seed, so that what went wrong goes wrong again. */
final class Take {
    private static final byte MARK = 0x5A;
    private static final int MARGIN = 8;

    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private EncoderSettings settings;
    private byte[] out = {};
    /** Whether the picture before did not fit, so that decoders know nothing of it. */
    private boolean lost;

    /** What to see, and what to ask for before it; {@code room} is where bytes are scarce, how many there are. */
    record Step(Film film, int index, EncoderSettings settings, Wish wish, int bitrate, long timeNs, int padding, int room) {
    }

    /** What to ask for, beside settings and rates. */
    enum Wish {
        /** Nothing. */
        NONE,
        /** A key picture. */
        KEY,
        /** To start again. */
        RESET,
        /** That the picture becomes the long-term reference. */
        KEEP,
        /** That the picture is predicted from the long-term reference. */
        RECOVER
    }

    /** Where pictures come from. */
    interface Film {
        /** Paints picture n in any size. */
        void draw(Yuv to, int n);
    }

    private Take(final String name) {
        this.name = name;
    }

    /** One film with settings that stay. */
    static Take of(final EncoderSettings settings, final int frames, final Film film) {
        return new Take(film.toString()).add(settings, frames, film);
    }

    /** One synthetic film with settings that stay. */
    static Take of(final EncoderSettings settings, final int frames, final Motif motif) {
        return new Take(motif.name()).add(settings, frames, (to, n) -> motif.draw(to, n, 5));
    }

    private Take add(final EncoderSettings settings, final int frames, final Film film) {
        for (int i = 0; i < frames; i++) {
            final long timeNs = i * 1_000_000_000L * settings.fpsDenominator() / settings.fpsNumerator();
            steps.add(new Step(film, i, i == 0 ? settings : null, Wish.NONE, 0, timeNs, 0, 0));
        }
        return this;
    }

    /** Asks for something before a picture. */
    Take before(final int picture, final Wish wish) {
        final Step s = steps.get(picture);
        steps.set(picture, new Step(s.film, s.index, s.settings, wish, s.bitrate, s.timeNs, s.padding, s.room));
        return this;
    }

    /** Another bit rate from a picture on. */
    Take bitrateFrom(final int picture, final int bitrate) {
        final Step s = steps.get(picture);
        steps.set(picture, new Step(s.film, s.index, s.settings, s.wish, bitrate, s.timeNs, s.padding, s.room));
        return this;
    }

    /** Anything goes. */
    static Take random(final long seed, final int frames, final int mostMacroblocks) {
        final SplittableRandom random = new SplittableRandom(seed);
        final Take take = new Take("seed " + seed);
        EncoderSettings settings = RandomSettings.any(random, mostMacroblocks);
        Film film = synthetic(random);
        long timeNs = random.nextLong(1L << 40);
        int index = 0;
        for (int i = 0; i < frames; i++) {
            EncoderSettings asked = i == 0 ? settings : null;
            if (i > 0 && random.nextInt(12) == 0) {
                asked = RandomSettings.changed(random, settings, mostMacroblocks);
                settings = asked;
            }
            if (random.nextInt(12) == 0) {
                film = synthetic(random);
                index = 0;
            }
            final int padding = random.nextInt(3) == 0 ? random.nextInt(70) : 0;
            take.steps.add(new Step(film, index++, asked, random.nextInt(12) == 0 ? Wish.values()[random.nextInt(5)] : Wish.NONE,
                random.nextInt(20) == 0 ? 1000 << random.nextInt(14) : 0, timeNs, padding,
                random.nextInt(30) == 0 ? random.nextInt(1, 3000) : 0));
            timeNs += (long) (1e9 * settings.fpsDenominator() / settings.fpsNumerator() * (random.nextInt(15) == 0 ? random.nextDouble(8) : 1));
        }
        return take;
    }

    private static Film synthetic(final SplittableRandom random) {
        final Motif motif = Motif.values()[random.nextInt(Motif.values().length)];
        final long seed = random.nextLong();
        return (to, n) -> motif.draw(to, n, seed);
    }

    String name() {
        return name;
    }

    int size() {
        return steps.size();
    }

    /** Settings asked for first. */
    EncoderSettings settings() {
        return steps.get(0).settings;
    }

    /** All pictures that were not skipped. */
    List<Coded> encode() {
        return encode(steps.size(), encoder -> { });
    }

    /** The first so many pictures; then somebody may look at the encoder. */
    List<Coded> encode(final int count, final Consumer<H264Encoder> then) {
        final List<Coded> coded = new ArrayList<>();
        lost = false;
        try (H264Encoder encoder = new H264Encoder(settings())) {
            for (int i = 0; i < count; i++) {
                final Coded picture = encode(encoder, i);
                if (picture != null) {
                    coded.add(picture);
                }
            }
            then.accept(encoder);
        }
        return coded;
    }

    private Coded encode(final H264Encoder encoder, final int number) {
        final Step step = steps.get(number);
        if (number == 0) {
            settings = step.settings;
        } else if (step.settings != null) {
            settings = step.settings;
            encoder.settings(settings);
        }
        if (step.bitrate > 0) {
            encoder.bitrate(step.bitrate);
        }
        switch (step.wish) {
            case KEY -> encoder.requestKeyFrame();
            case RESET -> encoder.reset();
            case KEEP -> encoder.keepLongTerm();
            case RECOVER -> encoder.recover();
            default -> {
            }
        }
        final Yuv picture = new Yuv(settings.width(), settings.height(), step.padding);
        step.film.draw(picture, step.index);
        final int capacity = step.room > 0 ? step.room : 4 * (settings.width() + 16) * (settings.height() + 16) + 4096;
        if (out.length < capacity + 2 * MARGIN) {
            out = new byte[capacity + 2 * MARGIN];
        }
        Arrays.fill(out, 0, MARGIN, MARK);
        Arrays.fill(out, MARGIN + capacity, capacity + 2 * MARGIN, MARK);
        int bytes = 0;
        try {
            bytes = encoder.encode(picture.luma, picture.lumaAt, picture.lumaStride, picture.cb, picture.cbAt, picture.cr, picture.crAt,
                picture.chromaStride, step.timeNs, out, MARGIN, capacity);
            if (lost && bytes > 0 && !encoder.keyFrame()) {
                throw new AssertionError(this + ", picture " + number + ": no key picture after one that did not fit");
            }
            lost &= bytes == 0;
        } catch (final IllegalStateException e) {
            if (step.room == 0) {
                throw new AssertionError(this + ", picture " + number + " of " + RandomSettings.text(settings) + ": " + e.getMessage(), e);
            }
            lost = true;
        } catch (final RuntimeException e) {
            throw new AssertionError(this + ", picture " + number + " of " + RandomSettings.text(settings) + ": the encoder threw " + e, e);
        }
        for (int m = 0; m < MARGIN; m++) {
            if (out[m] != MARK || out[MARGIN + capacity + m] != MARK) {
                throw new AssertionError(this + ", picture " + number + ": the encoder wrote outside of what it was given");
            }
        }
        return bytes == 0 ? null : new Coded(number, step.timeNs, Arrays.copyOfRange(out, MARGIN, MARGIN + bytes), encoder.keyFrame(),
            encoder.temporalLayer(), encoder.discardable(), encoder.qp(), encoder.slices(), settings, Coded.planes(encoder.reconstruction()));
    }

    @Override
    public String toString() {
        return "take \"" + name + "\" of " + steps.size() + " pictures";
    }
}
