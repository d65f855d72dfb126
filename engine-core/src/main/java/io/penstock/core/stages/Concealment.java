package io.penstock.core.stages;

import io.penstock.format.AudioFormat;
import io.penstock.format.Format;
import io.penstock.frame.Frame;
import io.penstock.frame.MutableFrame;
import io.penstock.frame.Pcm;
import io.penstock.spi.Decoder;
import io.penstock.spi.LossConcealer;
import io.penstock.spi.LossRecovery;

/** Makes sound in place of what was lost: the decoder itself where it can, a {@link LossConcealer} for those that cannot. */
interface Concealment {
    /**
     * What there is for a decoder.
     *
     * @param decoder   of sound.
     * @param format    what it puts out.
     * @param concealer for a decoder without concealment of its own; null = there is none.
     * @return null if nothing can be made.
     */
    static Concealment of(final Decoder decoder, final AudioFormat format, final LossConcealer concealer) {
        return decoder instanceof LossRecovery able ? new ByDecoder(able) : concealer == null ? null : new ByConcealer(concealer, format);
    }

    /** Rebuilds a lost packet from the redundancy in the one after it; false = there is none. */
    boolean recover(Frame next, int samples, MutableFrame out);

    /** Fills a frame with so many samples a channel. */
    void conceal(int samples, MutableFrame out);

    /** Sees, and may smooth, sound that was received, in the format that the decoder put it out. */
    void received(MutableFrame out, Format format);

    /** Forgets the past. */
    void reset();

    /** The decoder knows what it decoded. */
    record ByDecoder(LossRecovery recovery) implements Concealment {
        @Override
        public boolean recover(final Frame next, final int samples, final MutableFrame out) {
            return recovery.recover(next, samples, out);
        }

        @Override
        public void conceal(final int samples, final MutableFrame out) {
            recovery.conceal(samples, out);
        }

        @Override
        public void received(final MutableFrame out, final Format format) {
            // It was there when it was decoded.
        }

        @Override
        public void reset() {
            // Goes with the decoder's own.
        }
    }

    /** Continues what was heard last. */
    final class ByConcealer implements Concealment {
        private final LossConcealer concealer;
        private AudioFormat format;
        private float[] pcm;

        ByConcealer(final LossConcealer concealer, final AudioFormat format) {
            this.concealer = concealer;
            configure(format);
        }

        private void configure(final AudioFormat newFormat) {
            format = newFormat;
            pcm = new float[newFormat.frameSamples() * newFormat.channels()];
            concealer.configure(newFormat.sampleRateHz(), newFormat.channels());
        }

        @Override
        public boolean recover(final Frame next, final int samples, final MutableFrame out) {
            return false;
        }

        @Override
        public void conceal(final int samples, final MutableFrame out) {
            makeRoom(samples * format.channels());
            concealer.conceal(pcm, samples);
            Pcm.write(pcm, samples * format.channels(), format.sampleType(), out);
        }

        @Override
        public void received(final MutableFrame out, final Format decoded) {
            if (!decoded.equals(format)) {
                // This frame was claimed in the format before; frames from the next one on are in this.
                configure((AudioFormat) decoded);
                return;
            }
            makeRoom(Pcm.samples(out));
            final int n = Pcm.read(out, pcm);
            concealer.received(pcm, n / format.channels());
            Pcm.write(pcm, n, format.sampleType(), out);
        }

        /** Decoders may put out more than a nominal frame; bounded by what a frame holds. */
        private void makeRoom(final int samples) {
            if (samples > pcm.length) {
                pcm = new float[samples];
            }
        }

        @Override
        public void reset() {
            concealer.reset();
        }
    }
}
