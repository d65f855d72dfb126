/** Redundancy that other endpoints understand: parity over packets as ULPFEC (RFC 5109) in RED (RFC 2198), and as FlexFEC (RFC 8627). */
package io.penstock.core.fec.xor;
