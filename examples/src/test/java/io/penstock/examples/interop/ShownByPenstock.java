package io.penstock.examples.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.penstock.format.AudioFormat;
import io.penstock.format.VideoFormat;
import io.penstock.frame.FrameFlags;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** What Penstock made of the call that a peer sent, held against what the peer itself makes of it. */
final class ShownByPenstock {
    private static final int FRAMES_PER_SECOND = 50;
    private static final double MOST_LEVEL_ERROR_DB = 1;
    private static final double LEAST_TONE_SHARE = 0.99;
    private static final double SETTLING_S = 0.5; // the codec's first frames

    private ShownByPenstock() {
    }

    /** All pictures, and to the last bit those that the peer's own decoder shows. */
    static void checkPictures(final Collector shown, final List<byte[]> reference, final VideoFormat format, final int count) {
        assertEquals(format.describe(), shown.format().describe());
        assertEquals(count, reference.size(), "pictures sent");
        final List<Collector.Taken> pictures = shown.frames();
        assertEquals(count, pictures.size(), "pictures shown");
        for (int i = 0; i < count; i++) {
            final byte[] picture = pictures.get(i).payload();
            if (!Arrays.equals(reference.get(i), picture)) {
                fail("picture " + i + " differs: luma " + Pictures.lumaPsnrDb(reference.get(i), picture, format) + " dB");
            }
        }
    }

    /** A tone of that frequency and level (RMS), without a break, and next to nothing else. Takes 48 kHz, 16 bits, 20 ms. */
    static void checkTone(final Collector heard, final int seconds, final double frequencyHz, final double levelDbfs) {
        final AudioFormat format = (AudioFormat) heard.format();
        assertEquals("48000 Hz s16 ×1 20 ms", format.describe());
        final List<Collector.Taken> frames = heard.frames();
        final int whole = seconds * FRAMES_PER_SECOND;
        assertTrue(frames.size() >= whole, () -> frames.size() + " frames of sound");
        final Predicate<Collector.Taken> madeUp = frame -> (frame.flags() & FrameFlags.GAP) != 0;
        assertEquals(0, frames.stream().limit(whole).filter(madeUp).count(), "frames made up before the stream ended");
        final Sound tone = Sound.of(frames.subList(0, whole), format.sampleRateHz()).part(SETTLING_S, seconds);
        assertEquals(levelDbfs, tone.levelDbfs(), MOST_LEVEL_ERROR_DB, "level in dBFS");
        // A projection over the whole length: a sample put in or left out anywhere would turn the phase and show.
        final double share = tone.shareOf(frequencyHz);
        assertTrue(share >= LEAST_TONE_SHARE, () -> "only " + share + " of what is heard is the tone");
    }
}
