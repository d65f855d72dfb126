/** All that a microphone's sound goes through, in the right order. */
package io.penstock.dsp.kernel.chain;
