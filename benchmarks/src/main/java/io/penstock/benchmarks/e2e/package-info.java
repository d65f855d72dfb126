/** Latency from end to end: calls held in processes of their own, their figures as a table, as JSON and as a page. */
package io.penstock.benchmarks.e2e;
