/**
 * What Penstock itself knows of the H.264 bit stream (ITU-T H.264, 08/2021): NAL units of an Annex B byte stream, parameter sets and
 * slice headers. Nothing here decodes pictures; it reads, with bounds on everything, what must be known before a decoder may see the bytes,
 * what RTP and MP4 need to know, and it finds out when a reference picture is missing. No dependency on any codec library.
 *
 * <p>Every method answers any bytes with a value or a {@link io.penstock.error.CodecException}, in time and memory bounded by the length
 * of the input.
 */
package io.penstock.codecs.h264;
