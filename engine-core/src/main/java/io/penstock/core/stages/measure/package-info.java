/**
 * Marks that travel inside the media, and what reads them: end-to-end latency is measured from what is in the picture and in the sound,
 * not from metadata beside them.
 */
package io.penstock.core.stages.measure;
