package io.penstock.examples.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Which moments of the sound were heard, by the frames that carried them. */
class PlayedSoundTest {
    private static final long MS = 1_000_000;
    private static final long FRAME = 20 * MS;
    private static final long FIRST = 5_000 * MS + 3;

    private static PlayedSound played(final IntPredicate frames, final long latencyNs, final long aheadNs) {
        final FrameTable sent = new FrameTable(16, SendMeter.COLUMNS);
        final FrameTable heard = new FrameTable(16, ReceiveMeter.PLAYED_COLUMNS);
        for (int i = 0; i < 10; i++) {
            sent.put(sent.open(FIRST + i * FRAME), SendMeter.RTP_TIMESTAMP, 960L * i);
            if (frames.test(i)) {
                heard.put(heard.open(960L * i), ReceiveMeter.PLAYED_NS, FIRST + i * FRAME + latencyNs - aheadNs);
            }
        }
        return new PlayedSound(sent, heard, aheadNs, FRAME);
    }

    @Test
    void aMomentIsHeardWithTheFrameThatHoldsItsFirstSample() {
        assertEquals(FIRST + 30 * MS + 60 * MS, played(i -> true, 60 * MS, 0).heardNs(FIRST + 30 * MS, FRAME));
    }

    @Test
    void timesAreThoseOfTheSender() {
        assertEquals(FIRST + 100 * MS, played(i -> true, 60 * MS, 9_000 * MS).heardNs(FIRST + 40 * MS, FRAME));
    }

    @Test
    void aMomentOfWhichAFrameWasMadeUpWasNotHeard() {
        final PlayedSound sound = played(i -> i != 2, 60 * MS, 0);
        assertEquals(PlayedSound.NEVER, sound.heardNs(FIRST + 30 * MS, FRAME));
        assertEquals(PlayedSound.NEVER, sound.heardNs(FIRST + 40 * MS, FRAME));
        assertEquals(PlayedSound.NEVER, sound.heardNs(FIRST + 50 * MS, FRAME));
        assertEquals(FIRST + 20 * MS + 60 * MS, sound.heardNs(FIRST + 20 * MS, FRAME));
        assertEquals(FIRST + 60 * MS + 60 * MS, sound.heardNs(FIRST + 60 * MS, FRAME));
    }

    @Test
    void whatWasNeverSentWasNotHeard() {
        assertEquals(PlayedSound.NEVER, played(i -> true, 0, 0).heardNs(FIRST - 1, FRAME));
        assertEquals(PlayedSound.NEVER, played(i -> true, 0, 0).heardNs(FIRST + 10 * FRAME - 1, FRAME));
        assertEquals(PlayedSound.NEVER, played(i -> true, 0, 0).heardNs(FIRST + 10 * FRAME, FRAME));
    }
}
