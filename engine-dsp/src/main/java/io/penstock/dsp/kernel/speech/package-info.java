/** Tells voices from everything else. */
package io.penstock.dsp.kernel.speech;
