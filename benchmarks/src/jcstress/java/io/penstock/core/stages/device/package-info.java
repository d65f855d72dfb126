/** A stress test of the ring between a device's thread and the engine; in the package of what it tests, which is package-private. */
package io.penstock.core.stages.device;
