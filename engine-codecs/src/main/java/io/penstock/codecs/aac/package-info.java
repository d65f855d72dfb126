/**
 * Decoding of AAC by the Java Advanced Audio Decoder: provider {@code jaad}. There is no encoder in pure Java.
 */
package io.penstock.codecs.aac;
