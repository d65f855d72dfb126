/**
 * What flows over an edge ({@link io.penstock.format.Format}), and what a port accepts ({@link io.penstock.format.FormatSpec}).
 * Everything here is immutable and pure.
 */
package io.penstock.format;
