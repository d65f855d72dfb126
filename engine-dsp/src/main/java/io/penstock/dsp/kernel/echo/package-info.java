/** Takes a loudspeaker's sound out of a microphone's: delay, clock drift, echo path, loudspeaker, residual. */
package io.penstock.dsp.kernel.echo;
