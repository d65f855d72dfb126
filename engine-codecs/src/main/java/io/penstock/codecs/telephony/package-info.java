/** Telephony codecs in pure Java: G.711, GSM, G.729. */
package io.penstock.codecs.telephony;
