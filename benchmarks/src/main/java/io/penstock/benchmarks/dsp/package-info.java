/** What the kernels of {@code penstock-dsp} cost: by JMH, for each 10 ms of sound or each picture. */
package io.penstock.benchmarks.dsp;
