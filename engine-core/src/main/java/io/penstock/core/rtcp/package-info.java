/**
 * Feedback formats of RTCP, as views and writers over arrays that know nothing of sessions: congestion control feedback (RFC 8888),
 * transport-cc, REMB, full intra requests (RFC 5104), extended reports (RFC 3611). What comes from outside is checked by {@code wrap}, once;
 * after that all accessors stay in bounds.
 */
package io.penstock.core.rtcp;
