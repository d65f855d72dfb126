/** Takes the noise of sensors out of pictures. */
package io.penstock.dsp.kernel.denoise;
