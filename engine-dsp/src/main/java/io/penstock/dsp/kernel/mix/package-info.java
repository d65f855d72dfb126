/** Adds sounds up, exactly, and chooses who is heard. */
package io.penstock.dsp.kernel.mix;
