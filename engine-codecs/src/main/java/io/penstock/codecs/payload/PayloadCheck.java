package io.penstock.codecs.payload;

/** Whether bytes look like a payload of a codec, from their framing alone. */
@FunctionalInterface
interface PayloadCheck {
    boolean fits(byte[] payload, int offset, int length);
}
