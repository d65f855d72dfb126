/** Writes H.264 streams bit by bit: NAL units, headers, parameter sets, messages and coefficients. JDK only. */
package io.penstock.codecs.h264.write;
