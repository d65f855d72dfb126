/** Intra prediction (ITU-T H.264 8.3) from the samples to the left and above, before deblocking. */
package io.penstock.codecs.h264.intra;
