/**
 * Asynchronous edges: bounded single-producer single-consumer queues of frame references on Agrona rings, and what they shed.
 * Internal to the engine.
 */
package io.penstock.core.edge;
