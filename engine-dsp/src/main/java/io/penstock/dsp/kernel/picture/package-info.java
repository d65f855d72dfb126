/** Converts, scales and turns the planes of pictures. */
package io.penstock.dsp.kernel.picture;
