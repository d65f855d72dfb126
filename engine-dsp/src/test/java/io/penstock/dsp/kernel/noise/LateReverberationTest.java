package io.penstock.dsp.kernel.noise;

import static io.penstock.dsp.kernel.Signals.decibels;
import static io.penstock.dsp.kernel.Signals.power;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.penstock.dsp.kernel.Signals;
import io.penstock.dsp.kernel.Voices;
import org.junit.jupiter.api.Test;

class LateReverberationTest {
    private static final int RATE = 16_000;

    @Test
    void takesTheTailDownAndKeepsTheWord() {
        final float[] word = Voices.vowels(2 * RATE, RATE, 1);
        java.util.Arrays.fill(word, RATE, 2 * RATE, 0);
        final float[] heard = Signals.through(word, Signals.room(RATE, 0.6, 0.5, 2), 0);
        final NoiseKernel plain = new NoiseKernel(RATE, 20);
        final NoiseKernel dry = new NoiseKernel(RATE, 20).dereverberation(true);
        final float[] left = NoiseKernelTest.run(plain, RATE, heard);
        final float[] less = NoiseKernelTest.run(dry, RATE, heard);
        final int from = RATE + RATE / 10;
        final int to = RATE + RATE / 5;
        final double tail = decibels(power(left, from, to) / power(less, from, to));
        assertTrue(tail > 0.7, "the tail is " + tail + " dB weaker");
        final double kept = decibels(power(less, RATE / 2, RATE) / power(left, RATE / 2, RATE));
        assertTrue(kept > -3, "the word changes by " + kept + " dB");
    }

    @Test
    void addsWhatDecays() {
        final LateReverberation late = new LateReverberation(1);
        final float[] power = {1};
        final float[] noise = {0};
        for (int i = 0; i < 100; i++) {
            noise[0] = 0;
            late.update(power, noise);
        }
        assertEquals(0.4 * Math.pow(10, -0.5), noise[0], 1e-3, "a steady sound, 50 ms and 5 dB later, by the room's share");
        power[0] = 0;
        noise[0] = 0;
        for (int i = 0; i < 6; i++) {
            noise[0] = 0;
            late.update(power, noise);
        }
        assertEquals(0.4 * Math.pow(10, -0.6), noise[0], 1e-3, "10 ms after its end it has begun to decay");
    }
}
