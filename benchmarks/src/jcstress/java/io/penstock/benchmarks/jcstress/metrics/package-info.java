/** Stress tests of the counters, which other threads and processes read while they change. */
package io.penstock.benchmarks.jcstress.metrics;
