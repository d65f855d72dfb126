/** Tests of what surrounds the calls; the calls themselves are tested where they live. */
package io.penstock.benchmarks.e2e;
