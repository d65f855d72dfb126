/**
 * Loops over arrays, without engine types: what the stages of this module compute with. Here stand the tools that several kinds of kernel share,
 * each kind has a package of its own.
 */
package io.penstock.dsp.kernel;

