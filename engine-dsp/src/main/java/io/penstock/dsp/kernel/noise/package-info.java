/** Takes noise, keystrokes and late reverberation out of a voice, and makes comfort noise. */
package io.penstock.dsp.kernel.noise;
