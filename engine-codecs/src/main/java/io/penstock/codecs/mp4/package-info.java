/**
 * MP4 (ISO/IEC 14496-12, -14, -15): plays and records H.264 with AAC or Opus.
 *
 * <ul>
 * <li>{@link io.penstock.codecs.mp4.Mp4Source}: a track as encoded frames, paced or not, looped, from a key frame on;
 * <li>{@link io.penstock.codecs.mp4.Mp4Clip}: the beginning of a track decoded before the clock starts;
 * <li>{@link io.penstock.codecs.mp4.Mp4Recorder}: sinks that share a file, which can be played once it is finished;
 * <li>{@link io.penstock.codecs.mp4.FragmentedMp4Recorder}: the same in fragments, which can be played although it never was.
 * </ul>
 *
 * <p>Reader and writer are our own: JCodec's demultiplexer allocates by what a damaged file says, reads fragmented files as empty, and its
 * multiplexer cannot write Opus. Not supported, each with one clear message: MP3 and other codecs, 3-byte NAL lengths. Of edit lists, only the
 * start of the first edit counts.
 *
 * <p>The writer of fragments is our own too. That of org.mp4parser (1.9) begins a fragment only at a key frame three seconds or more after the
 * last, writes nothing before every track has a sample, takes times from durations so that a gap closes up, and holds back a track by a latch
 * under a lock that all files share; it brings AspectJ and SLF4J and makes an object a box. None of that can be configured.
 */
package io.penstock.codecs.mp4;
