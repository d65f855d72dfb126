/**
 * Frames in memory: slab pools with one claimer and many releasers, the frames bound to their slots, and 64-bit references to them.
 * Internal to the engine.
 */
package io.penstock.core.memory;
