/** Stress tests of the edges and of the channel against the flow, through the public classes of {@code io.penstock.core.edge}. */
package io.penstock.benchmarks.jcstress.edge;
