/**
 * Runs the concurrency stress tests and says in one line each what came of them. The tests are neither compiled nor shipped by the everyday build.
 */
package io.penstock.benchmarks.jcstress;
