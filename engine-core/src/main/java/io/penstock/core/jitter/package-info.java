/** Jitter buffers, delay estimation, playout clock and lip sync. */
package io.penstock.core.jitter;
