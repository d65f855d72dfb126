/** Programs around the H.264 encoder: files in and out, and how good and how fast it is beside others. */
package io.penstock.examples.h264;
