/**
 * Estimates how much a network takes, from when packets were sent and when they arrived: Google congestion control (draft-ietf-rmcat-gcc-02)
 * with a gauge of the queue's length and a loss model that tells random loss from a full link. Pure: no clock, no threads, nothing allocated
 * after construction.
 */
package io.penstock.core.congestion;
