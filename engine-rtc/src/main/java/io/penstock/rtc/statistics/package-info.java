/**
 * How well each participant hears and sees, and is heard and seen: figures in the field's terms, and why a picture stood still.
 */
package io.penstock.rtc.statistics;
