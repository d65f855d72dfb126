/**
 * H.264 by <a href="http://jcodec.org">JCodec</a> 0.2.5 behind the codec SPI, under the provider name {@code jcodec}.
 *
 * <p><b>Decoder.</b> JCodec's macroblock decoders behind {@link io.penstock.codecs.h264.AccessUnitGuard} and a picture decoder of our own,
 * on one thread. Progressive Baseline, Main and High, 4:2:0, 8 bits, CAVLC and CABAC. Refused with a message: what the guard lists, and raw
 * macroblocks (I_PCM). A missing reference gives {@code NEED_KEYFRAME} until an IDR picture comes.
 *
 * <p><b>Encoder.</b> Constrained Baseline, one slice, I16x16 and P16x16 macroblocks, one reference; about three times the bits of x264's
 * fastest preset for the same quality.
 */
package io.penstock.codecs.jcodec;
