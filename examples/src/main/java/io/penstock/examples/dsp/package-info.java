/**
 * The {@code dsp} program: one processor of {@code penstock-dsp} a call, file to file, with its cost and statistics.
 *
 * <p>A command for a sound extends {@link io.penstock.examples.dsp.SoundCommand} and opens a
 * {@link io.penstock.examples.dsp.SoundProcessor}; one whose output has another rate or length overrides {@code run}, does its work between
 * {@code new Cost(samples)} and {@code cost.reached(samples)}, and says {@code measured(cost, rateHz, latencySamples)}; one with several
 * files in extends {@link io.penstock.examples.dsp.SoundTask}. A command for pictures extends
 * {@link io.penstock.examples.dsp.PictureCommand} and opens a {@link io.penstock.examples.dsp.PictureProcessor}. All of them get
 * {@code --help}, {@code --plot} (override {@code plot} to add sounds
 * and curves to the page), what they print, and exit code 2 with one line for whatever the user got wrong
 * ({@code ConfigurationException} and {@code CodecException}).
 */
package io.penstock.examples.dsp;
