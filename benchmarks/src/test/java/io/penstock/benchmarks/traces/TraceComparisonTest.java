package io.penstock.benchmarks.traces;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceComparisonTest {
    private static final double TOLERANCE = 10;

    @TempDir
    Path folder;

    private static TraceResult result(final String name, final double soundMs, final double shownPercent) {
        final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.SOUND_MEAN, soundMs);
        figures.put(Figure.PICTURE_SHOWN, shownPercent);
        figures.put(Figure.SOUND_LOST, soundMs);
        return new TraceResult(name, "a test", 10, figures, Map.of("sound: played", new double[] {1, Double.NaN}), "abc");
    }

    private static TraceComparison compare(final TraceResult before, final TraceResult now) {
        return new TraceComparison(List.of(before), List.of(now), TOLERANCE);
    }

    @Test
    void marksWhatBecameWorseByMoreThanTheTolerance() {
        final TraceComparison worse = compare(result("a", 100, 99), result("a", 111, 99));
        assertEquals(1, worse.worse());
        assertEquals(" !", worse.mark("a", Figure.SOUND_MEAN));
        assertEquals("", worse.mark("a", Figure.PICTURE_SHOWN));
        assertTrue(worse.lines().get(0).contains("111, was 100"), worse.lines().get(0));
        assertEquals(0, compare(result("a", 100, 99), result("a", 109, 99)).worse());
    }

    @Test
    void knowsThatMoreIsBetterOfWhatIsShown() {
        assertEquals(1, compare(result("a", 100, 99), result("a", 100, 80)).worse());
        final TraceComparison better = compare(result("a", 100, 80), result("a", 100, 99));
        assertEquals(0, better.worse());
        assertEquals(" +", better.mark("a", Figure.PICTURE_SHOWN));
    }

    @Test
    void doesNotMindWhatIsNotWorthTelling() {
        assertEquals(0, compare(result("a", 10, 99), result("a", 12.9, 98.8)).worse(), "2.9 ms and 0.2 %");
    }

    @Test
    void findsNothingWorseThanNothing() {
        assertEquals(1, compare(result("a", 100, 99), result("a", Double.NaN, 99)).worse());
        assertEquals(0, compare(result("a", Double.NaN, 99), result("a", 100, 99)).worse());
        assertEquals(0, compare(result("b", 100, 99), result("a", 200, 50)).worse(), "another trace");
        assertFalse(Figure.SOUND_LOST.isCompared());
    }

    @Test
    void readsWhatItWrote() throws IOException {
        final Path file = folder.resolve("traces.json");
        TraceJson.write("settings", List.of(result("a", 100, Double.NaN)), file);
        final TraceJson.Before before = TraceJson.read(file);
        assertEquals("settings", before.settings());
        assertEquals(100, before.results().get(0).figure(Figure.SOUND_MEAN));
        assertTrue(Double.isNaN(before.results().get(0).figure(Figure.PICTURE_SHOWN)));
        assertEquals(0, new TraceComparison(before.results(), List.of(result("a", 100, Double.NaN)), 0).worse());
        Files.writeString(file, "{}");
        assertThrows(IOException.class, () -> TraceJson.read(file));
        Files.writeString(file, "no");
        assertThrows(IOException.class, () -> TraceJson.read(file));
    }
}
