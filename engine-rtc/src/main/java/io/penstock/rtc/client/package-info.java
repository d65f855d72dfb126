/** What a participant of a room needs: signalling that comes back by itself, and media. */
package io.penstock.rtc.client;
