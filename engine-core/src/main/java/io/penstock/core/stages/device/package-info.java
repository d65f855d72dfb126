/**
 * Microphone, loudspeaker, screen and window through the JDK ({@code javax.sound.sampled}, {@code java.awt}). Devices block, so each has a
 * thread of its own that meets the graph at a bounded ring; a device that is absent is told in one line when the graph starts.
 */
package io.penstock.core.stages.device;
