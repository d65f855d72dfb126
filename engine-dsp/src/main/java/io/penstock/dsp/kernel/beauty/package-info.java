/** Finds faces, and smooths and whitens their skin. */
package io.penstock.dsp.kernel.beauty;
