/** Levels and loudness, gain, automatic gain, limiter. */
package io.penstock.dsp.kernel.level;
