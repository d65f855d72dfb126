/**
 * Frames: the read view that a stage borrows, the write view that it claims, the layout of the header behind both, and frames that live
 * outside any pool.
 */
package io.penstock.frame;
