/** Voice processing: echo, noise, level and activity. */
package io.penstock.dsp.voice;
