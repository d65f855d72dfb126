/** H.264 behind a guard that checks NAL units and slice headers before a decoder sees them. */
package io.penstock.codecs.h264;
