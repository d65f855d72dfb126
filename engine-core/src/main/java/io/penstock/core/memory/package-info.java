/** Slab pools, the frames bound to their slots, and the guards that catch misuse and leaks. */
package io.penstock.core.memory;
