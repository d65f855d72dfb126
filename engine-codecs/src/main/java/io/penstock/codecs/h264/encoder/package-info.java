/**
 * A real-time H.264 encoder, constrained baseline: {@code H264Encoder} and what it is set by. Knows nothing of
 * graphs and frames; {@code io.penstock.codecs.h264.provider} puts it into them.
 */
package io.penstock.codecs.h264.encoder;
