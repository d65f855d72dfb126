/**
 * Lets somebody look at what participants show and say, at the cost of key frames only, and does and records what they decide.
 */
package io.penstock.rtc.moderate;
