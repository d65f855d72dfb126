/**
 * Telephone codecs in pure Java, 8 kHz mono: G.711 and the GSM 06.10 encoder by code of our own, the GSM decoder and G.729 by
 * the classes that libjitsi and FMJ bring, used without starting either: provider {@code telephony}.
 */
package io.penstock.codecs.telephony;
