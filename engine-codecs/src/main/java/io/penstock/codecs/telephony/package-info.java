/**
 * Telephone codecs in pure Java, 8 kHz mono: G.711 by tables of our own, GSM 06.10 and G.729 by the classes that libjitsi and FMJ bring,
 * used without starting either: provider {@code telephony}.
 */
package io.penstock.codecs.telephony;
