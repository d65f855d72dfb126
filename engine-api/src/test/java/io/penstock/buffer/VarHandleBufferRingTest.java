package io.penstock.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** What the class exists for: Agrona's ring over it, on a JVM that was given no flag. */
class VarHandleBufferRingTest {
    @Test
    void carriesAMillionMessagesBetweenTwoThreadsInOrder() throws InterruptedException {
        assertEquals(1_000_000, RingWithoutUnsafe.exchange(1_000_000));
    }

    @Test
    void loadsNoUnsafeClassOfAgrona() throws IOException, InterruptedException {
        Process jvm = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xlog:class+load", "-cp", System.getProperty("java.class.path"),
            RingWithoutUnsafe.class.getName(), "1000")
            .redirectErrorStream(true).start();
        String log = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, jvm.waitFor(), log);
        assertTrue(log.contains("org.agrona.concurrent.ringbuffer.OneToOneRingBuffer"), "the ring was really used");
        assertFalse(log.contains("org.agrona.UnsafeApi"), "UnsafeApi was loaded");
        assertFalse(log.contains("org.agrona.concurrent.UnsafeBuffer"), "UnsafeBuffer was loaded");
        assertFalse(log.contains("org.agrona.BufferUtil"), "BufferUtil was loaded");
    }
}
