/** The trace bench: what the jitter buffers make of bad links, in virtual time. */
package io.penstock.benchmarks.traces;
