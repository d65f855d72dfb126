/** Rooms: a server, and hearings that run by themselves and end with a report and recordings. */
package io.penstock.examples.rooms;
