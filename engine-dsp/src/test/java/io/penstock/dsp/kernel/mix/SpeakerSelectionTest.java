package io.penstock.dsp.kernel.mix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SpeakerSelectionTest {
    private static final double FRAME_S = 0.01;
    private static final double SPEECH = 1e-2;
    private static final double QUIET = 1e-7;

    private static void run(final SpeakerSelection selection, final double seconds, final double... levels) {
        for (int frame = 0; frame < seconds / FRAME_S; frame++) {
            for (int i = 0; i < levels.length; i++) {
                selection.heard(i, levels[i]);
            }
            selection.choose();
        }
    }

    @Test
    void choosesTheLoudest() {
        final SpeakerSelection selection = new SpeakerSelection(4, 2, FRAME_S);
        run(selection, 0.5, QUIET, QUIET, QUIET, QUIET);
        run(selection, 0.02, QUIET, SPEECH, QUIET, SPEECH);
        assertTrue(selection.selected(1) && selection.selected(3), "at once");
        assertFalse(selection.selected(0) || selection.selected(2));
        assertTrue(selection.speaking(1));
        assertFalse(selection.speaking(0));
    }

    @Test
    void prefersASpeakerToSteadyNoise() {
        final SpeakerSelection selection = new SpeakerSelection(2, 1, FRAME_S);
        run(selection, 20, 1e-3, QUIET);
        run(selection, 0.5, 1e-3, 2e-4);
        assertTrue(selection.selected(1), "quieter, but speech");
    }

    @Test
    void doesNotChatterBetweenTwoWhoAreAboutAsLoud() {
        final SpeakerSelection selection = new SpeakerSelection(2, 1, FRAME_S);
        run(selection, 0.2, SPEECH, QUIET);
        assertTrue(selection.selected(0));
        for (int i = 0; i < 100; i++) {
            run(selection, 0.05, SPEECH, 1.4 * SPEECH);
            run(selection, 0.05, 1.4 * SPEECH, SPEECH);
        }
        assertEquals(0, selection.changes());
    }

    @Test
    void letsASpeakerKeepThePlaceForAMoment() {
        final SpeakerSelection selection = new SpeakerSelection(2, 1, FRAME_S);
        run(selection, 1, QUIET, QUIET);
        run(selection, 0.05, QUIET, SPEECH);
        assertTrue(selection.selected(1));
        final long before = selection.changes();
        run(selection, 0.2, 10 * SPEECH, SPEECH);
        assertTrue(selection.selected(1), "has spoken for a quarter of a second");
        run(selection, 0.2, 10 * SPEECH, SPEECH);
        assertTrue(selection.selected(0));
        assertEquals(1, selection.changes() - before);
    }

    @Test
    void givesThePlaceOfWhoLeaves() {
        final SpeakerSelection selection = new SpeakerSelection(3, 2, FRAME_S);
        run(selection, 0.5, SPEECH, SPEECH, QUIET);
        selection.gone(0);
        selection.heard(1, SPEECH);
        selection.heard(2, QUIET);
        selection.choose();
        assertTrue(selection.selected(2));
        assertFalse(selection.selected(0));
    }

    @Test
    void refusesWhatItCannotDo() {
        assertThrows(IllegalArgumentException.class, () -> new SpeakerSelection(0, 1, FRAME_S));
        assertThrows(IllegalArgumentException.class, () -> new SpeakerSelection(2, 0, FRAME_S));
        assertThrows(IllegalArgumentException.class, () -> new SpeakerSelection(2, 1, Double.NaN));
    }
}
