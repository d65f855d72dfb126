/** Loops over arrays, without engine types: what the stages of this module compute with. */
package io.penstock.dsp.kernel;
