/**
 * What a room is: its participants, their roles and rights, its messages. Pure: one writer a room, no thread, no clock, no socket.
 */
package io.penstock.rtc.room;
