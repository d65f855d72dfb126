/** Files of raw media: Y4M and WAV in and out, PNG snapshots, and clips held in memory. */
package io.penstock.core.stages.file;
