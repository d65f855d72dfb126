/**
 * MP4 (ISO/IEC 14496-12, -14, -15): plays and records H.264 with AAC or Opus.
 *
 * <ul>
 * <li>{@link io.penstock.codecs.mp4.Mp4Source}: a track as encoded frames, paced or not, looped, from a key frame on;
 * <li>{@link io.penstock.codecs.mp4.Mp4Clip}: the beginning of a track decoded before the clock starts;
 * <li>{@link io.penstock.codecs.mp4.Mp4Recorder}: sinks that share a file.
 * </ul>
 *
 * <p>Reader and writer are our own: JCodec's demultiplexer allocates by what a damaged file says, reads fragmented files as empty, and its
 * multiplexer cannot write Opus. Not supported, each with one clear message: fragmented files, MP3 and other codecs, 3-byte NAL lengths. Of
 * edit lists, only the start of the first edit counts. Files that are recorded have their index at the end.
 */
package io.penstock.codecs.mp4;
