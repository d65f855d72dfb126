/** Memory behind rings, counters and frames: Agrona buffers that need no {@code Unsafe} and so no JVM flag. */
package io.penstock.buffer;
