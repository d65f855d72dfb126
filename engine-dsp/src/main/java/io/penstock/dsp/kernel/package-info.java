/** Signal-processing kernels on plain arrays; they know no engine type. */
package io.penstock.dsp.kernel;
