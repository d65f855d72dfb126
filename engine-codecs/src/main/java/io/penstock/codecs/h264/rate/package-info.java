/**
 * How many bits an H.264 encoder spends where: the control of the bit rate, what a source picture tells before it is coded, and where flat
 * parts are. JDK only; knows nothing of syntax.
 */
package io.penstock.codecs.h264.rate;
