/** Stress tests of the slab pool, the reference counts and the generations, through the public classes of {@code io.penstock.core.memory}. */
package io.penstock.benchmarks.jcstress.memory;
