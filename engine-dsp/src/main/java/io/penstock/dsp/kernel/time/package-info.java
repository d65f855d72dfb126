/** Plays sound faster or slower at its pitch, and goes on with sound that was lost. */
package io.penstock.dsp.kernel.time;
