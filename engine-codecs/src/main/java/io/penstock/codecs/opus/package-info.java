/**
 * Opus (RFC 6716) by Concentus, behind a packet parser of our own: provider {@code concentus}.
 */
package io.penstock.codecs.opus;
