/**
 * What clients and a server of rooms tell each other beside the media: JSON over WebSocket, with signed tokens. {@code docs/signalling.md} has
 * every message.
 */
package io.penstock.rtc.signal;
