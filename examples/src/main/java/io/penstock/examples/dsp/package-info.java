/** The {@code dsp} program: one processor of {@code penstock-dsp} a call, file to file, with its cost and statistics. */
package io.penstock.examples.dsp;
