/** Stages that clean up speech between a microphone and an encoder: echo cancellation. */
package io.penstock.dsp.voice;
