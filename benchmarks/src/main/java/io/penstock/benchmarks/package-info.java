/** JMH benchmarks. */
package io.penstock.benchmarks;
