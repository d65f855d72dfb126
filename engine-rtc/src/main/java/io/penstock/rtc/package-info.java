/**
 * Rooms: many people, speaking rights, messages, moderation and recording, over transports that can be exchanged.
 */
package io.penstock.rtc;
