package io.penstock.benchmarks.scale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void linesUpAndIsMarkdown() {
        assertEquals("""
            | what  |   ns |
            | ----- | ---: |
            | one   |    1 |
            | three | 3333 |
            """, new Columns("what", "ns").row("one", "1").row("three", "3333").toString());
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThrows(IllegalArgumentException.class, () -> new Columns("a", "b").row("1"));
    }
}
