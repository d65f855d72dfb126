/**
 * Frames: the read view that a stage borrows, the write view that it claims, and the layout of the header behind both.
 */
package io.penstock.frame;
