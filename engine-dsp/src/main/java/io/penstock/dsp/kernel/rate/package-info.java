/** Brings sound to another sample rate. */
package io.penstock.dsp.kernel.rate;
