/**
 * Pictures that prove what they are: a PNG that says within itself when, where and by whom it was taken, and is signed.
 */
package io.penstock.rtc.still;
