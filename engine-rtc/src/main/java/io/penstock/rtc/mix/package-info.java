/**
 * Brings the participants of a room together: who speaks, all sounds in one, all pictures in one, and the recording of both.
 */
package io.penstock.rtc.mix;
