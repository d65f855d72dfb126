/** What prediction leaves over: the integer transforms of H.264, and quantisation. */
package io.penstock.codecs.h264.residual;
