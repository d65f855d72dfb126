/** Who sends from an address: Binding requests of STUN (RFC 8489) with a name and the proof of a password, and their answers. */
package io.penstock.rtc.stun;
