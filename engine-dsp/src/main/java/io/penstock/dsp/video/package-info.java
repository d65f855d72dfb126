/** Picture stages: pixels converted, scaled, turned and cut, pictures laid over and beside each other. */
package io.penstock.dsp.video;
