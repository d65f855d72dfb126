/** Picture stages: scaling and conversion of pixels. */
package io.penstock.dsp.video;
