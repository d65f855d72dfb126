/**
 * A server of rooms: puts together what the other packages make, and shows how it goes.
 */
package io.penstock.rtc.server;
