/** General audio stages: resampling, mixing, gain, channel mapping, time stretching. */
package io.penstock.dsp.audio;
