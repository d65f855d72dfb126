/** Counters, latency histograms and duty cycles. */
package io.penstock.core.metrics;
