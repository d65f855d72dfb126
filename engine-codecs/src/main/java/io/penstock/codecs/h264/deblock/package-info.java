/** The deblocking filter of ITU-T H.264 (8.7) for pictures of frame macroblocks. JDK only. */
package io.penstock.codecs.h264.deblock;
