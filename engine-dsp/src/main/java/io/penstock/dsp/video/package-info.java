/** Video stages: scaling, pixel conversion, filters, overlay. */
package io.penstock.dsp.video;
