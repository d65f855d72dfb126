/** How far the engine goes: packets forwarded, calls a core, bytes a call, hours without growth, and a run without any garbage collector. */
package io.penstock.benchmarks.scale;
