/** Opus on Concentus. */
package io.penstock.codecs.opus;
