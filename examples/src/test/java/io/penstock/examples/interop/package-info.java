/** Calls with players and senders of other people, both ways, in real time over UDP; skipped where they are not installed. */
package io.penstock.examples.interop;
