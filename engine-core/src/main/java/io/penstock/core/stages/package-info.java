/** Built-in stages: hosts' sources and sinks, codec stages, reframing, pacing, taps, files and synthetic media. */
package io.penstock.core.stages;
